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
 * Outcome of a push to an {@link Audience}, or of its disconnect. {@code toString()}
 * shows the numbers that are known so far, for example
 * {@code BroadcastResult[targeted=3, pending]}.
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
	 * Return the stage that completes when every queue of this node has accepted or
	 * refused the message. A disconnect is accepted by the connections that were
	 * established.
	 * @return the stage, which never completes exceptionally
	 */
	CompletionStage<Counts> completion();

	/**
	 * Return the stage that says whether the other nodes of the cluster were asked to do
	 * the same for their connections. It completes when the cluster has confirmed that,
	 * or cannot be reached. What is done there is not known here.
	 * @return the stage, which never completes exceptionally; it completes on a thread
	 * that may block
	 */
	CompletionStage<Forwarding> forwarded();

	/**
	 * Outcome for the other nodes of the cluster.
	 */
	enum Forwarding {

		/**
		 * There is no cluster, or the audience is {@linkplain Audience#local() local}.
		 */
		NOT_NEEDED,

		/**
		 * The cluster has taken the message, for every other node that has members of the
		 * audience.
		 */
		FORWARDED,

		/**
		 * The cluster cannot be reached, or did not confirm the message: it has reached
		 * the connections of this node, and those of other nodes only perhaps.
		 */
		UNAVAILABLE,

		/**
		 * The message is larger than {@code ws.cluster.max-message-size}, or what
		 * describes its receivers (a name, or the connections to leave out) does not fit
		 * into a message: it has reached the connections of this node only.
		 */
		TOO_LARGE

	}

	/**
	 * Numbers of queues of this node that accepted and refused a broadcast message.
	 *
	 * @param accepted the number of queues that accepted it
	 * @param dropped the number of queues that refused it, as they were full, closing or
	 * too small for it
	 */
	record Counts(int accepted, int dropped) {

	}

}
