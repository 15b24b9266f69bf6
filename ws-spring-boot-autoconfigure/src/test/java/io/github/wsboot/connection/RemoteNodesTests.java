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

package io.github.wsboot.connection;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.CloseCause;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Frame;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.RecordingNodes;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendMemoryBudget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what {@link DefaultConnectionManager} and its audiences ask of other nodes,
 * and for a node that has none.
 */
class RemoteNodesTests {

	private static final List<List<String>> ENDPOINTS = List.of(List.of("/chat", "/talk"));

	private final RecordingNodes nodes = new RecordingNodes();

	private final TestConnections connections = new TestConnections();

	private final DefaultConnectionManager manager = this.connections.manager(ENDPOINTS, this.nodes);

	private final TestConnection ada = this.connections.open("1", "/chat", "ada");

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void connectionOfThisNodeShouldNeedNoOtherNode() {
		assertThat(this.manager.push("1", "x")).isEqualTo(PushResult.ACCEPTED);
		assertThat(this.manager.disconnect("1")).isTrue();
		assertThat(this.manager.disconnect("1")).as("it is closing").isFalse();
		assertThat(this.manager.push("1", "y")).isEqualTo(PushResult.CLOSED);
		assertThat(this.nodes.requests).isEmpty();
	}

	@Test
	void connectionOfAnotherNodeShouldBeAskedFor() {
		this.nodes.connections.put("2", PushResult.FORWARDED);
		assertThat(this.manager.push("2", "x")).isEqualTo(PushResult.FORWARDED);
		assertThat(this.manager.disconnect("2", new CloseStatus(4000))).isTrue();
		assertThat(this.manager.push("3", "y")).isEqualTo(PushResult.NOT_FOUND);
		assertThat(this.manager.disconnect("3")).isFalse();
		assertThat(this.nodes.requests).containsExactly("push 2 x", "disconnect 2 4000", "push 3 y",
				"disconnect 3 1000");
	}

	@Test
	void eachAudienceShouldBeDescribedToTheOthers() {
		this.manager.broadcast("a");
		this.manager.endpoint("/talk").push("b");
		this.manager.endpoint("/talk").room("lobby").push("c");
		this.manager.room("lobby").push("d");
		this.manager.user("ada").disconnect(new CloseStatus(4000));
		assertThat(this.nodes.requests).containsExactly("push ALL a", "push ENDPOINT /talk b", "push ROOM lobby c",
				"push ROOM lobby d", "disconnect USER ada 4000");
		assertThat(this.nodes.audiences).containsExactly(AudienceSpec.all(), AudienceSpec.endpoint("/talk"),
				AudienceSpec.room("lobby", "/talk"), AudienceSpec.room("lobby", null), AudienceSpec.user("ada"));
	}

	@Test
	void exceptionsShouldHoldOnOtherNodes() {
		this.manager.all().except("1", "2").except("3").push("x");
		assertThat(this.nodes.audiences).singleElement()
			.extracting(AudienceSpec::except)
			.isEqualTo(Set.of("1", "2", "3"));
		assertThat(this.ada.wire().write()).isEmpty();
	}

	@Test
	void thisNodeShouldBeServedFirst() {
		this.nodes.onRequest = () -> this.nodes.requests.add("here: " + this.ada.wire().write());
		this.manager.all().push("x");
		this.nodes.onRequest = () -> this.nodes.requests.add("closing: " + !this.ada.connection().isEstablished());
		this.manager.all().disconnect(CloseStatus.NORMAL);
		assertThat(this.nodes.requests).containsExactly("here: [x]", "push ALL x", "closing: true",
				"disconnect ALL 1000");
	}

