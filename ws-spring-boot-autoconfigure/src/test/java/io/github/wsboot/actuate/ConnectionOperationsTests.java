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

package io.github.wsboot.actuate;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.node.RecordingNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for answers of {@link ConnectionOperations} that are hard to get from a server.
 */
@Tag("boot")
class ConnectionOperationsTests {

	private final ConnectionManager manager = mock();

	private final ConnectionOperations operations = operations(null);

	private ConnectionOperations operations(@Nullable Cluster cluster) {
		return new ConnectionOperations(new ConnectionRegistry(10), this.manager,
				new NodeInfo(null, Collections::emptyList, new HandshakeRefusals(mock()), null, cluster, null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NOT_FOUND   | 404 | There is no connection 'a'.
			CLOSED      | 404 | Connection 'a' is closing.
			TOO_LARGE   | 400 | 'text' is larger than 'ws.send.max-bytes'.
			DROPPED     | 503 | The message was not accepted: DROPPED.
			OVERLOADED  | 503 | The message was not accepted: OVERLOADED.
			UNAVAILABLE | 503 | The message was not accepted: UNAVAILABLE.
			""", quoteCharacter = '"')
	void pushThatWasNotAcceptedShouldBeAProblem(PushResult result, int status, String message) {
		given(this.manager.push("a", "text")).willReturn(result);
		assertProblem(() -> this.operations.push("a", "text"), status, message);
	}

	@Test
	void disconnectOfAConnectionThatIsClosingAnywayShouldBeFine() {
		given(this.manager.disconnect("a", CloseStatus.NORMAL)).willReturn(false);
		given(this.manager.exists("a")).willReturn(true);
		assertThat(this.operations.disconnect("a", null, null)).isEqualTo(new DisconnectDescriptor(1, 1000, null));
	}

	@Test
	void connectionOfAnotherNodeShouldBeAskedFor() {
		given(this.manager.push("a", "text")).willReturn(PushResult.FORWARDED);
		given(this.manager.disconnect("a", CloseStatus.NORMAL)).willReturn(true);
		ConnectionOperations operations = operations(new RecordingNodes());
		assertThat(operations.push("a", "text")).isEqualTo(new PushDescriptor(0, true));
		assertThat(operations.disconnect("a", null, null)).isEqualTo(new DisconnectDescriptor(0, 1000, true));
	}

	@Test
	void connectionOfThisNodeShouldNotBeAskedForElsewhere() {
		given(this.manager.exists("a")).willReturn(true);
		given(this.manager.push("a", "text")).willReturn(PushResult.ACCEPTED);
		given(this.manager.disconnect("a", CloseStatus.NORMAL)).willReturn(true);
		ConnectionOperations operations = operations(new RecordingNodes());
		assertThat(operations.push("a", "text")).isEqualTo(new PushDescriptor(1, null));
		assertThat(operations.disconnect("a", null, null)).isEqualTo(new DisconnectDescriptor(1, 1000, null));
	}

	@Test
	void unknownConnectionShouldNotBeCalledUnknownWhileTheClusterIsAway() {
		RecordingNodes nodes = new RecordingNodes();
		ConnectionOperations operations = operations(nodes);
		assertProblem(() -> operations.disconnect("a", null, null), 404, "There is no connection 'a'.");
		nodes.available = false;
		assertProblem(() -> operations.disconnect("a", null, null), 503, "The cluster is not available.");
	}

	@Test
	void whatIsTooLargeForTheClusterShouldNameItsLimit() {
		given(this.manager.push("a", "text")).willReturn(PushResult.TOO_LARGE);
		ConnectionOperations operations = operations(new RecordingNodes());
		assertProblem(() -> operations.push("a", "text"), 400, "'text' is larger than 'ws.cluster.max-message-size'.");
		given(this.manager.exists("a")).willReturn(true);
		assertProblem(() -> operations.push("a", "text"), 400, "'text' is larger than 'ws.send.max-bytes'.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					UNAVAILABLE | 503 | Only this node's connections were reached (2): the cluster is not available.
					TOO_LARGE   | 400 | Only this node's connections were reached (2): 'text' is larger than 'ws.cluster.max-message-size'.
					""",
			quoteCharacter = '"')
	void whatOtherNodesWereNotAskedForShouldBeAProblem(Forwarding outcome, int status, String message) {
		Audience audience = audience(2, CompletableFuture.completedFuture(outcome));
		given(this.manager.room("lobby")).willReturn(audience);
		given(this.manager.user("ada")).willReturn(audience);
		assertProblem(() -> this.operations.pushToRoom("lobby", "text"), status, message);
		assertProblem(() -> this.operations.pushToUser("ada", "text"), status, message);
		assertProblem(() -> this.operations.disconnectUser("ada", null, null), status, message);
	}

	@ParameterizedTest
	@EnumSource(names = { "NOT_NEEDED", "FORWARDED" })
	void nobodyShouldBeAProblemUnlessOtherNodesMayHaveSomebody(Forwarding outcome) {
		Audience audience = audience(0, CompletableFuture.completedFuture(outcome));
		given(this.manager.user("ada")).willReturn(audience);
		if (outcome == Forwarding.FORWARDED) {
			assertThat(this.operations.pushToUser("ada", "text")).isEqualTo(new PushDescriptor(0, true));
			assertThat(this.operations.disconnectUser("ada", null, null))
				.isEqualTo(new DisconnectDescriptor(0, 1000, true));
		}
		else {
			assertProblem(() -> this.operations.pushToUser("ada", "text"), 404,
					"There is no connection of user 'ada'.");
			assertProblem(() -> this.operations.disconnectUser("ada", null, null), 404,
					"There is no connection of user 'ada'.");
		}
	}

	@Test
	void clusterThatDoesNotConfirmShouldBeAProblem() {
		BroadcastResult result = audience(1, new CompletableFuture<>()).push("text");
		assertProblem(() -> Forwardings.awaitForwarded(result, Duration.ofMillis(1)), 503,
				"Only this node's connections were reached (1): the cluster is not available.");
	}

	@Test
	void interruptShouldBeKept() {
		BroadcastResult result = audience(1, new CompletableFuture<>()).push("text");
		Thread.currentThread().interrupt();
		assertProblem(() -> Forwardings.awaitForwarded(result), 503,
				"Only this node's connections were reached (1): the cluster is not available.");
		assertThat(Thread.interrupted()).isTrue();
	}

	private static Audience audience(int targeted, CompletableFuture<Forwarding> outcome) {
		BroadcastResult result = mock();
		given(result.targeted()).willReturn(targeted);
		given(result.forwarded()).willReturn(outcome);
		Audience audience = mock();
		given(audience.push("text")).willReturn(result);
		given(audience.disconnect(CloseStatus.NORMAL)).willReturn(result);
		return audience;
	}

	private static void assertProblem(ThrowingCallable operation, int status, String message) {
		assertThatExceptionOfType(RefusedOperationException.class).isThrownBy(operation)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(new ProblemDescriptor(status, message)));
	}

	@Test
	void connectionThatIsGoneShouldBeAProblem() {
		given(this.manager.find("a")).willReturn(Optional.empty());
		assertThatExceptionOfType(RefusedOperationException.class).isThrownBy(() -> this.operations.connection("a"))
			.withMessage("There is no connection 'a'.");
	}

}
