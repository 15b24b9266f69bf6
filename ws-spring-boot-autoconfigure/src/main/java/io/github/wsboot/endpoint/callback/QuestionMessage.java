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

package io.github.wsboot.endpoint.callback;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * Message that a callback is called with because of a question, whose answer its result
 * becomes.
 *
 * @since 0.1.0
 */
public final class QuestionMessage implements Message<Object> {

	private final Object payload;

	private final MessageHeaders headers;

	private final InboundQuestion question;

	private final @Nullable Throwable failure;

	private QuestionMessage(Object payload, MessageHeaders headers, InboundQuestion question,
			@Nullable Throwable failure) {
		this.payload = payload;
		this.headers = headers;
		this.question = question;
		this.failure = failure;
	}

	/**
	 * Create the message for the callback that takes a question.
	 * @param payload the content of the question
	 * @param headers the headers
	 * @param question the question
	 * @return the message
	 */
	public static QuestionMessage of(Object payload, MessageHeaders headers, InboundQuestion question) {
		return new QuestionMessage(payload, headers, question, null);
	}

	/**
	 * Create the message for the {@code @OnError} callback of a question.
	 * @param failure the exception because of which the question has failed
	 * @param headers the headers
	 * @param question the question
	 * @return the message
	 */
	public static QuestionMessage ofFailure(Throwable failure, MessageHeaders headers, InboundQuestion question) {
		return new QuestionMessage(failure, headers, question, failure);
	}

	@Override
	public Object getPayload() {
		return this.payload;
	}

	@Override
	public MessageHeaders getHeaders() {
		return this.headers;
	}

	/**
	 * Answer the question with the result of the callback.
	 * @param result the result, or {@code null} if there is none
	 */
	void answer(@Nullable Object result) {
		if (this.failure != null) {
			this.question.fail(this.failure, result);
		}
		else {
			this.question.answer(result);
		}
	}

	/**
	 * Called when the callback's result has been delivered. A question that this has not
	 * answered, as the callback has no result or others got it, gets an empty answer.
	 */
	public void onDelivered() {
		answer(null);
	}

}
