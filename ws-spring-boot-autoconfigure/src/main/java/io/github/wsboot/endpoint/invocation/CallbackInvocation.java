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

package io.github.wsboot.endpoint.invocation;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;

import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.QuestionMessage;

/**
 * Call of a callback.
 *
 * @param callback the callback
 * @param message the payload and the headers that it is called with
 * @param scope the connection that it is called for
 * @param pendingResults holds the result until it is complete
 * @param handled the client's message if it is called for one
 */
record CallbackInvocation(Callback callback, Message<?> message, CallbackScope scope, PendingResults pendingResults,
		HandledMessage handled) {

	/**
	 * Call the callback.
	 * @return the result
	 * @throws Exception if the callback fails or cannot be called
	 */
	@Nullable Object proceed() throws Exception {
		return this.callback.invoke(this.message);
	}

	/**
	 * Deliver a result, or an element of one, unless results are cancelled.
	 */
	void deliver(@Nullable Object value) throws Exception {
		if (!this.pendingResults.isCancelled()) {
			deliverNow(value);
		}
	}

	/**
	 * Deliver a result.
	 */
	void deliverNow(@Nullable Object value) throws Exception {
		if (value != null) {
			this.callback.deliver(value, this.message);
		}
		if (this.message instanceof QuestionMessage question) {
			question.onDelivered();
		}
	}

	/**
	 * Return whether the callback is called because of a question of the other side.
	 */
	boolean isAsked() {
		return this.message instanceof QuestionMessage;
	}

	/**
	 * Return whether an exception only says that the result was cancelled.
	 */
	boolean isCancellation(Throwable exception) {
		return this.pendingResults.isCancellation(exception);
	}

	FailureSource source() {
		return FailureSource.of(this.callback, this.message.getPayload());
	}

}
