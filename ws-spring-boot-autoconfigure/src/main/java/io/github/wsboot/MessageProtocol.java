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

import org.jspecify.annotations.Nullable;

/**
 * Format of text messages that have a type, or are questions and answers. It decides
 * which {@code @OnMessage("...")} gets a message, how the question of an ask is written
 * and its answer recognised, and how a callback's result answers a question of the
 * client.
 * <p>
 * Without one of the application, messages are JSON objects with the fields
 * {@code ws.message.type-field}, {@code ws.message.ask-field} and
 * {@code ws.message.reply-field}. A bean of this type is the protocol of all endpoints
 * and outgoing connections, except for those whose annotation names another one
 * ({@link io.github.wsboot.annotation.WebSocketEndpoint#protocol()}). OCPP-J, for
 * example:
 *
 * <pre class="code">
 * public InboundMessage read(String text) {
 *     JsonNode message = this.mapper.readTree(text);
 *     String id = message.path(1).asString();
 *     return switch (message.path(0).asInt()) {
 *         case 2 -> InboundMessage.question(id, message.path(2).asString(), message.path(3));
 *         case 3 -> InboundMessage.answer(id, message.path(2));
 *         case 4 -> InboundMessage.failure(id, message);
 *         default -> throw new IllegalArgumentException("Unknown kind of message");
 *     };
 * }
 *
 * public Object question(long number, &#064;Nullable String type, Object payload) {
 *     return List.of(2, Long.toString(number), type, payload);
 * }
 *
 * public Object answer(Object id, &#064;Nullable Object result) {
 *     return List.of(3, id, (result != null) ? result : Map.of());
 * }
 *
 * public Object failure(Object id, Throwable cause, &#064;Nullable Object result) {
 *     return List.of(4, id, "InternalError", "", Map.of());
 * }
 * </pre>
 *
 * <b>Questions of the other side.</b> A message that {@link #read} calls a question is
 * answered once. The result of its callback becomes {@link #answer}: when a
 * {@link java.util.concurrent.CompletionStage} or {@code Mono} is done; empty for
 * {@code void}, {@code null} and what is broadcast or taken by a
 * {@link org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler}
 * of the application. Otherwise it becomes {@link #failure}, with the result of the
 * {@code @OnError} callback if there is one. Nothing is answered once the connection
 * closes, and a question that {@code ws.message.rate} drops is not answered either. A
 * {@code Flux} cannot answer a question, nor can a {@code Frame} or a {@code Resource}:
 * the question fails with an {@link IllegalStateException}.
 * <p>
 * Without a matching {@code @OnError}, a fault of the other side (no callback takes the
 * question, or its content is wrong) is only answered, and the connection stays. After
 * any other exception, {@code ws.failure} decides once the question has been answered.
 * <p>
 * Methods are called by many threads at once, event loops among them, so they must be
 * quick and must not block. Binary messages have no protocol.
 *
 * @since 0.1.0
 */
public interface MessageProtocol {

	/**
	 * Read a text message of the other side. It is called on the thread that has read the
	 * message while the connection waits for answers, or for a first message after it was
	 * asked ({@code ws.first-message-timeout}); otherwise just before the callback. A
	 * message that is no answer is read once more there.
	 * @param text the message
	 * @return its kind, type and content
	 * @throws RuntimeException if the message does not follow the protocol:
	 * {@code @OnError} gets a {@link PayloadConversionException} with this cause; without
	 * one, the connection is closed with 1007
	 */
	InboundMessage read(String text);

	/**
	 * Return what is sent to ask the other side. Called on the thread that asks, once for
	 * all receivers; an exception is thrown to the caller, and nothing is sent. If
	 * another node asks, it is called on a thread for what depends on answers, where it
	 * may block: only what comes later for the same connection waits for it.
	 * @param number the number of the question, from 1 on and unique on this node. The
	 * {@linkplain InboundMessage#id() id} of its answer is this number, as a number or as
	 * text.
	 * @param type the {@link io.github.wsboot.annotation.MessageType @MessageType} of the
	 * payload's class, or {@code null}
	 * @param payload what the application asks; if it asks from another node, the
	 * {@code JsonNode} that this is written as, or the text if it is no JSON
	 * @return the payload to push
	 * @throws IllegalArgumentException if the payload cannot be a question
	 */
	Object question(long number, @Nullable String type, Object payload);

	/**
	 * Return what is sent to answer a question of the other side. Called on the thread of
	 * the callback after it has returned, or on the thread that completes its result. An
	 * exception is handled as one of the callback.
	 * @param id the id of the question, as {@link #read} has returned it
	 * @param result the result of the callback: a simple value as it is, any other object
	 * as the {@code JsonNode} that it is written as, in its declared type and view;
	 * {@code null} if there is none, or if it was broadcast. Without Jackson, all objects
	 * are as they are.
	 * @return the payload to push
	 */
	Object answer(Object id, @Nullable Object result);

	/**
	 * Return what is sent if a question of the other side cannot be answered. Nothing of
	 * the cause should get there but what helps the other side: the text of an exception
	 * is not written for it.
	 * @param id the id of the question, as {@link #read} has returned it
	 * @param cause the exception: that of a callback, an
	 * {@link UnhandledMessageException} if none takes the message, a
	 * {@link PayloadConversionException} or {@link PayloadValidationException} if its
	 * content is wrong
	 * @param result the result of the {@code @OnError} callback that has handled the
	 * exception, in the form of that of {@link #answer}; {@code null} if there is none
	 * @return the payload to push
	 */
	Object failure(Object id, Throwable cause, @Nullable Object result);

}
