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
 * Called exactly once for each connection that was established, whatever ended it, after
 * its last message and after any error.
 * <p>
 * By then the id is no longer registered: {@code isEstablished} and {@code exists} return
 * {@code false}, and a push by id returns {@link io.github.wsboot.PushResult#NOT_FOUND}.
 * The {@link io.github.wsboot.Connection} itself still has its rooms, attributes and
 * principal, and a push to it returns {@link io.github.wsboot.PushResult#CLOSED}.
 * <p>
 * Parameters: those of {@link OnOpen @OnOpen}, and
 * {@link org.springframework.web.socket.CloseStatus} and
 * {@link io.github.wsboot.CloseCause}. A result needs {@link Broadcast @Broadcast}: the
 * client itself can no longer be reached.
 * <p>
 * {@link io.github.wsboot.ConnectionClosedEvent} and the drain wait for an asynchronous
 * result, a {@code Flux} included, but no longer than {@code ws.close-callback-timeout}:
 * after that, a warning names the callback, its result is cancelled, and the connection
 * is released.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnClose {

}
