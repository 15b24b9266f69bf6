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
import org.springframework.util.Assert;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.ManagedConnection;

/**
 * Question of the other side of a connection, which is answered once. Used by one thread
 * after the other, as the callbacks of a connection do not overlap.
 *
 * @since 0.1.0
 */
public final class InboundQuestion {

	private final Object id;

	private final MessageProtocol protocol;

	private final ManagedConnection connection;

	private volatile boolean answered;

	/**
	 * Create a question.
	 * @param id the id that the protocol has found
	 * @param protocol writes the answer
	 * @param connection the connection to answer on
	 */
	public InboundQuestion(Object id, MessageProtocol protocol, ManagedConnection connection) {
		this.id = id;
		this.protocol = protocol;
		this.connection = connection;
	}

	/**
	 * Answer the question. Without effect once it has been answered.
	 * @param result the result of the callback, or {@code null} if there is none
	 * @throws IllegalStateException if the answer is too large
	 */
	void answer(@Nullable Object result) {
		if (!this.answered) {
			push(this.protocol.answer(this.id, result));
		}
	}

	/**
	 * Answer that the question has failed. Without effect once it has been answered.
	 * @param cause the reason
	 * @param result the result of the {@code @OnError} callback, or {@code null} if there
	 * is none
	 * @throws IllegalStateException if the answer is too large
	 */
	public void fail(Throwable cause, @Nullable Object result) {
		if (!this.answered) {
			push(this.protocol.failure(this.id, cause, result));
		}
	}

	private void push(Object payload) {
		PushResult result = this.connection.push(payload);
		if (result == PushResult.OVERLOADED) {
			this.connection.inbound().onReplyRefused();
		}
		Assert.state(result != PushResult.TOO_LARGE, "The answer is larger than 'ws.send.max-bytes'");
		this.answered = true;
	}

}
