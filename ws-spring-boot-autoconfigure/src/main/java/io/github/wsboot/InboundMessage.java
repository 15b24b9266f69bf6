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
import org.springframework.util.Assert;

/**
 * Text message as its {@link MessageProtocol} has understood it.
 *
 * @param kind the kind of the message
 * @param id the id of a question, or that of the question that is answered; otherwise
 * {@code null}
 * @param type the type that {@code @OnMessage("...")} names, or {@code null}; answers
 * have none
 * @param content the part that the callback's parameter, or the class that the asker
 * names, is read from: a text as it stands, or an object, which is converted as a payload
 * would be; {@code null} if there is none
 * @since 0.1.0
 */
public record InboundMessage(Kind kind, @Nullable Object id, @Nullable String type, @Nullable Object content) {

	/**
	 * Create a message.
	 */
	public InboundMessage {
		Assert.notNull(kind, "'kind' must not be null");
		Assert.isTrue((id != null) == (kind != Kind.MESSAGE), "Questions and answers must have an id, others must not");
	}

	/**
	 * Create a message that expects no answer.
	 * @param type its type, or {@code null}
	 * @param content its content
	 * @return the message
	 */
	public static InboundMessage message(@Nullable String type, Object content) {
		return new InboundMessage(Kind.MESSAGE, null, type, content);
	}

	/**
	 * Create a question of the other side. The result of its callback is sent as the
	 * answer.
	 * @param id its id, of any type: {@link MessageProtocol#answer} gets it
	 * @param type its type, or {@code null}
	 * @param content its content
	 * @return the message
	 */
	public static InboundMessage question(Object id, @Nullable String type, Object content) {
		return new InboundMessage(Kind.QUESTION, id, type, content);
	}

	/**
	 * Create an answer to a question of this side.
	 * @param id the number of the question, as a {@link Number} or as text
	 * @param content the answer, or {@code null} if the question is only acknowledged
	 * @return the message
	 */
	public static InboundMessage answer(Object id, @Nullable Object content) {
		return new InboundMessage(Kind.ANSWER, id, null, content);
	}

	/**
	 * Create the answer that a question of this side has failed.
	 * @param id the number of the question, as a {@link Number} or as text
	 * @param content what the other side says about it, or {@code null}
	 * @return the message
	 */
	public static InboundMessage failure(Object id, @Nullable Object content) {
		return new InboundMessage(Kind.FAILURE, id, null, content);
	}

	/**
	 * Kind of a message.
	 */
	public enum Kind {

		/**
		 * A message that expects no answer.
		 */
		MESSAGE,

		/**
		 * A question of the other side.
		 */
		QUESTION,

		/**
		 * An answer to a question of this side. Callbacks do not get it.
		 */
		ANSWER,

		/**
		 * An answer that says that a question of this side has failed. Callbacks do not
		 * get it.
		 */
		FAILURE

	}

}
