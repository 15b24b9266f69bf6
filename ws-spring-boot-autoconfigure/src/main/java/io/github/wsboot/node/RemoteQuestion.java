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

package io.github.wsboot.node;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Question of one node to a connection of another. The node of the connection makes a
 * message of it, as only that node knows the protocol of the connection.
 *
 * @param number the number of the question on the node that asks
 * @param type the message type that the payload declares, or {@code null}
 * @param content the payload as text, which is JSON if it was an object
 * @param answer the part of the answer that is read
 * @param timeout how long to wait for the answer
 * @since 0.1.0
 */
public record RemoteQuestion(long number, @Nullable String type, String content, AnswerKind answer, Duration timeout) {

	/**
	 * Part of an answer. Nodes of different versions exchange its number.
	 */
	public enum AnswerKind {

		/**
		 * An object.
		 */
		OBJECT(0),

		/**
		 * A value that is not written as a JSON object.
		 */
		VALUE(1),

		/**
		 * Nothing: the answer is an acknowledgement.
		 */
		NONE(2);

		private final int number;

		AnswerKind(int number) {
			this.number = number;
		}

		/**
		 * Return the number that nodes exchange.
		 * @return the number, which never changes
		 */
		public int number() {
			return this.number;
		}

	}

}
