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

package io.github.wsboot.cluster;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * Link of a node to its engine, which ends with its first failure.
 * <p>
 * Thread-safe. No method blocks, throws an exception for a broken link, or calls the
 * listener before it has returned. Once a link is closed or broken, all its stages that
 * are not complete complete exceptionally, on any thread, before or after
 * {@link ClusterLinkListener#broken}.
 * <p>
 * Calls of {@link #subscribe} and {@link #unsubscribe} take effect in their order. With
 * an empty collection, they complete at once and have no effect.
 *
 * @since 0.1.0
 */
public interface ClusterLink {

	/**
	 * Subscribe to topics.
	 * @param topics the topics, none of which is subscribed
	 * @return a stage that completes when every later publish, by whichever node, reaches
	 * this link; exceptionally if one of the topics was refused, in which case the caller
	 * closes the link, since some of the others may be subscribed
	 */
	CompletionStage<Void> subscribe(Collection<Topic> topics);

	/**
	 * Unsubscribe from topics. Messages may arrive until the stage is complete.
	 * @param topics topics that are subscribed
	 * @return a stage that completes when nothing of these topics arrives any more
	 */
	CompletionStage<Void> unsubscribe(Collection<Topic> topics);

	/**
	 * Publish a message: at most once, and in the order of the calls. Two messages of one
	 * link reach every other link in this order, whatever their topics are. Subscribers
	 * on this link get the message as well: that is how a node notices that its link
	 * works.
	 * @param topic the topic
	 * @param message the bytes from position to limit, which both stay as they are; the
	 * caller does not change the bytes afterwards
	 * @return a stage that completes when the engine has the message, with the number of
	 * links that get it, which may include some whose end the engine has not noticed, or
	 * -1 if the engine cannot tell; exceptionally if the engine has refused it or may not
	 * have it
	 */
	CompletionStage<Integer> publish(Topic topic, ByteBuffer message);

	/**
	 * Close the link, broken or not. The listener is not called afterwards, except by a
	 * call that has begun already. Further calls have no effect.
	 */
	void close();

}
