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
 * Raised by an ask whose question was not accepted for sending, or was dropped by the
 * connection's queue before it was sent.
 *
 * @since 0.1.0
 * @see ConnectionManager#ask(String, Object, Class)
 */
public class PushRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final PushResult result;

	/**
	 * Create an exception.
	 * @param message the connection, and the bound that was reached
	 * @param result the outcome of the push
	 */
	public PushRefusedException(String message, PushResult result) {
		super(message);
		this.result = result;
	}

	/**
	 * Return the outcome of the push. {@link PushResult#OVERLOADED} also stands for
	 * {@code ws.ask.max-pending} and {@code ws.ask.max-pending-total}: too many asks wait
	 * for answers. {@link PushResult#DROPPED} and {@link PushResult#OVERLOADED} also
	 * stand for a question that the queue had accepted, and dropped later to make room.
	 * @return an outcome for which {@link PushResult#isAccepted()} is {@code false}
	 */
	public PushResult result() {
		return this.result;
	}

}
