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

package io.github.wsboot.cluster.member;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.Frame;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.cluster.codec.ClusterMessageCodec;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.member.RecordingNode.Call;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterMember}.
 */
@Timeout(120)
class ClusterMemberTests {

	private static final String CONNECTION = ".0123456789abcdefghijkl";

	private final InMemoryEngine engine = new InMemoryEngine();

	private final List<Member> members = new ArrayList<>();

	@AfterEach
	void close() {
		this.members.forEach(Member::close);
		this.engine.close();
	}

	@Test
	void membersShouldKnowEachOtherAndLeaveCleanly() {
		Member a = start("a");
		Member b = start("b");
		awaitNodes(a, "a", "b");
		awaitNodes(b, "a", "b");
		assertThat(a.member.status().nodes()).isEqualTo(2);
		assertThat(a.member.status().cause()).isNull();
		b.member.stop();
		awaitNodes(a, "a");
		a.await(NodeLeftEvent.class);
		assertThat(a.events(NodeLeftEvent.class)).singleElement().matches(NodeLeftEvent::clean);
		assertThat(this.engine.links("b")).isZero();
		assertThat(b.member.status().link()).isEqualTo("STOPPED");
		assertThat(b.member.status().cause()).isEqualTo("This node has left the cluster");
		assertThat(b.member.push(a.identity.id() + CONNECTION, Frame.text("x"), PushOptions.none()))
			.isEqualTo(PushResult.UNAVAILABLE);
	}

	@Test
	void memberShouldStartAgainAfterStop() {
		Member a = start("a");
		Member b = start("b");
		awaitNodes(a, "a", "b");
		for (int i = 0; i < 5; i++) {
			b.member.stop();
			awaitNodes(a, "a");
			b.member.start();
			awaitNodes(a, "a", "b");
			awaitNodes(b, "a", "b");
			assertThat(this.engine.links("b")).isEqualTo(1);
		}
		assertThat(b.member.push(a.identity.id() + CONNECTION, Frame.text("x"), PushOptions.none()))
			.isEqualTo(PushResult.FORWARDED);
		await(() -> a.node.calls.contains(new Call("push", a.identity.id() + CONNECTION, "x")));
	}

	@Test
	void leaveShouldBeTheLastMessageWhateverArrivesMeanwhile() throws Exception {
		Member a = start("a");
		RecordingListener listener = new RecordingListener();
		ClusterLink spy = this.engine.broker("spy").open(listener).toCompletableFuture().get(30, TimeUnit.SECONDS);
		spy.subscribe(List.of(Topic.ALL)).toCompletableFuture().get(30, TimeUnit.SECONDS);
		a.awaitAvailable();
		// The answer to the leave comes late, and others come meanwhile
		this.engine.delay("a", Duration.ofMillis(500));
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(a.member::stop);
		for (int i = 0; !stopped.isDone(); i++) {
			spy.publish(Topic.ALL, hello("node-%03d".formatted(i % 1000), i));
			Thread.yield();
		}
		stopped.get(30, TimeUnit.SECONDS);
		await(() -> listener.kinds(a.identity.id()).contains(ClusterMessage.Kind.LEAVE));
		assertThat(listener.kinds(a.identity.id())).last().isEqualTo(ClusterMessage.Kind.LEAVE);
	}

	@Test
	void stopShouldEndThoughTheEngineSaysNothing() {
		Member a = start("a");
		a.awaitAvailable();
		this.engine.pause();
		a.member.stop();
		assertThat(this.engine.links("a")).isZero();
		assertThat(a.member.status().link()).isEqualTo("STOPPED");
	}

	@Test
	void stopWhileTheLinkIsBeingOpenedShouldCloseIt() {
		this.engine.holdOpens("a");
		Member a = start("a");
		await(() -> a.member.status().link().equals("CONNECTING"));
		a.member.stop();
		a.threads.destroy();
		this.engine.heal();
		await(() -> this.engine.links("a") == 0);
		assertThat(a.member.isAvailable()).isFalse();
	}

	@Test
	void listenerOfAnEventMayStopTheMember() {
		Member a = member("a");
		a.whenPublished = (event) -> {
			if (event instanceof ClusterRestoredEvent) {
				a.member.stop();
				a.stopped.complete(null);
			}
		};
		a.member.start();
		assertThat(a.stopped).succeedsWithin(Duration.ofSeconds(30));
		assertThat(a.member.status().link()).isEqualTo("STOPPED");
		assertThat(this.engine.links("a")).isZero();
	}

	@Test
	void stopWithoutStartShouldReturn() {
		Member a = member("a");
		a.member.stop();
		assertThat(a.member.isAvailable()).isFalse();
	}

