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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SubscriptionCommands}, whose confirmations come when a test says so.
 */
class SubscriptionCommandsTests {

	private final RedisPubSubAsyncCommands<Topic, ByteBuffer> connection = mock();

	private final List<String> sent = new ArrayList<>();

	private final List<String> unexpectedEnds = new ArrayList<>();

	private final SubscriptionCommands commands = new SubscriptionCommands(this.connection,
			new GuardedListener(mock(ClusterLinkListener.class)), new RedisFailures("ws:chat:"),
			() -> this.unexpectedEnds.add("end"));

	@BeforeEach
	void recordCommands() {
		given(this.connection.subscribe(any(Topic[].class))).willAnswer((call) -> record("subscribe", call));
		given(this.connection.unsubscribe(any(Topic[].class))).willAnswer((call) -> record("unsubscribe", call));
	}

	private RedisFuture<Void> record(String name, InvocationOnMock call) {
		List<String> topics = Arrays.stream(call.getArguments()).map((topic) -> ((Topic) topic).name()).toList();
		this.sent.add(name + " " + ((topics.size() > 10) ? topics.size() : topics));
		return mock();
	}

	@Test
	void commandShouldEndWithItsLastConfirmation() {
		CompletionStage<Void> stage = subscribe("a", "b");
		this.commands.subscribed(Topic.room("b"), 1);
		assertThat(stage).isNotCompleted();
		this.commands.subscribed(Topic.room("a"), 2);
		assertThat(stage).isCompleted();
		assertThat(this.commands.isSubscribed(Topic.room("a"))).isTrue();
	}

	@Test
	void changesThatWaitShouldGoTogether() {
		subscribe("a");
		CompletionStage<Void> second = subscribe("b");
		CompletionStage<Void> third = subscribe("c", "d");
		assertThat(this.sent).containsExactly("subscribe [a]");
		confirm("a");
		assertThat(this.sent).containsExactly("subscribe [a]", "subscribe [b, c, d]");
		confirm("b", "c");
		assertThat(third).isNotCompleted();
		confirm("d");
		assertThat(second).isCompleted();
		assertThat(third).isCompleted();
	}

	@Test
	void changesShouldKeepTheirOrder() {
		subscribe("a");
		subscribe("b");
		CompletionStage<Void> unsubscribed = this.commands.unsubscribe(List.of(Topic.room("a")));
		subscribe("c");
		confirm("a");
		confirm("b");
		assertThat(this.sent).containsExactly("subscribe [a]", "subscribe [b]", "unsubscribe [a]");
		this.commands.unsubscribed(Topic.room("a"), 1);
		assertThat(unsubscribed).isCompleted();
		assertThat(this.sent).last().isEqualTo("subscribe [c]");
		assertThat(this.unexpectedEnds).isEmpty();
	}

	@Test
	void commandShouldNotHaveMoreChannelsThanTheMost() {
		subscribe("a");
		for (int i = 0; i < 5; i++) {
			int batch = i;
			subscribe(IntStream.range(0, SubscriptionCommands.MAX_CHANNELS / 4)
				.mapToObj((number) -> batch + "-" + number)
				.toArray(String[]::new));
		}
		confirm("a");
		assertThat(this.sent).last().isEqualTo("subscribe " + SubscriptionCommands.MAX_CHANNELS);
	}

	@Test
	void endShouldFailAllChanges() {
		CompletionStage<Void> underway = subscribe("a");
		CompletionStage<Void> waiting = subscribe("b");
		IllegalStateException cause = new IllegalStateException("Over");
		this.commands.end(cause);
		assertThat(underway).isCompletedExceptionally();
		assertThat(waiting).isCompletedExceptionally();
		assertThat(subscribe("c")).isCompletedExceptionally();
		confirm("a");
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void subscriptionThatEndsByItselfShouldBeReported() {
		subscribe("a");
		confirm("a");
		this.commands.unsubscribed(Topic.room("a"), 0);
		assertThat(this.unexpectedEnds).hasSize(1);
		assertThat(this.commands.isSubscribed(Topic.room("a"))).isFalse();
	}

	private CompletionStage<Void> subscribe(String... rooms) {
		return this.commands.subscribe(Arrays.stream(rooms).map(Topic::room).toList());
	}

	private void confirm(String... rooms) {
		for (String room : rooms) {
			this.commands.subscribed(Topic.room(room), 1);
		}
	}

}
