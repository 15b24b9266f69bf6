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

import java.util.concurrent.CompletionStage;

/**
 * The outcome of a push to an {@link Audience}. As text it has the numbers that are known
 * so far, for example {@code BroadcastResult[targeted=3, pending]}.
 *
 * @since 0.1.0
 */
public interface BroadcastResult {

	/**
	 * Return how many connections of this node belonged to the audience.
	 * @return the number, known at once
	 */
	int targeted();

	/**
	 * Return the stage that completes when every queue has taken or refused the message.
	 * @return the stage, which never completes exceptionally
	 */
	CompletionStage<Counts> completion();

	/**
	 * What the queues did with a broadcast message.
	 *
	 * @param accepted how many took it
	 * @param dropped how many refused it because they were full, closing or too small
	 */
	record Counts(int accepted, int dropped) {

	}

}
