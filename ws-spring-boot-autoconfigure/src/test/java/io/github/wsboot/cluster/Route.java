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

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Messages that a fault of {@link InMemoryEngine} applies to: all of them, or those of
 * some topics, of one sender or for one receiver.
 *
 * @param topics the topics
 * @param sender the node that publishes, or {@code null} for any
 * @param receiver the node that subscribes, or {@code null} if the message is meant as a
 * whole, for all receivers
 */
public record Route(Predicate<Topic> topics, @Nullable String sender, @Nullable String receiver) {

	public static Route any() {
		return new Route((topic) -> true, null, null);
	}

	public static Route of(Topic topic) {
		return any().on(topic::equals);
	}

	public static Route of(Topic.Kind kind) {
		return any().on((topic) -> topic.kind() == kind);
	}

	public Route on(Predicate<Topic> topics) {
		return new Route(topics, this.sender, this.receiver);
	}

	public Route from(String node) {
		return new Route(this.topics, node, this.receiver);
	}

	public Route to(String node) {
		return new Route(this.topics, this.sender, node);
	}

	boolean names(String node) {
		return node.equals(this.sender) || node.equals(this.receiver);
	}

	boolean matches(Topic topic, String from, @Nullable String to) {
		return this.topics.test(topic) && (this.sender == null || this.sender.equals(from))
				&& ((this.receiver != null) ? this.receiver.equals(to) : to == null);
	}

}
