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

package io.github.wsboot.cluster.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;

/**
 * Asks a Redis for its role with {@code HELLO}, whose answer has the mode as well. A
 * replica delivers what is published on it to its own subscribers only, and a node of a
 * Redis Cluster passes messages on without a confirmation.
 * <p>
 * Redis before 6.2, some proxies, and an ACL without {@code +hello} refuse the command.
 * Then the role is not known, and the node relies on its other checks.
 */
final class RoleCheck {

	private RoleCheck() {
	}

	/**
	 * Check that a Redis is a primary.
	 * @return a stage that completes exceptionally if it is not, or if the connection
	 * fails
	 */
	static CompletionStage<Void> check(BaseRedisAsyncCommands<Topic, ByteBuffer> commands, TopicCodec codec) {
		return commands.dispatch(CommandType.HELLO, new NestedMultiOutput<>(codec)).handle((answer, failure) -> {
			if (failure == null) {
				return refusal(answer);
			}
			return (failure instanceof RedisCommandExecutionException) ? null : failure;
		})
			.thenCompose((refusal) -> (refusal != null) ? CompletableFuture.<Void>failedStage(refusal)
					: CompletableFuture.<Void>completedStage(null));
	}

	private static @Nullable Throwable refusal(List<Object> answer) {
		List<String> facts = texts(answer).toList();
		if ("cluster".equals(fact("mode", facts))) {
			return new ClusterLinkException(Reason.ROLE, "Redis is part of a Redis Cluster, which is not supported yet",
					null);
		}
		if ("sentinel".equals(fact("mode", facts))) {
			return new ClusterLinkException(Reason.ROLE,
					"This is a Sentinel. Configure it by 'spring.data.redis.sentinel.nodes'", null);
		}
		String role = fact("role", facts);
		if (role != null && !role.equals("master")) {
			return new ClusterLinkException(Reason.ROLE, "Redis is not a primary but has the role '" + role + "'",
					null);
		}
		return null;
	}

	private static @Nullable String fact(String name, List<String> facts) {
		int index = facts.indexOf(name);
		return (index >= 0 && index + 1 < facts.size()) ? facts.get(index + 1) : null;
	}

	/**
	 * Return the texts of an answer: names and values in turn, below lists whose depth
	 * depends on the version of the protocol. A map is a list of these, too.
	 */
	private static Stream<String> texts(@Nullable Object part) {
		if (part instanceof List<?> parts) {
			return parts.stream().flatMap(RoleCheck::texts);
		}
		if (part instanceof ByteBuffer text) {
			return Stream.of(StandardCharsets.UTF_8.decode(text.duplicate()).toString());
		}
		return Stream.of(String.valueOf(part));
	}

}
