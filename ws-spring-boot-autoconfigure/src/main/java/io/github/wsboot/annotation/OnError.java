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
 * Called when another callback of the bean has raised an exception, or in a
 * {@link WebSocketAdvice @WebSocketAdvice} a callback of any endpoint or client. Among
 * several methods, the one with the most specific exception type is called; if none
 * matches an exception, its cause is tried. With a match the connection stays open.
 * <p>
 * Parameters: the exception, and those of {@link OnOpen @OnOpen}. A result is sent to the
 * other end, or in an endpoint with {@link Broadcast @Broadcast} to others; after a
 * question ({@link io.github.wsboot.MessageProtocol}) it is the error that the answer
 * names. The text of an exception is never sent unless this method returns it. An
 * exception raised here is logged, and {@code ws.failure} decides whether the connection
 * is closed.
 * <p>
 * In a {@link WebSocketClient @WebSocketClient} it is called for failed attempts to
 * connect as well, with a {@link io.github.wsboot.client.ConnectFailedException}. There
 * is no connection then, so only methods are called whose parameters are no others than
 * the exception and the {@link io.github.wsboot.client.ClientConnection}; a result is not
 * sent. A method for all exceptions, and one of a
 * {@link WebSocketAdvice @WebSocketAdvice}, gets failed attempts, too, if it has no other
 * parameters.
 * <p>
 * Without a match, see {@link OnMessage @OnMessage} for what happens.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnError {

	/**
	 * Types of exceptions to handle. Without any, the type of the method's parameter
	 * decides.
	 * @return the types
	 */
	Class<? extends Throwable>[] value() default {};

}
