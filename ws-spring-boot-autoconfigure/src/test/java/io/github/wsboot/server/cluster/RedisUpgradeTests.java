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

package io.github.wsboot.server.cluster;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a rolling upgrade: nodes on the same Redis, one of which speaks the next
 * version of the wire format.
 */
@Tag("redis")
class RedisUpgradeTests extends ClusterTests {

	RedisUpgradeTests() {
		super(PlainEndpoint.class, ClusterWatch.Recorder.class, UpgradeConfiguration.class);
	}

	@Override
	NodeEngine createEngine() {
		return new RedisNodeEngine();
	}

	@Test
	void nodesOfDifferentVersionsShouldIgnoreEachOtherAndCountIt() {
		List<TestServer> nodes = nodes("a", "b");
		TestServer a = nodes.get(0);
		TestServer b = nodes.get(1);
		TestClient there = member(b);
		TestServer next = temporaryNode("next", "test.next-version=true");
		awaitNodes(next, "next");
		TestClient ahead = member(next);
		for (int i = 0; i < 10; i++) {
			pushToAll(a.connections(), "old");
			pushToAll(next.connections(), "new");
		}
		assertThat(there.next(30)).containsOnly("old");
		assertThat(ahead.next(30)).containsOnly("new");
		assertThat(a.connections().push(b.connection(there.name()).id(), "end")).isEqualTo(PushResult.FORWARDED);
		assertThat(next.connections().push(next.connection(ahead.name()).id(), "end")).isEqualTo(PushResult.ACCEPTED);
		assertThat(there.next()).isEqualTo("end");
		assertThat(ahead.next()).isEqualTo("end");
		for (TestServer node : List.of(a, b, next)) {
			ClusterWatch seen = ClusterWatch.fromStart(node);
			TestServer.await("ignored messages").until(() -> seen.dropped(DropReason.VERSION) >= 10);
			assertThat(seen.dropped(DropReason.MALFORMED)).isZero();
			assertThat(seen.gaps()).isZero();
			assertThat(node.connections().cluster().isAvailable()).isTrue();
		}
		awaitNodes(a, "a", "b");
		awaitNodes(b, "a", "b");
		awaitNodes(next, "next");
	}

	/**
	 * Return a client that is in a room and belongs to a user.
	 */
	private TestClient member(TestServer node) {
		TestClient client = client(node, "/plain");
		node.connection(client.name()).join("room");
		bindUser(node.connection(client.name()), "ada");
		return client;
	}

	private static void pushToAll(ConnectionManager connections, String text) {
		connections.room("room").push(text);
		connections.user("ada").push(text);
		assertThat(get(connections.all().push(text).forwarded())).isEqualTo(Forwarding.FORWARDED);
	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UpgradeConfiguration {

		@Bean
		@ConditionalOnProperty("test.next-version")
		static BeanPostProcessor nextVersion() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof ClusterBroker broker) ? new NextVersionBroker(broker) : bean;
				}

			};
		}

	}

	/**
	 * Lets a node speak version 2 and no other.
	 */
	private record NextVersionBroker(ClusterBroker broker) implements ClusterBroker {

		@Override
		public CompletionStage<ClusterLink> open(ClusterLinkListener listener) {
			return this.broker.open(new NextVersionListener(listener)).thenApply(NextVersionLink::new);
		}

		/**
		 * Return a message as version 2 if it is of version 1, and the other way round.
		 */
		static ByteBuffer exchange(ByteBuffer message) {
			byte[] bytes = new byte[message.remaining()];
			message.duplicate().get(bytes);
			bytes[1] = (byte) (3 - bytes[1]);
			return ByteBuffer.wrap(bytes);
		}

	}

	private record NextVersionListener(ClusterLinkListener listener) implements ClusterLinkListener {

		@Override
		public void received(Topic topic, ByteBuffer message) {
			this.listener.received(topic, NextVersionBroker.exchange(message));
		}

		@Override
		public void broken(Throwable cause) {
			this.listener.broken(cause);
		}

	}

	private record NextVersionLink(ClusterLink link) implements ClusterLink {

		@Override
		public CompletionStage<Void> subscribe(Collection<Topic> topics) {
			return this.link.subscribe(topics);
		}

		@Override
		public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
			return this.link.unsubscribe(topics);
		}

		@Override
		public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
			return this.link.publish(topic, NextVersionBroker.exchange(message));
		}

		@Override
		public void close() {
			this.link.close();
		}

	}

}
