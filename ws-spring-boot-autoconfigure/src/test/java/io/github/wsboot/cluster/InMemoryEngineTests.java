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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.InMemoryEngine.Fault;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryEngine}: the contract, its faults and its counters.
 */
class InMemoryEngineTests extends ClusterBrokerContract {

	private final InMemoryEngine engine = new InMemoryEngine();

	private final Topic lobby = Topic.room("lobby");

	@Override
	protected ClusterBroker broker() {
		return this.engine.broker();
	}

	@Override
	protected void breakLinks() {
		this.engine.breakLinks();
	}

	@AfterEach
	void closeEngine() {
		this.engine.close();
	}

	// Opens

	@Test
	void refusedOpensShouldFailUntilTheNodeIsHealed() throws Exception {
		this.engine.refuseOpens("a");
		assertFailed(request("a"), Reason.CLOSED);
		open("b");
		this.engine.heal("a");
		open("a");
	}

	@Test
	void opensOfAllNodesShouldBeRefusable() throws Exception {
		this.engine.refuseOpens();
		assertFailed(request("a"), Reason.CLOSED);
		assertFailed(request("b"), Reason.CLOSED);
		this.engine.heal();
		open("a");
		open("b");
	}

	@Test
	void heldOpenShouldArriveLate() throws Exception {
		this.engine.holdOpens("a");
		CompletableFuture<ClusterLink> stage = request("a");
		open("b");
		assertThat(stage).isNotDone();
		assertThat(this.engine.links("a")).isZero();
		this.engine.heal("a");
		await(stage).close();
	}

	@Test
	void openOfNodeThatIsCutOffShouldNeverBeAnswered() throws Exception {
		this.engine.cutOff("a");
		CompletableFuture<ClusterLink> stage = request("a");
		this.engine.heal("a");
		open("a");
		assertThat(stage).isNotDone();
		assertThat(this.engine.links("a")).isEqualTo(1);
	}

	// Connections

	@Test
	void breakShouldConcernTheLinksOfOneNode() throws Exception {
		List<TestLink> broken = List.of(open("a"), open("a"));
		TestLink other = open("b");
		IllegalStateException cause = new IllegalStateException("test");
		this.engine.breakLinks(cause, "a");
		for (TestLink link : broken) {
			waiting().until(() -> !link.listener().failures().isEmpty());
			assertThat(link.listener().failures()).containsExactly(cause);
		}
		other.subscribe(this.lobby);
		assertThat(other.listener().failures()).isEmpty();
		assertThat(this.engine.links("a")).isZero();
		assertThat(this.engine.links("b")).isEqualTo(1);
	}

