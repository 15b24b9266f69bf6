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

/**
 * Answer to a question of another node.
 *
 * @param number the number of the question on the node that asks
 * @param outcome the outcome
 * @param content what belongs to the outcome, or an empty text
 * @since 0.1.0
 */
public record RemoteAnswer(long number, Outcome outcome, String content) {

	/**
	 * Outcome of a question. Nodes of different versions exchange its number.
	 */
	public enum Outcome {

		/**
		 * Answered; the content is JSON.
		 */
		ANSWERED(1),

		/**
		 * Answered; the content is a text that stands for itself.
		 */
		ANSWERED_WITH_TEXT(2),

		/**
		 * Answered with an error, which is the content.
		 */
		FAILED(3),

		/**
		 * Not answered in time.
		 */
		TIMEOUT(4),

		/**
		 * The connection was closing or has ended.
		 */
		ENDED(5),

		/**
		 * The connection is not read from.
		 */
		BLOCKED(6),

		/**
		 * The push of the question was refused; the content is the name of its result.
		 */
		REFUSED(7),

		/**
		 * The payload cannot be a question; the content says why.
		 */
		INVALID(8),

		/**
		 * The answer is larger than messages between nodes may be.
		 */
		TOO_LARGE(9),

		/**
		 * The answer cannot be read; the content says why.
		 */
		UNREADABLE(10);

		private final int number;

		Outcome(int number) {
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
