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

package io.github.wsboot;

/**
 * Sees every outbound message, once for each message rather than for each receiver. Beans
 * of this type are applied in their order.
 * <p>
 * To see inbound messages or the life of connections, declare a
 * {@link org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory} bean.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OutboundInterceptor {

	/**
	 * Inspect a message, or replace it. Called on the thread that pushes; an exception is
	 * thrown to the caller of the push, and nothing is sent.
	 * @param frame the frame that is about to be sent
	 * @return the frame to send, usually {@code frame} itself
	 */
	Frame intercept(Frame frame);

}
