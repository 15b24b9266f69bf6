/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.wsboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Called for a ping of a client. The server answers pings itself: when this method is
 * called, the pong has been sent or is about to be.
 * <p>
 * Parameters are those of {@link OnMessage @OnMessage}; the payload is
 * {@link java.nio.ByteBuffer} or {@code byte[]}, and empty most of the time. A result is
 * pushed to the connection.
 * <p>
 * Only on the direct transport: with {@code ws.transport.type=standard} the container
 * answers pings and reports none. A message in the log says so when the application
 * starts.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnPing {

}
