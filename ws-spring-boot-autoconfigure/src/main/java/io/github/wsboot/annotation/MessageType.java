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
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds the type field ({@code ws.message.type-field}) to an object when it is sent as
 * JSON: {@code @MessageType("line") record ChatLine(String text)} becomes
 * <code>{"type":"line","text":"…"}</code>. Counterpart of {@link OnMessage#value()}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface MessageType {

	/**
	 * Value of the type field. Types that begin with {@code ws.} are reserved for the
	 * browser client: unless {@code ws.browser-client.enabled} is {@code false}, a
	 * callback that returns such an object fails at start-up, and a push of one raises
	 * {@link IllegalArgumentException}. Text and JSON that the application writes itself
	 * are not looked at.
	 * @return the type
	 */
	String value();

}
