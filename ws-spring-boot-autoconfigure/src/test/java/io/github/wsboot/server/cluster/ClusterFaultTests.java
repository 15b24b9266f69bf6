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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.AskTimeoutException;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.InMemoryEngine.Fault;
import io.github.wsboot.cluster.Route;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.member.ClusterMember;
import io.github.wsboot.cluster.member.Subscriptions;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for failures of the engine and of the way to it: when they are noticed, what
 * pushes answer meanwhile, and what is published, counted and lost. Pushes to connections
 * of the same node go on all the time, and nothing is left behind.
 */
class ClusterFaultTests extends InMemoryTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Duration DEAD_AFTER = Duration.ofSeconds(5);

	/** The time-out of the probe is the usual one, so that slow machines pass, too. */
	private static final String[] TIMES = { "ws.cluster.heartbeat=500ms", "ws.cluster.dead-after=5s",
			"ws.cluster.linger=100ms" };

	private TestServer a;

	private TestServer b;

	private TestServer c;

	private ClusterWatch seenByA;

	private ClusterWatch seenByB;

	private ClusterWatch seenByC;

	ClusterFaultTests() {
		super(MemberEndpoint.class, ClusterWatch.Recorder.class);
	}

	@BeforeEach
	void startNodes() {
		this.a = node("a", TIMES);
		this.b = node("b", TIMES);
		this.c = node("c", TIMES);
		awaitWhole();
		this.seenByA = ClusterWatch.of(this.a);
		this.seenByB = ClusterWatch.of(this.b);
		this.seenByC = ClusterWatch.of(this.c);
	}

	private void awaitWhole() {
		List.of(this.a, this.b, this.c).forEach((node) -> {
			awaitNodes(node, "a", "b", "c");
			ClusterWatch.of(node).awaitQuiet();
		});
	}

	@AfterEach
	@Override
	protected void disconnectClients() throws Exception {
		memory().heal();
		super.disconnectClients();
		awaitWhole();
		for (TestServer node : List.of(this.a, this.b, this.c)) {
			Subscriptions subscriptions = node.bean(Subscriptions.class);
			TestServer.await("end of subscriptions").untilAsserted(() -> {
				assertThat(subscriptions.desired()).isEqualTo(2);
				assertThat(subscriptions.confirmed()).isEqualTo(2);
			});
		}
		for (String node : List.of("a", "b", "c")) {
			TestServer.await("topics").untilAsserted(() -> assertThat(memory().topics(node)).hasSize(2));
			assertThat(memory().links(node)).isEqualTo(1);
		}
		assertThat(memory().subscribers(Topic.ALL)).isEqualTo(Set.of("a", "b", "c"));
		TestServer.await("threads").untilAsserted(() -> {
			assertThat(threads("ws-cluster-\\d+")).hasSize(3);
			assertThat(threads("engine-.*")).hasSize(3);
		});
	}

	private static List<String> threads(String pattern) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.matches(pattern))
			.toList();
	}

	// The engine

	@Test
	void engineThatIsAwayAtTheStartShouldDelayNothingButTheCluster() {
		memory().refuseOpens("d");
		TestServer d = temporaryNode("d", TIMES);
		ClusterWatch seenByD = ClusterWatch.fromStart(d);
		LocalTraffic local = local(d);
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		seenByD.await(ClusterDegradedEvent.class);
		assertUnavailable(d, id(this.a, receiver));
		assertThat(names(d.connections().cluster())).containsExactly("d");
		local.assertGoesOn();
		memory().heal("d");
		List.of(this.a, this.b, this.c, d).forEach((node) -> awaitNodes(node, "a", "b", "c", "d"));
		assertReaches(d, this.a, receiver, "joined");
		assertThat(seenByD.await(ClusterRestoredEvent.class).since()).isEqualTo(self(d).since());
		assertThat(seenByD.events(ClusterDegradedEvent.class)).hasSize(1);
		assertThat(seenByD.gaps()).isZero();
		assertThat(this.seenByA.await(NodeJoinedEvent.class).node().id()).isEqualTo(self(d).id());
		assertThat(this.seenByA.gaps()).isZero();
	}

	@Test
	void crashOfTheEngineShouldBeToldToEachNode() {
		LocalTraffic local = local(this.b);
		memory().refuseOpens();
		memory().crash();
		for (ClusterWatch seen : List.of(this.seenByA, this.seenByB, this.seenByC)) {
			assertThat(seen.await(ClusterDegradedEvent.class).cause()).isEqualTo("The engine has crashed");
		}
		assertUnavailable(this.b, self(this.a).id() + "." + "x".repeat(22));
		local.assertGoesOn();
		memory().heal();
		awaitWhole();
		for (ClusterWatch seen : List.of(this.seenByA, this.seenByB, this.seenByC)) {
			assertOwnGap(seen.awaitGaps(1).get(0));
			assertThat(seen.events(ClusterDegradedEvent.class)).hasSize(1);
			assertThat(seen.events(ClusterRestoredEvent.class)).hasSize(1);
			assertThat(seen.links(Reason.CLOSED)).isEqualTo(1);
			assertNobodyCameOrLeft(seen);
		}
	}

	@Test
	void pauseOfTheEngineShouldBeNoticedAndMakeNobodyLeave() {
		LocalTraffic local = local(this.b);
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		TestClient joining = client(this.b, MemberEndpoint.PATH);
		long start = System.nanoTime();
		memory().pause();
		Connection connection = this.b.connection(joining.name());
		connection.join("during the pause");
		CompletionStage<Boolean> reachable = connection.whenReachable();
		int pushed = pushUntilUnavailable(this.b, id(this.a, receiver));
		for (ClusterWatch seen : List.of(this.seenByA, this.seenByB, this.seenByC)) {
			assertThat(seen.await(ClusterDegradedEvent.class).cause())
				.isEqualTo("What this node sends does not come back");
		}
		assertThat(get(reachable)).isFalse();
		assertUnavailable(this.b, id(this.a, receiver));
		TestServer.await("more than a silent node has")
			.until(() -> System.nanoTime() - start > DEAD_AFTER.plusSeconds(1).toNanos());
		local.assertGoesOn();
		memory().resume();
		awaitWhole();
		for (ClusterWatch seen : List.of(this.seenByA, this.seenByB, this.seenByC)) {
			assertOwnGap(seen.awaitGaps(1).get(0));
			assertThat(seen.links(Reason.PROBE)).isEqualTo(1);
			assertNobodyCameOrLeft(seen);
		}
		assertThat(this.b.connections().push(id(this.a, receiver), String.valueOf(pushed)))
			.isEqualTo(PushResult.FORWARDED);
		assertAscending(receiver, pushed);
	}

	@Test
	void messagesOfAReplacedLinkShouldBeStale() {
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		Tap tap = new Tap();
		ClusterLink link = get(memory().broker("tap").open(tap));
		closeLater(link::close);
		get(link.subscribe(List.of(Topic.ALL)));
		this.b.connections().all().push("before");
		assertThat(receiver.next()).isEqualTo("before");
		byte[] late = tap.await("before");
		memory().breakLinks("b");
		this.seenByA.awaitGaps(1);
		this.seenByC.awaitGaps(1);
		get(link.publish(Topic.ALL, ByteBuffer.wrap(late)));
		this.b.connections().all().push("after");
		assertThat(receiver.next()).isEqualTo("after");
		TestServer.await("stale messages").untilAsserted(() -> {
			assertThat(this.seenByA.dropped(DropReason.STALE)).isEqualTo(1);
			assertThat(this.seenByC.dropped(DropReason.STALE)).isEqualTo(1);
		});
		this.seenByA.awaitGaps(1);
	}

	@Test
	void slowEngineShouldLoseNothing() {
		TestClient receiver = client(this.b, MemberEndpoint.PATH);
		TestClient answers = client(this.a, MemberEndpoint.PATH);
		memory().delay("b", Duration.ofMillis(300));
		for (int i = 0; i < 50; i++) {
			assertThat(this.a.connections().push(id(this.b, receiver), String.valueOf(i)))
				.isEqualTo(PushResult.FORWARDED);
		}
		assertAscending(receiver, 49);
		assertReaches(this.b, this.a, answers, "answer");
		assertThat(get(this.b.connections().room("nobody").push("x").forwarded())).isEqualTo(Forwarding.FORWARDED);
		assertThat(this.seenByB.events(Object.class)).isEmpty();
		assertThat(this.seenByA.events(Object.class)).isEmpty();
	}

	@Test
	void nodesOnTwoEnginesShouldLoseEachOther() {
		TestClient ofA = client(this.a, MemberEndpoint.PATH);
		TestClient ofB = client(this.b, MemberEndpoint.PATH);
		String idOfA = id(this.a, ofA);
		String idOfB = id(this.b, ofB);
		LocalTraffic local = local(this.b);
		memory().split("b");
		assertLeft(this.seenByA, "b");
		assertLeft(this.seenByC, "b");
		assertLeft(this.seenByB, "a");
		assertLeft(this.seenByB, "c");
		assertThat(this.seenByB.links(Reason.SPLIT)).isEqualTo(1);
		awaitResult(this.a, idOfB, PushResult.NOT_FOUND);
		awaitResult(this.b, idOfA, PushResult.NOT_FOUND);
		local.assertGoesOn();
		memory().heal("b");
		awaitWhole();
		awaitGap(this.seenByA, "b");
		awaitGap(this.seenByC, "b");
		awaitGap(this.seenByB, null);
		awaitGap(this.seenByB, "a");
		awaitGap(this.seenByB, "c");
		assertReaches(this.a, this.b, ofB, "to b");
		assertReaches(this.b, this.a, ofA, "to a");
	}

	@Test
	void linkToAnAbandonedEngineShouldBeReplaced() {
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		LocalTraffic local = local(this.b);
		memory().strandLinks("b");
		assertThat(this.seenByB.await(ClusterDegradedEvent.class).cause())
			.isEqualTo("Nothing is heard of any other node");
		awaitWhole();
		local.assertGoesOn();
		assertThat(this.seenByB.links(Reason.SPLIT)).isEqualTo(1);
		awaitGap(this.seenByB, null);
		awaitGap(this.seenByA, "b");
		assertReaches(this.b, this.a, receiver, "back");
	}

	// Links

	@Test
	void brokenLinkShouldBeReplacedAndLeaveAGap() {
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		LocalTraffic local = local(this.b);
		memory().breakLinks("b");
		assertThat(this.seenByB.await(ClusterDegradedEvent.class).cause()).isEqualTo("The connection was reset");
		this.seenByB.await(ClusterRestoredEvent.class);
		assertOwnGap(this.seenByB.awaitGaps(1).get(0));
		assertGapOf("b", OptionalLong.empty(), this.seenByA.awaitGaps(1).get(0));
		assertGapOf("b", OptionalLong.empty(), this.seenByC.awaitGaps(1).get(0));
		assertThat(this.seenByB.links(Reason.CLOSED)).isEqualTo(1);
		assertThat(this.seenByB.lost()).isZero();
		assertNobodyCameOrLeft(this.seenByA);
		assertNobodyCameOrLeft(this.seenByB);
		local.assertGoesOn();
		assertReaches(this.b, this.a, receiver, "back");
	}

	@Test
	void nodeThatCannotBeHeardShouldLeaveAndReturn() {
		TestClient ofA = client(this.a, MemberEndpoint.PATH);
		TestClient ofB = client(this.b, MemberEndpoint.PATH);
		String idOfB = id(this.b, ofB);
		LocalTraffic local = local(this.b);
		memory().cutOutgoing("b");
		pushUntilUnavailable(this.b, id(this.a, ofA));
		assertUnavailable(this.b, id(this.a, ofA));
		assertThat(this.seenByB.await(ClusterDegradedEvent.class).cause())
			.isEqualTo("What this node sends does not come back");
		assertLeft(this.seenByA, "b");
		assertLeft(this.seenByC, "b");
		awaitResult(this.a, idOfB, PushResult.NOT_FOUND);
		local.assertGoesOn();
		memory().heal("b");
		awaitWhole();
		assertThat(this.seenByA.events(NodeJoinedEvent.class)).extracting((joined) -> joined.node().name())
			.containsExactly("b");
		assertNobodyCameOrLeft(this.seenByB);
		assertOwnGap(this.seenByB.awaitGaps(1).get(0));
		assertGapOf("b", OptionalLong.empty(), this.seenByA.awaitGaps(1).get(0));
		assertThat(this.seenByB.links(Reason.PROBE)).isEqualTo(1);
		assertReaches(this.b, this.a, ofA, "to a");
		this.a.connections().push(idOfB, "to b");
		assertThat(lastOf(ofB, "to b")).isEqualTo("to b");
	}

	@Test
	void nodeThatHearsNothingShouldNotice() {
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		LocalTraffic local = local(this.b);
		memory().refuseOpens("b");
		memory().cutIncoming("b");
		int pushed = pushUntilUnavailable(this.b, id(this.a, receiver));
		assertUnavailable(this.b, id(this.a, receiver));
		assertThat(this.seenByB.await(ClusterDegradedEvent.class).cause())
			.isEqualTo("What this node sends does not come back");
		local.assertGoesOn();
		memory().heal("b");
		awaitWhole();
		assertThat(this.seenByB.links(Reason.PROBE)).isEqualTo(1);
		assertOwnGap(this.seenByB.awaitGaps(1).get(0));
		assertThat(this.b.connections().push(id(this.a, receiver), String.valueOf(pushed)))
			.isEqualTo(PushResult.FORWARDED);
		assertAscending(receiver, pushed);
	}

	@Test
	void refusedLinksShouldBeTriedAgain() {
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		LocalTraffic local = local(this.b);
		memory().refuseOpens("b");
		memory().breakLinks("b");
		TestServer.await("refusal")
			.until(() -> "The connection was refused".equals(this.b.bean(ClusterMember.class).status().cause()));
		assertUnavailable(this.b, id(this.a, receiver));
		local.assertGoesOn();
		memory().heal("b");
		awaitWhole();
		assertThat(this.seenByB.events(ClusterDegradedEvent.class)).hasSize(1);
		assertThat(this.seenByB.links(Reason.CLOSED)).isEqualTo(1);
		assertReaches(this.b, this.a, receiver, "back");
	}

	@Test
	void linksThatOpenTooLateShouldBeClosed() {
		LocalTraffic local = local(this.b);
		memory().holdOpens("b");
		memory().breakLinks("b");
		TestServer.await("time-out")
			.until(() -> "The engine does not answer".equals(this.b.bean(ClusterMember.class).status().cause()));
		local.assertGoesOn();
		memory().heal("b");
		awaitWhole();
		TestServer.await("one link").until(() -> memory().links("b") == 1);
		assertThat(this.seenByB.events(ClusterDegradedEvent.class)).hasSize(1);
		assertOwnGap(this.seenByB.awaitGaps(1).get(0));
	}

	@Test
	void missingPermissionShouldBeNamed() {
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		LocalTraffic local = local(this.b);
		memory().deny("b", (topic) -> true);
		assertThat(this.seenByB.await(ClusterDegradedEvent.class).cause()).isEqualTo("No permission for a topic");
		assertUnavailable(this.b, id(this.a, receiver));
		assertThat(this.b.bean(ClusterMember.class).status().cause()).isEqualTo("No permission for a topic");
		local.assertGoesOn();
		memory().heal("b");
		awaitWhole();
		assertThat(this.seenByB.links(Reason.PERMISSION)).isEqualTo(1);
		assertThat(this.seenByB.events(ClusterDegradedEvent.class)).hasSize(1);
		assertReaches(this.b, this.a, receiver, "granted");
	}

	@Test
	void unconfirmedMessagesShouldHaveALimit() {
		TestServer d = temporaryNode("d", "ws.cluster.max-pending-bytes=2KB", "ws.cluster.max-message-size=1KB");
		awaitNodes(d, "a", "b", "c", "d");
		TestClient receiver = client(this.a, MemberEndpoint.PATH);
		memory().cutOutgoing("d");
		int forwarded = 0;
		while (d.connections().push(id(this.a, receiver), "x".repeat(1000)) == PushResult.FORWARDED) {
			forwarded++;
			assertThat(forwarded).isLessThan(3);
		}
		assertThat(get(d.connections().room("nobody").push("x".repeat(1000)).forwarded()))
			.isEqualTo(Forwarding.UNAVAILABLE);
		assertThat(receiver.hasNext()).isFalse();
		memory().heal("d");
	}

	@Test
	void nodeThatStopsShouldLeaveAtOnceAndWithoutAGap() {
		TestServer d = temporaryNode("d", TIMES);
		List.of(this.a, this.b, this.c, d).forEach((node) -> awaitNodes(node, "a", "b", "c", "d"));
		String id = self(d).id();
		d.close();
		for (ClusterWatch seen : List.of(this.seenByA, this.seenByB, this.seenByC)) {
			NodeLeftEvent left = seen.await(NodeLeftEvent.class);
			assertThat(left.node().id()).isEqualTo(id);
			assertThat(left.clean()).isTrue();
			assertThat(seen.gaps()).isZero();
		}
		awaitResult(this.a, id + "." + "x".repeat(22), PushResult.NOT_FOUND);
	}

	// Asks

	@Test
	void asksShouldEndWithTheNodeThatIsCutOff() {
		TestClient ofA = client(this.a, MemberEndpoint.PATH);
		TestClient ofB = client(this.b, MemberEndpoint.PATH);
		String idOfA = id(this.a, ofA);
		String idOfB = id(this.b, ofB);
		CompletionStage<Void> fromA = ask(this.a, idOfB, LONG);
		assertThat(ofB.next()).contains("ask");
		CompletionStage<Void> fromB = ask(this.b, idOfA, LONG);
		assertThat(ofA.next()).contains("ask");
		memory().split("b");
		assertThat(Answers.awaitFailure(fromA)).isInstanceOf(ConnectionEndedException.class);
		assertThat(Answers.awaitFailure(fromB)).isInstanceOf(ConnectionEndedException.class);
		awaitResult(this.a, idOfB, PushResult.NOT_FOUND);
		assertRefused(ask(this.a, idOfB, LONG), PushResult.NOT_FOUND);
		memory().heal("b");
		awaitWhole();
		awaitGap(this.seenByA, "b");
		awaitGap(this.seenByB, "a");
		CompletionStage<Void> again = ask(this.a, idOfB, LONG);
		Answers.send(ofB, ofB.next(), "\"seen\":true");
		assertThat(Answers.await(again)).isNull();
	}

	@Test
	void askShouldTimeOutOnANodeThatIsNotHeard() {
		TestClient ofA = client(this.a, MemberEndpoint.PATH);
		String idOfA = id(this.a, ofA);
		memory().cutOutgoing("b");
		CompletionStage<Void> asked = ask(this.b, idOfA, Duration.ofMillis(100));
		assertThat(Answers.awaitFailure(asked)).isInstanceOf(AskTimeoutException.class);
		awaitResult(this.b, idOfA, PushResult.UNAVAILABLE);
		assertRefused(ask(this.b, idOfA, LONG), PushResult.UNAVAILABLE);
	}

	@Test
	void answerThatIsLostShouldLeaveATimeOut() {
		TestClient ofB = client(this.b, MemberEndpoint.PATH);
		TestClient ofA = client(this.a, MemberEndpoint.PATH);
		pushFrom(this.b, id(this.a, ofA), "first");
		assertThat(ofA.next()).isEqualTo("first");
		Fault fault = memory().dropNext(1, Route.of(Topic.Kind.NODE).from("b").to("a"));
		CompletionStage<Void> asked = ask(this.a, id(this.b, ofB), Duration.ofSeconds(2));
		Answers.send(ofB, ofB.next(), "\"seen\":true");
		assertThat(Answers.awaitFailure(asked)).isInstanceOf(AskTimeoutException.class);
		TestServer.await("the lost answer").until(() -> fault.count() == 1);
		pushFrom(this.b, id(this.a, ofA), "next");
		assertThat(ofA.next()).isEqualTo("next");
		assertGapOf("b", OptionalLong.of(1), this.seenByA.awaitGaps(1).get(0));
	}

	private static CompletionStage<Void> ask(TestServer node, String id, Duration timeout) {
		return node.connections().ask(id, Map.of("text", "?"), Void.class, timeout);
	}

	private static void assertRefused(CompletionStage<Void> asked, PushResult result) {
		assertThat(Answers.awaitFailure(asked)).isInstanceOfSatisfying(PushRefusedException.class,
				(ex) -> assertThat(ex.result()).isEqualTo(result));
	}

	private static void pushFrom(TestServer node, String id, String text) {
		assertThat(node.connections().push(id, text)).isEqualTo(PushResult.FORWARDED);
	}

	// Messages

	@Test
	void missingMessagesToAllNodesShouldBeCounted() {
		TestClient ofB = client(this.b, MemberEndpoint.PATH);
		TestClient ofC = client(this.c, MemberEndpoint.PATH);
		Fault fault = memory().dropNext(4, Route.of(Topic.ALL).from("a").to("b"));
		int pushed = 0;
		while (fault.count() < 4) {
			this.a.connections().all().push("missing " + pushed++);
		}
		this.a.connections().all().push("next");
		assertThat(ofB.next()).isEqualTo("next");
		for (int i = 0; i < pushed; i++) {
			assertThat(ofC.next()).isEqualTo("missing " + i);
		}
		assertGapOf("a", OptionalLong.of(4), this.seenByB.awaitGaps(1).get(0));
		assertThat(this.seenByB.lost()).isEqualTo(4);
		assertThat(this.seenByC.gaps()).isZero();
	}

	@Test
	void eachWindowOfMissingMessagesToANodeShouldBeAGap() {
		TestClient receiver = client(this.b, MemberEndpoint.PATH);
		pushFromA(receiver, "first");
		memory().dropNext(2, Route.of(Topic.Kind.NODE).from("a"));
		pushFromA(receiver, "missing", "missing", "second");
		memory().dropNext(3, Route.of(Topic.Kind.NODE).from("a"));
		pushFromA(receiver, "missing", "missing", "missing", "third");
		assertThat(receiver.next(3)).containsExactly("first", "second", "third");
		List<ClusterGapEvent> gaps = this.seenByB.awaitGaps(2);
		assertGapOf("a", OptionalLong.of(2), gaps.get(0));
		assertGapOf("a", OptionalLong.of(3), gaps.get(1));
		assertThat(this.seenByB.lost()).isEqualTo(5);
		assertThat(this.seenByC.gaps()).isZero();
	}

	/**
	 * Messages to rooms have no numbers: an engine that loses single messages of a link
	 * that works is not noticed.
	 */
	@Test
	void singleMissingMessageToARoomShouldNotBeNoticed() {
		TestClient receiver = client(this.b, MemberEndpoint.PATH);
		join(this.b.connection(receiver.name()), "lobby");
		Fault fault = memory().dropNext(1, Topic.room("lobby"));
		this.a.connections().room("lobby").push("missing");
		this.a.connections().room("lobby").push("next");
		this.a.connections().all().push("to all");
		assertThat(receiver.next(2)).containsExactly("next", "to all");
		assertThat(fault.count()).isEqualTo(1);
		assertThat(this.seenByB.gaps()).isZero();
	}

	@Test
	void duplicatesShouldBeDropped() {
		TestClient receiver = client(this.b, MemberEndpoint.PATH);
		Fault toAll = memory().duplicateNext(3, Route.of(Topic.ALL).from("a").to("b"));
		Fault toNode = memory().duplicateNext(2, Route.of(Topic.Kind.NODE).from("a").to("b"));
		for (int i = 0; i < 10; i += 2) {
			this.a.connections().all().push(String.valueOf(i));
			pushFromA(receiver, String.valueOf(i + 1));
		}
		for (int i = 0; i < 10; i++) {
			assertThat(receiver.next()).isEqualTo(String.valueOf(i));
		}
		assertThat(toAll.count()).isEqualTo(3);
		assertThat(toNode.count()).isEqualTo(2);
		TestServer.await("duplicates").until(() -> this.seenByB.dropped(DropReason.DUPLICATE) == 5);
		assertThat(this.seenByC.dropped(DropReason.DUPLICATE)).isZero();
		assertThat(this.seenByB.gaps()).isZero();
	}

	// Helpers

	private LocalTraffic local(TestServer node) {
		return closeLater(new LocalTraffic(node, client(node, MemberEndpoint.PATH)));
	}

	private static String id(TestServer node, TestClient client) {
		return node.connection(client.name()).id();
	}

	private static ClusterNode self(TestServer node) {
		return node.connections().cluster().nodes().stream().filter(ClusterNode::self).findFirst().orElseThrow();
	}

	private void pushFromA(TestClient receiver, String... texts) {
		for (String text : texts) {
			assertThat(this.a.connections().push(id(this.b, receiver), text)).isEqualTo(PushResult.FORWARDED);
		}
	}

	private static void assertReaches(TestServer from, TestServer to, TestClient receiver, String text) {
		assertThat(from.connections().push(id(to, receiver), text)).isEqualTo(PushResult.FORWARDED);
		assertThat(lastOf(receiver, text)).isEqualTo(text);
	}

	/**
	 * Read until a message arrives.
	 */
	private static String lastOf(TestClient receiver, String text) {
		String next = receiver.next();
		while (!next.equals(text)) {
			next = receiver.next();
		}
		return next;
	}

	/**
	 * Push numbers from 0 on until that is impossible.
	 * @return the number of messages that were handed over
	 */
	private static int pushUntilUnavailable(TestServer node, String id) {
		List<PushResult> results = new ArrayList<>();
		TestServer.await("unavailable").pollInterval(Duration.ofMillis(20)).until(() -> {
			results.add(node.connections().push(id, String.valueOf(results.size())));
			return results.get(results.size() - 1) == PushResult.UNAVAILABLE;
		});
		assertThat(results.subList(0, results.size() - 1)).containsOnly(PushResult.FORWARDED);
		return results.size() - 1;
	}

	/**
	 * Read numbers, none of which comes twice or late, to the last one.
	 */
	private static void assertAscending(TestClient receiver, int last) {
		int latest = -1;
		while (latest < last) {
			int next = Integer.parseInt(receiver.next());
			assertThat(next).isGreaterThan(latest);
			latest = next;
		}
		assertThat(receiver.hasNext()).isFalse();
	}

	private static void assertUnavailable(TestServer node, String id) {
		assertThat(node.connections().push(id, "x")).isEqualTo(PushResult.UNAVAILABLE);
		assertThat(get(node.connections().room("nobody").push("x").forwarded())).isEqualTo(Forwarding.UNAVAILABLE);
	}

	private static void awaitResult(TestServer node, String id, PushResult result) {
		TestServer.await(result.name()).until(() -> node.connections().push(id, "x") == result);
	}

	private static void assertLeft(ClusterWatch seen, String name) {
		NodeLeftEvent left = seen.await(NodeLeftEvent.class, (event) -> event.node().name().equals(name));
		assertThat(left.clean()).isFalse();
	}

	private static void assertNobodyCameOrLeft(ClusterWatch seen) {
		assertThat(seen.events(NodeJoinedEvent.class)).isEmpty();
		assertThat(seen.events(NodeLeftEvent.class)).isEmpty();
	}

	/**
	 * Wait for a gap of unknown size. There may be others, since a slow machine delays
	 * heartbeats, and others then look silent or split off as well.
	 * @param peer the name of the other node, or {@code null} for a gap of all
	 */
	private static void awaitGap(ClusterWatch seen, @Nullable String peer) {
		TestServer.await("gap of " + peer)
			.until(() -> seen.events(ClusterGapEvent.class)
				.stream()
				.anyMatch((gap) -> gap.lost().isEmpty()
						&& Objects.equals(gap.peer().map(ClusterNode::name).orElse(null), peer)));
	}

	private static void assertOwnGap(ClusterGapEvent gap) {
		assertThat(gap.peer()).isEmpty();
		assertThat(gap.lost()).isEmpty();
		assertThat(gap.from()).isBeforeOrEqualTo(gap.to());
	}

	private static void assertGapOf(String peer, OptionalLong lost, ClusterGapEvent gap) {
		assertThat(gap.peer().map(ClusterNode::name)).isEqualTo(Optional.of(peer));
		assertThat(gap.lost()).isEqualTo(lost);
		assertThat(gap.from()).isBeforeOrEqualTo(gap.to());
	}

	/**
	 * Reads along.
	 */
	private static final class Tap implements ClusterLinkListener {

		private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();

		@Override
		public void received(Topic topic, ByteBuffer message) {
			byte[] bytes = new byte[message.remaining()];
			message.get(bytes);
			this.messages.add(bytes);
		}

		@Override
		public void broken(Throwable cause) {
		}

		byte[] await(String text) {
			return TestServer.await(text)
				.until(() -> this.messages.stream()
					.filter((message) -> new String(message, StandardCharsets.ISO_8859_1).contains(text))
					.findFirst(), Optional::isPresent)
				.orElseThrow();
		}

	}

	@WebSocketEndpoint(MemberEndpoint.PATH)
	static class MemberEndpoint extends RecordingEndpoint {

		static final String PATH = "/member";

		MemberEndpoint(Journal journal) {
			super(journal);
		}

	}

}