	@Test
	void cutOutgoingShouldSwallowWhatANodeSends() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.cutOutgoing("a");
		CompletableFuture<Integer> publish = publish(a, "lost");
		CompletableFuture<Void> subscribe = a.link().subscribe(List.of(Topic.ALL)).toCompletableFuture();
		b.send(this.lobby, "from b");
		a.awaitText("from b");
		this.engine.heal("a");
		a.send(this.lobby, "from a");
		assertThat(b.awaitText("from a").texts()).containsExactly("from b", "from a");
		assertThat(this.engine.subscribers(Topic.ALL)).isEmpty();
		assertThat(publish).isNotDone();
		assertThat(subscribe).isNotDone();
		a.link().close();
		assertFailed(publish, Reason.CLOSED);
		assertFailed(subscribe, Reason.CLOSED);
	}

	@Test
	void linkThatWasClosedUnheardShouldCountAsAReceiver() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = open("b");
		this.engine.cutOutgoing("a");
		a.link().close();
		assertThat(await(b.publish(this.lobby, "hello"))).isEqualTo(1);
		this.engine.heal("a");
		assertThat(await(b.publish(this.lobby, "hello"))).isZero();
	}

	@Test
	void cutIncomingShouldSwallowWhatIsSentToANode() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.cutIncoming("a");
		CompletableFuture<Integer> publish = publish(a, "from a");
		b.awaitText("from a");
		assertThat(await(b.publish(this.lobby, "lost"))).isEqualTo(2);
		this.engine.heal("a");
		b.send(this.lobby, "from b");
		assertThat(a.awaitText("from b").texts()).containsExactly("from b");
		assertThat(publish).isNotDone();
		this.engine.breakLinks("a");
		assertFailed(publish, Reason.CLOSED);
	}

	@Test
	void cutOffShouldSwallowBothDirections() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.cutOff("a");
		CompletableFuture<Integer> publish = publish(a, "lost");
		b.send(this.lobby, "to b only");
		this.engine.heal("a");
		b.send(this.lobby, "fence");
		assertThat(a.awaitText("fence").texts()).containsExactly("fence");
		assertThat(b.awaitText("fence").texts()).containsExactly("to b only", "fence");
		assertThat(publish).isNotDone();
	}

	@Test
	void delayShouldHoldMessagesAndAnswersInOrder() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.delay("a", Duration.ofHours(1));
		b.send(this.lobby, "1");
		b.send(this.lobby, "2");
		CompletableFuture<Integer> publish = publish(a, "3");
		assertThat(b.awaitMessages(3).texts()).containsExactly("1", "2", "3");
		assertThat(publish).isNotDone();
		assertThat(a.listener().texts()).isEmpty();
		this.engine.delay("a", Duration.ZERO);
		assertThat(a.awaitMessages(3).texts()).containsExactly("1", "2", "3");
		assertThat(await(publish)).isEqualTo(2);
	}

	@Test
	void delayedLinkShouldBeClosableAtOnce() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		this.engine.delay("a", Duration.ofHours(1));
		CompletableFuture<Integer> publish = publish(a, "late");
		a.link().close();
		assertFailed(publish, Reason.CLOSED);
		assertThat(a.listener().texts()).isEmpty();
	}

	// The engine

	@Test
	void pausedEngineShouldProcessEverythingWhenItContinues() throws Exception {
		TestLink a = open("a");
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.pause();
		CompletableFuture<ClusterLink> open = request("c");
		CompletableFuture<Integer> first = publish(a, "1");
		CompletableFuture<Void> subscribe = a.link().subscribe(List.of(this.lobby)).toCompletableFuture();
		CompletableFuture<Integer> second = publish(a, "2");
		assertThat(List.of(open, first, subscribe, second)).noneMatch(CompletableFuture::isDone);
		assertThat(b.listener().texts()).isEmpty();
		this.engine.resume();
		assertThat(await(first)).isEqualTo(1);
		assertThat(await(second)).isEqualTo(2);
		await(subscribe);
		await(open).close();
		assertThat(b.awaitMessages(2).texts()).containsExactly("1", "2");
		assertThat(a.awaitMessages(1).texts()).containsExactly("2");
	}

	@Test
	void pausedEngineShouldPublishLateWhatClosedAndBrokenLinksHaveSent() throws Exception {
		TestLink closed = openSubscribed("a", this.lobby);
		TestLink broken = openSubscribed("b", this.lobby);
		TestLink other = openSubscribed("c", this.lobby);
		this.engine.pause();
		CompletableFuture<Integer> first = publish(closed, "late 1");
		CompletableFuture<Integer> second = publish(broken, "late 2");
		closed.link().close();
		this.engine.breakLinks("b");
		assertFailed(first, Reason.CLOSED);
		assertFailed(second, Reason.CLOSED);
		CompletableFuture<ClusterLink> next = request("a");
		this.engine.resume();
		await(await(next).publish(this.lobby, ByteBuffer.wrap("new".getBytes())));
		assertThat(other.awaitMessages(3).texts()).containsExactly("late 1", "late 2", "new");
		assertThat(this.engine.subscribers(this.lobby)).containsExactly("c");
		assertThat(closed.listener().texts()).isEmpty();
		assertThat(broken.listener().texts()).isEmpty();
	}

	@Test
	void crashShouldForgetWhatWasQueued() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		this.engine.pause();
		CompletableFuture<Integer> publish = publish(a, "lost");
		CompletableFuture<ClusterLink> open = request("b");
		this.engine.crash();
		assertFailed(publish, Reason.CLOSED);
		assertFailed(open, Reason.CLOSED);
		waiting().until(() -> a.listener().failures().size() == 1);
		TestLink next = openSubscribed("a", this.lobby);
		next.send(this.lobby, "new");
		assertThat(next.awaitMessages(1).texts()).containsExactly("new");
	}

	@Test
	void splitShouldCountReceiversOfEachSide() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		TestLink c = openSubscribed("c", this.lobby);
		this.engine.split("c");
		assertThat(await(a.publish(this.lobby, "from a"))).isEqualTo(2);
		assertThat(await(c.publish(this.lobby, "from c"))).isEqualTo(1);
		assertThat(await(openSubscribed("c", this.lobby).publish(this.lobby, "new"))).isEqualTo(2);
		this.engine.heal();
		assertThat(await(b.publish(this.lobby, "to all"))).isEqualTo(4);
		assertThat(a.awaitMessages(2).texts()).containsExactly("from a", "to all");
		assertThat(b.awaitMessages(2).texts()).containsExactly("from a", "to all");
		assertThat(c.awaitMessages(3).texts()).containsExactly("from c", "new", "to all");
	}

	@Test
	void strandedLinksShouldNotBeSeenByNewOnes() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.strandLinks("a");
		assertThat(await(a.publish(this.lobby, "lost"))).isEqualTo(1);
		TestLink next = openSubscribed("a", this.lobby);
		assertThat(await(next.publish(this.lobby, "new"))).isEqualTo(2);
		assertThat(b.awaitMessages(1).texts()).containsExactly("new");
		assertThat(a.awaitMessages(1).texts()).containsExactly("lost");
	}

	@Test
	void deniedTopicsShouldBeRefused() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		this.engine.deny("a", (topic) -> topic.kind() == Topic.Kind.ROOM);
		assertFailed(publish(a, "refused"), Reason.PERMISSION);
		assertFailed(a.link().subscribe(List.of(Topic.ALL, Topic.room("other"))).toCompletableFuture(),
				Reason.PERMISSION);
		assertThat(this.engine.topics("a")).containsExactly(this.lobby);
		a.subscribe(Topic.ALL);
		this.engine.heal("a");
		a.subscribe(Topic.room("other"));
		a.send(this.lobby, "hello");
		assertThat(a.awaitMessages(1).texts()).containsExactly("hello");
	}

	// Messages

	@Test
	void dropShouldLoseExactlySoManyMessagesOfATopic() throws Exception {
		TestLink a = openSubscribed("a", this.lobby, Topic.ALL);
		TestLink b = openSubscribed("b", this.lobby, Topic.ALL);
		Fault fault = this.engine.dropNext(3, Topic.ALL);
		for (int i = 0; i < 5; i++) {
			a.send(this.lobby, "room " + i);
			assertThat(await(a.publish(Topic.ALL, "all " + i))).isEqualTo(2);
			assertThat(fault.count()).isEqualTo(Math.min(i + 1, 3));
		}
		assertThat(b.awaitMessages(7).texts()).containsExactly("room 0", "room 1", "room 2", "room 3", "all 3",
				"room 4", "all 4");
		assertThat(a.awaitMessages(7).texts()).isEqualTo(b.listener().texts());
	}

	@Test
	void dropShouldConcernOneSenderAndOneReceiver() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		TestLink c = openSubscribed("c", this.lobby);
		Fault fault = this.engine.drop(Route.of(this.lobby).from("a").to("b"));
		a.send(this.lobby, "1");
		c.send(this.lobby, "2");
		a.send(this.lobby, "3");
		fault.cancel();
		a.send(this.lobby, "4");
		assertThat(b.awaitText("4").texts()).containsExactly("2", "4");
		assertThat(c.awaitText("4").texts()).containsExactly("1", "2", "3", "4");
		assertThat(a.awaitText("4").texts()).containsExactly("1", "2", "3", "4");
		assertThat(fault.count()).isEqualTo(2);
	}

	@Test
	void dropOfOneSenderShouldLoseItsMessagesForAll() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		this.engine.drop(Route.any().from("a"));
		a.send(this.lobby, "1");
		b.send(this.lobby, "2");
		this.engine.heal("b");
		a.send(this.lobby, "3");
		this.engine.heal("a");
		a.send(this.lobby, "4");
		assertThat(a.awaitText("4").texts()).containsExactly("2", "4");
		assertThat(b.awaitText("4").texts()).containsExactly("2", "4");
	}

	@Test
	void duplicatesShouldArriveOneAfterTheOther() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		TestLink b = openSubscribed("b", this.lobby);
		Fault fault = this.engine.duplicateNext(2, Route.of(Topic.Kind.ROOM).to("b"));
		for (int i = 0; i < 3; i++) {
			a.send(this.lobby, "m" + i);
		}
		assertThat(b.awaitText("m2").texts()).containsExactly("m0", "m0", "m1", "m1", "m2");
		assertThat(a.awaitText("m2").texts()).containsExactly("m0", "m1", "m2");
		assertThat(fault.count()).isEqualTo(2);
	}

	// Counters, threads and buffers

	@Test
	void nodeWithoutAMemberShouldReceiveNothing() throws Exception {
		TestLink a = openSubscribed("a", Topic.ALL);
		openSubscribed("b", Topic.ALL, this.lobby);
		TestLink c = openSubscribed("c", Topic.ALL);
		a.send(this.lobby, "1");
		a.send(this.lobby, "2");
		a.send(Topic.ALL, "3");
		waiting().until(() -> this.engine.delivered("b") == 3 && this.engine.delivered("c") == 1);
		assertThat(c.awaitText("3").texts()).containsExactly("3");
		assertThat(this.engine.delivered("b", this.lobby)).isEqualTo(2);
		assertThat(this.engine.delivered("c", this.lobby)).isZero();
		assertThat(this.engine.published("a", this.lobby)).isEqualTo(2);
		assertThat(this.engine.published("c", Topic.ALL)).isZero();
		assertThat(this.engine.subscribers(this.lobby)).containsExactly("b");
		assertThat(this.engine.topics("b")).containsExactlyInAnyOrder(Topic.ALL, this.lobby);
	}

	@Test
	void noThreadShouldBeLeft() throws Exception {
		List<TestLink> all = List.of(openSubscribed("a", this.lobby), openSubscribed("b", this.lobby));
		all.get(0).send(this.lobby, "hello");
		List<Thread> threads = new ArrayList<>();
		for (TestLink link : all) {
			threads.addAll(link.awaitMessages(1).threads());
		}
		all.get(0).link().close();
		this.engine.close();
		assertThat(threads).hasSize(2);
		waiting().until(() -> threads.stream().noneMatch(Thread::isAlive));
	}

	@Test
	void whoeverKeepsTheBufferShouldFindZeros() throws Exception {
		List<ByteBuffer> kept = new CopyOnWriteArrayList<>();
		ClusterLink link = await(this.engine.broker("a").open(new ClusterLinkListener() {

			@Override
			public void received(Topic topic, ByteBuffer message) {
				kept.add(message);
			}

			@Override
			public void broken(Throwable cause) {
			}

		}));
		await(link.subscribe(List.of(this.lobby)));
		await(link.publish(this.lobby, ByteBuffer.wrap(new byte[] { 1, 2 })));
		await(link.subscribe(List.of(Topic.ALL)));
		assertThat(kept).containsExactly(ByteBuffer.allocate(2));
		assertThat(kept.get(0).position()).isPositive();
		assertThat(kept.get(0).isReadOnly()).isTrue();
	}

	@Test
	void linkWhoseListenerThrowsShouldBreak() throws Exception {
		TestLink a = openSubscribed("a", this.lobby);
		IllegalStateException failure = new IllegalStateException("test");
		a.listener().onMessage(() -> {
			throw failure;
		});
		a.publish(this.lobby, "hello");
		waiting().until(() -> a.listener().failures().size() == 1);
		assertThat(a.listener().failures().get(0)).hasCause(failure);
	}

	private CompletableFuture<ClusterLink> request(String node) {
		return this.engine.broker(node).open(new RecordingListener()).toCompletableFuture();
	}

	private TestLink open(String node) throws Exception {
		return open(this.engine.broker(node));
	}

	private TestLink openSubscribed(String node, Topic... topics) throws Exception {
		TestLink link = open(node);
		link.subscribe(topics);
		return link;
	}

	private CompletableFuture<Integer> publish(TestLink link, String text) {
		return link.publish(this.lobby, text).toCompletableFuture();
	}

	private static void assertFailed(CompletionStage<?> stage, Reason reason) {
		CompletableFuture<?> future = stage.toCompletableFuture();
		waiting().until(future::isDone);
		assertThat(future).isCompletedExceptionally();
		assertThat(future.handle((value, failure) -> failure).join()).isInstanceOfSatisfying(ClusterLinkException.class,
				(ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

}
