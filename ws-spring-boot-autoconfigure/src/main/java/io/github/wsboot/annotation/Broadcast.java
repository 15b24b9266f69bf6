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
 * Sends the result of a callback to all connections of the callback's own endpoint, or to
 * those in a room, instead of back to the client. The result is converted and encoded
 * once.
 * <p>
 * If the endpoint has several paths, the result goes to the connections of all of them.
 * Connections of other endpoints never get the result, even if they have joined a room of
 * the same name; {@link io.github.wsboot.ConnectionManager#room(String)} includes these.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Broadcast {

	/**
	 * Name of the room; variables of the endpoint's path are replaced, as in
	 * <code>{room}</code>. The members of the room at this endpoint get the result.
	 * Without a room, all connections of the endpoint get it, whatever the values of its
	 * path variables are.
	 * @return the room
	 */
	String room() default "";

	/**
	 * Whether the connection whose callback has returned the result gets it as well.
	 * @return whether to include it
	 */
	boolean self() default true;

}