	@Test
	void localAudienceShouldStayHere() {
		List<Audience> local = List.of(this.manager.all().local(), this.manager.all().where((connection) -> true),
				this.manager.all().local().except("2"), this.manager.all().where((connection) -> true).except("2"));
		for (Audience audience : local) {
			assertForwarding(audience.push("x"), Forwarding.NOT_NEEDED);
			audience.push(Frame.text("a fragment ", false));
			audience.push(Frame.continuation("may be sent", true));
			assertThat(this.ada.wire().write()).containsExactly("x", "a fragment ", "may be sent");
		}
		assertThat(this.manager.broadcast("y", (connection) -> false).targeted()).isZero();
		assertForwarding(local.get(0).disconnect(CloseStatus.NORMAL), Forwarding.NOT_NEEDED);
		assertThat(this.ada.connection().isEstablished()).isFalse();
		assertThat(this.nodes.requests).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("fragments")
	void fragmentShouldReachNobody(Frame fragment) {
		this.nodes.connections.put("2", PushResult.FORWARDED);
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.all().push(fragment));
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.push("2", fragment));
		assertThat(this.ada.wire().write()).isEmpty();
		assertThat(this.nodes.requests).isEmpty();
	}

	static List<Frame> fragments() {
		return List.of(Frame.text("begin", false), Frame.binary(ByteBuffer.allocate(1), false),
				Frame.continuation("more", false), Frame.continuation("end", true));
	}

	@Test
	void whatCannotBeSentShouldReachNobody() {
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.manager.all().push(new Object()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.manager.all().disconnect(CloseStatus.NO_STATUS_CODE));
		assertThat(this.ada.connection().isEstablished()).isTrue();
		assertThat(this.nodes.requests).isEmpty();
	}

	/**
	 * The other nodes may have memory left.
	 */
	@Test
	void whatThisNodeHasNoMemoryForShouldReachTheOthers() {
		try (TestConnections small = new TestConnections(TestConnections.limits(OverflowPolicy.CLOSE),
				TestConnections.LONG, new SendMemoryBudget(1))) {
			TestConnection member = small.open("1");
			BroadcastResult result = small.manager(ENDPOINTS, this.nodes).all().push("x");
			assertThat(result.targeted()).isOne();
			assertThat(counts(result)).isEqualTo(new Counts(0, 1));
			assertForwarding(result, Forwarding.FORWARDED);
			assertThat(member.wire().write()).isEmpty();
			assertThat(this.nodes.requests).containsExactly("push ALL x");
		}
	}

	@Test
	void numbersShouldBeThoseOfThisNode() {
		this.nodes.outcome = new CompletableFuture<>();
		BroadcastResult result = this.manager.all().push("x");
		assertThat(result.targeted()).isOne();
		assertThat(counts(result)).isEqualTo(new Counts(1, 0));
		assertThat(result).hasToString("BroadcastResult[targeted=1, accepted=1, dropped=0]");
		assertThat(result.forwarded().toCompletableFuture()).isNotDone();
		this.nodes.outcome.complete(Forwarding.UNAVAILABLE);
		assertForwarding(result, Forwarding.UNAVAILABLE);
	}

	@Test
	void disconnectShouldCountThoseThatWereEstablished() {
		this.connections.open("2", "/chat", "bob").connection().disconnect();
		BroadcastResult result = this.manager.all().disconnect(CloseStatus.NORMAL);
		assertThat(result.targeted()).isEqualTo(2);
		assertThat(counts(result)).isEqualTo(new Counts(1, 1));
		assertThat(result).hasToString("BroadcastResult[targeted=2, accepted=1, dropped=1]");
		assertForwarding(result, Forwarding.FORWARDED);
	}

	@Test
	void clusterShouldBeThatOfTheOtherNodes() {
		assertThat(this.manager.cluster()).isSameAs(this.nodes);
	}

	@Test
	void singleNodeShouldBeItsOwnCluster() {
		DefaultConnectionManager alone = this.connections.manager(ENDPOINTS);
		assertThat(alone.cluster().isAvailable()).isTrue();
		assertThat(alone.cluster().nodes()).singleElement().satisfies((node) -> {
			assertThat(node.self()).isTrue();
			assertThat(node.name()).isEqualTo("test");
			assertThat(node.connections()).isOne();
			assertThat(node.draining()).isFalse();
		});
		this.ada.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(alone.cluster().nodes()).extracting(ClusterNode::connections).containsExactly(0);
	}

	@Test
	void singleNodeShouldForwardNothing() {
		DefaultConnectionManager alone = this.connections.manager(ENDPOINTS);
		assertForwarding(alone.all().push("x"), Forwarding.NOT_NEEDED);
		assertForwarding(alone.all().local().push("y"), Forwarding.NOT_NEEDED);
		alone.all().push(Frame.text("a fragment ", false));
		alone.all().push(Frame.continuation("may be sent", true));
		assertThat(this.ada.wire().write()).containsExactly("x", "y", "a fragment ", "may be sent");
		BroadcastResult disconnected = alone.user("ada").disconnect(CloseStatus.NORMAL);
		assertThat(counts(disconnected)).isEqualTo(new Counts(1, 0));
		assertForwarding(disconnected, Forwarding.NOT_NEEDED);
	}

	private static Counts counts(BroadcastResult result) {
		return result.completion().toCompletableFuture().join();
	}

	private static void assertForwarding(BroadcastResult result, Forwarding expected) {
		assertThat(result.forwarded().toCompletableFuture()).isCompletedWithValue(expected);
	}

}