	@Test
	void madeUpIdShouldLeadToNoPublishOnceTheViewIsSettled() {
		Member a = start("a", Duration.ofMillis(50));
		String madeUp = "made-up_" + CONNECTION;
		a.awaitAvailable();
		await(() -> a.member.push(madeUp, Frame.text("x"), PushOptions.none()) == PushResult.NOT_FOUND);
		long published = this.engine.published("a", Topic.node("made-up_"));
		assertThat(a.member.push(madeUp, Frame.text("x"), PushOptions.none())).isEqualTo(PushResult.NOT_FOUND);
		assertThat(a.member.disconnect(madeUp, CloseStatus.NORMAL)).isFalse();
		assertThat(a.member.push("made-up_.0123456789abcdefghijk", Frame.text("x"), PushOptions.none()))
			.isEqualTo(PushResult.NOT_FOUND);
		assertThat(a.member.push(a.identity.id() + CONNECTION, Frame.text("x"), PushOptions.none()))
			.isEqualTo(PushResult.NOT_FOUND);
		assertThat(this.engine.published("a", Topic.node("made-up_"))).isEqualTo(published);
	}

	@Test
	void whatIsNotConfirmedWhenTheLinkBreaksShouldBeUnavailable() {
		Member a = start("a");
		a.awaitAvailable();
		this.engine.pause();
		CompletableFuture<Forwarding> pending = a.member.push(AudienceSpec.all(), Frame.text("x"), PushOptions.none())
			.stage()
			.toCompletableFuture();
		assertThat(pending).isNotDone();
		this.engine.breakLinks("a");
		assertThat(pending).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Forwarding.UNAVAILABLE);
		await(() -> a.member.push(AudienceSpec.all(), Frame.text("x"), PushOptions.none())
			.stage()
			.toCompletableFuture()
			.join() == Forwarding.UNAVAILABLE);
		this.engine.resume();
		await(() -> a.member.push(AudienceSpec.all(), Frame.text("x"), PushOptions.none())
			.stage()
			.toCompletableFuture()
			.join() == Forwarding.FORWARDED);
	}

	@Test
	void namesThatNoMessageCarriesShouldNotFail() {
		Member a = start("a");
		a.awaitAvailable();
		assertThat(forwarding(a, AudienceSpec.room("", null))).isEqualTo(Forwarding.FORWARDED);
		assertThat(forwarding(a, AudienceSpec.user(""))).isEqualTo(Forwarding.FORWARDED);
		assertThat(forwarding(a, AudienceSpec.room("x".repeat(65_536), null))).isEqualTo(Forwarding.TOO_LARGE);
		assertThat(forwarding(a, AudienceSpec.room("\ud800", null))).isEqualTo(Forwarding.TOO_LARGE);
		assertThat(a.member.disconnect(AudienceSpec.room("", null), CloseStatus.NORMAL).stage().toCompletableFuture())
			.isCompletedWithValue(Forwarding.FORWARDED);
		assertThat(forwarding(a, AudienceSpec.room("😀 * :", null))).isEqualTo(Forwarding.FORWARDED);
	}

	@Test
	void outcomeShouldCompleteOnAWorker() {
		Member a = start("a");
		a.awaitAvailable();
		this.engine.delay("a", Duration.ofMillis(50));
		CompletableFuture<String> thread = a.member.push(AudienceSpec.all(), Frame.text("x"), PushOptions.none())
			.stage()
			.thenApply((forwarding) -> Thread.currentThread().getName())
			.toCompletableFuture();
		assertThat(thread).succeedsWithin(Duration.ofSeconds(30)).asString().startsWith("ws-cluster-worker-");
	}

	@Test
	void engineThatConfirmsNothingShouldBeReplaced() {
		ClusterBroker silent = (
				listener) -> this.engine.broker("a").open(listener).thenApply(ClusterMemberTests::withoutConfirmations);
		Member a = new Member("a", silent, Duration.ofSeconds(10), Duration.ofMillis(300));
		this.members.add(a);
		a.member.start();
		await(() -> a.counters.links(Reason.PROBE) > 0);
		assertThat(a.member.isAvailable()).isFalse();
	}

	@Test
	void nodeWithTheSameIdShouldBeTold() throws Exception {
		Member a = start("a");
		a.awaitAvailable();
		ClusterLink twin = this.engine.broker("twin")
			.open(new RecordingListener())
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS);
		twin.publish(Topic.ALL, hello(a.identity.id(), 0));
		await(() -> "Another node uses the id of this one".equals(a.member.status().cause()));
		assertThat(a.member.isAvailable()).isTrue();
	}

	@Test
	void eventsShouldComeInOrder() {
		Member a = start("a");
		a.awaitAvailable();
		Member b = start("b");
		awaitNodes(a, "a", "b");
		b.member.stop();
		awaitNodes(a, "a");
		a.await(NodeLeftEvent.class);
		assertThat(a.events).extracting((event) -> (Object) event.getClass())
			.containsExactly(ClusterRestoredEvent.class, NodeJoinedEvent.class, NodeLeftEvent.class);
	}

	@Test
	void lifecycleShouldStartAndStopTheMember() {
		Member a = member("a");
		ClusterLifecycle lifecycle = new ClusterLifecycle(a.member, 7);
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(lifecycle.getPhase()).isEqualTo(7);
		assertThat(lifecycle.isPauseable()).isFalse();
		lifecycle.start();
		a.awaitAvailable();
		assertThat(lifecycle.isRunning()).isTrue();
		lifecycle.stop();
		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(this.engine.links("a")).isZero();
	}

	private static ByteBuffer hello(String id, int link) {
		ClusterMessage message = ClusterMessage.hello(id, new NodeState("other", Instant.EPOCH, 0, false));
		return ClusterMessageCodec.encode(message).stamp(new Stamp(link, 1, 0));
	}

	private static ClusterLink withoutConfirmations(ClusterLink link) {
		return new ClusterLink() {

			@Override
			public CompletionStage<Void> subscribe(Collection<Topic> topics) {
				return link.subscribe(topics);
			}

			@Override
			public CompletionStage<Void> unsubscribe(Collection<Topic> topics) {
				return link.unsubscribe(topics);
			}

			@Override
			public CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
				link.publish(topic, message);
				return new CompletableFuture<>();
			}

			@Override
			public void close() {
				link.close();
			}

		};
	}

	private static Forwarding forwarding(Member member, AudienceSpec audience) {
		return member.member.push(audience, Frame.text("x"), PushOptions.none()).stage().toCompletableFuture().join();
	}

	private Member start(String name) {
		return start(name, Duration.ofSeconds(10));
	}

	private Member start(String name, Duration deadAfter) {
		Member member = new Member(name, this.engine.broker(name), deadAfter, Duration.ofSeconds(3));
		this.members.add(member);
		member.member.start();
		return member;
	}

	private Member member(String name) {
		Member member = new Member(name, this.engine.broker(name), Duration.ofSeconds(10), Duration.ofSeconds(3));
		this.members.add(member);
		return member;
	}

	private static void awaitNodes(Member member, String... names) {
		await(() -> member.member.isAvailable()
				&& member.member.nodes().stream().map(ClusterNode::name).sorted().toList().equals(List.of(names)));
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static final class Member {

		private final ClusterIdentity identity = new ClusterIdentity();

		private final RecordingNode node = new RecordingNode();

		private final ClusterThreads threads = new ClusterThreads(2);

		private final ClusterCounters counters = new ClusterCounters();

		private final List<Object> events = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Void> stopped = new CompletableFuture<>();

		private final ClusterMember member;

		private volatile Consumer<Object> whenPublished = (event) -> {
		};

		Member(String name, ClusterBroker broker, Duration deadAfter, Duration probeTimeout) {
			ClusterSettings settings = new ClusterSettings(Duration.ofMillis(200), probeTimeout, deadAfter,
					Duration.ofSeconds(10), 1_000_000, 1_000);
			Subscriptions subscriptions = new Subscriptions(this.identity.id(), settings.linger(), this.threads,
					this.threads.workers());
			this.member = new ClusterMember(broker, new ThisNode(this.identity, name, this.node, List::of), settings,
					subscriptions, this.threads, new SafeEventPublisher(this::publish), this.counters);
		}

		private void publish(Object event) {
			this.events.add(event);
			this.whenPublished.accept(event);
		}

		private <T> List<T> events(Class<T> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast).toList();
		}

		private void await(Class<?> event) {
			ClusterMemberTests.await(() -> !events(event).isEmpty());
		}

		private void awaitAvailable() {
			ClusterMemberTests.await(this.member::isAvailable);
			await(ClusterRestoredEvent.class);
		}

		private void close() {
			this.member.stop();
			this.threads.destroy();
		}

	}

	private static final class RecordingListener implements ClusterLinkListener {

		private final List<ClusterMessage> messages = new CopyOnWriteArrayList<>();

		@Override
		public void received(Topic topic, ByteBuffer message) {
			byte[] bytes = new byte[message.remaining()];
			message.duplicate().get(bytes);
			ClusterMessage decoded = ClusterMessageCodec.decode(ByteBuffer.wrap(bytes));
			if (decoded.kind() != ClusterMessage.Kind.HELLO) {
				this.messages.add(decoded);
			}
		}

		@Override
		public void broken(Throwable cause) {
		}

		private List<ClusterMessage.Kind> kinds(String sender) {
			return this.messages.stream()
				.filter((message) -> message.sender().equals(sender))
				.map(ClusterMessage::kind)
				.toList();
		}

	}

}
