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

package io.github.wsboot.client.connection;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientGaveUpEvent;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.client.ConnectFailedEvent;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectFailedException.Reason;
import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.client.connection.ClientSettings.OfflineQueueSettings;
import io.github.wsboot.client.connection.FakeTransport.Call;
import io.github.wsboot.transport.client.ConnectFailure.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ManagedClientConnection}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagedClientConnectionTests {

	private static final Duration HALF_OF_FIRST = TestClients.DELAY.dividedBy(2);

	private final TestClients test = new TestClients();

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void shouldEstablish() {
		ClientConnection client = this.test.connect();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
		assertThat(client.push("early")).isEqualTo(PushResult.UNAVAILABLE);
		CompletableFuture<Connection> established = client.whenEstablished().toCompletableFuture();
		this.test.last().establish();
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.ESTABLISHED);
		assertThat(established).isCompletedWithValue(client.connection());
		assertThat(client.push("hello")).isEqualTo(PushResult.ACCEPTED);
		assertThat(this.test.last().written()).containsExactly("hello");
		assertThat(ClientConnections.of(client.connection())).isSameAs(client);
		assertThat(this.test.clients().all().count()).isOne();
	}

	@Test
	void lossShouldBeFollowedByAnAttemptAfterTheCloseCallback() {
		ClientConnection client = established();
		this.test.advance(Duration.ofSeconds(5));
		this.test.last().end(1006, CloseCause.NETWORK);
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
		assertThat(client.connection()).isNull();
		this.test.timers.advance(Duration.ofMinutes(1));
		assertThat(this.test.attempts()).isOne();
		this.test.runWorkers();
		assertThat(this.test.attempts()).isEqualTo(2);
		this.test.last().establish();
		assertThat(client.state()).isEqualTo(ClientState.ESTABLISHED);
	}

	@Test
	void delayShouldBeginWithTheEndOfTheSocket() {
		established();
		this.test.advance(Duration.ofSeconds(5));
		this.test.last().end(1006, CloseCause.NETWORK);
		this.test.runWorkers();
		this.test.advance(HALF_OF_FIRST.minusMillis(1));
		assertThat(this.test.attempts()).isOne();
		this.test.advance(Duration.ofMillis(1));
		assertThat(this.test.attempts()).isEqualTo(2);
	}

	@Test
	void failuresShouldBeReportedAndDelaysShouldGrow() {
		ClientConnection client = this.test.connect();
		for (long millis : new long[] { 500, 1000, 2000, 4000 }) {
			this.test.last().fail(Kind.NETWORK);
			this.test.runWorkers();
			assertThat(client.state()).isEqualTo(ClientState.WAITING);
			int attempts = this.test.attempts();
			this.test.advance(Duration.ofMillis(millis - 1));
			assertThat(this.test.attempts()).isEqualTo(attempts);
			this.test.advance(Duration.ofMillis(1));
			assertThat(this.test.attempts()).isEqualTo(attempts + 1);
		}
		assertThat(this.test.events).hasSize(4)
			.allSatisfy((event) -> assertThat(((ConnectFailedEvent) event).failure().willRetry()).isTrue());
		assertThat(client.info().attempts()).isEqualTo(5);
		assertThat(client.info().failedAttempts()).isEqualTo(4);
		assertThat(client.info().lastFailure()).isEqualTo("Cannot connect");
		assertThat(client.info().uri()).hasToString("ws://localhost/stream");
	}

	@Test
	void serverThatAcceptsAndClosesAtOnceShouldBeTriedAtGrowingDistances() {
		this.test.connect();
		List<Integer> attempts = new ArrayList<>();
		for (int second = 0; second < 60; second++) {
			Call last = this.test.last();
			if (last.cancels == 0) {
				last.cancels = 1;
				last.establish().end(1000, CloseCause.SERVER);
				this.test.runWorkers();
			}
			this.test.advance(Duration.ofSeconds(1));
			attempts.add(this.test.attempts());
		}
		assertThat(attempts.get(59)).isBetween(5, 9);
	}

	@Test
	void wrongTokenShouldBeTriedTwiceAndThenInTheSlowLane(CapturedOutput output) {
		ClientConnection client = this.test.connect();
		this.test.last().refuse(401);
		this.test.advance(HALF_OF_FIRST.plusMillis(50));
		assertThat(this.test.attempts()).isEqualTo(2);
		this.test.last().refuse(401);
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.REFUSED);
		this.test.advance(TestClients.REFUSED.minusSeconds(1));
		assertThat(this.test.attempts()).isEqualTo(2);
		this.test.advance(Duration.ofSeconds(1));
		assertThat(this.test.attempts()).isEqualTo(3);
		this.test.last().refuse(401);
		this.test.runWorkers();
		assertThat(output).containsOnlyOnce("is refused").doesNotContain("secret").doesNotContain("\tat ");
	}

	@Test
	void credentialsShouldBeAskedForEachAttempt() {
		int[] token = { 0 };
		this.test.registered("quotes", "ws://localhost/", (request) -> {
			request.headers().setBearerAuth("t" + ++token[0]);
			return request;
		}, new ArrayList<>());
		this.test.run(this.test.clients().client("quotes").connect());
		this.test.last().refuse(401);
		this.test.advance(HALF_OF_FIRST.plusMillis(50));
		assertThat(this.test.transport.calls).extracting((call) -> call.request.headers().getFirst("Authorization"))
			.containsExactly("Bearer t1", "Bearer t2");
	}

	@Test
	void failureOfHandshakeCallbackShouldEndTheAttempt() {
		List<ConnectFailedException> failures = new ArrayList<>();
		this.test.registered("quotes", "ws://localhost/", (request) -> {
			throw new IllegalStateException("no token");
		}, failures);
		ClientConnection client = this.test.run(this.test.clients().client("quotes").connect());
		assertThat(this.test.attempts()).isZero();
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
		assertThat(failures).singleElement().satisfies((failure) -> {
			assertThat(failure.reason()).isEqualTo(Reason.REQUEST);
			assertThat(failure.attempt()).isOne();
			assertThat(failure).hasRootCauseMessage("no token");
		});
	}

	@Test
	void illegalArgumentOfHandshakeCallbackShouldBackOff() {
		this.test.registered("quotes", "ws://localhost/", (request) -> {
			throw new IllegalArgumentException("no token");
		}, new ArrayList<>());
		ClientConnection client = this.test.run(this.test.clients().client("quotes").connect());
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
	}

	@Test
	void illegalArgumentOfCustomizerShouldBackOff() {
		this.test.customizers.add((request) -> {
			throw new IllegalArgumentException("no token");
		});
		assertThat(this.test.connect().state()).isEqualTo(ClientState.WAITING);
	}

	@Test
	void requestThatMustNotBeSentShouldTakeTheSlowLane() {
		ClientConnection refused = this.test.connect();
		this.test.last()
			.fail(Kind.REQUEST, new IllegalArgumentException("the value of the header 'X' has a line break"));
		this.test.runWorkers();
		assertThat(refused.state()).isEqualTo(ClientState.REFUSED);
		this.test.customizers.add((request) -> request.uri(URI.create("http://localhost/")));
		assertThat(this.test.connect().state()).isEqualTo(ClientState.REFUSED);
	}

	@Test
	void requestShouldKnowTheAttemptBefore() {
		List<String> seen = new ArrayList<>();
		this.test.customizers.add((request) -> seen.add(request.attempt() + " " + (request.lastFailure() != null)));
		this.test.connect();
		this.test.last().fail(Kind.TIMEOUT);
		this.test.runWorkers();
		this.test.advance(Duration.ofSeconds(1));
		assertThat(seen).containsExactly("1 false", "2 true");
	}

	@Test
	void shouldGiveUpAfterMaxAttempts() {
		this.test.maxAttempts = 2;
		ClientConnection client = this.test.connect();
		CompletableFuture<Connection> established = client.whenEstablished().toCompletableFuture();
		this.test.last().fail(Kind.NETWORK);
		this.test.runWorkers();
		this.test.advance(Duration.ofSeconds(1));
		this.test.last().fail(Kind.NETWORK);
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		assertThat(this.test.events).last().isInstanceOf(ClientGaveUpEvent.class);
		assertThat(((ConnectFailedEvent) this.test.events.get(1)).failure().willRetry()).isFalse();
		for (CompletableFuture<Connection> future : List.of(established,
				client.whenEstablished().toCompletableFuture())) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> future.getNow(null))
				.havingCause()
				.isInstanceOfSatisfying(ConnectFailedException.class,
						(failure) -> assertThat(failure.willRetry()).isFalse());
		}
		assertThat(this.test.clients().count()).isZero();
		assertThat(this.test.timers.waiting()).isZero();
	}

	@Test
	void policyShouldReplaceTheTable() {
		ClientConnection client = this.test.run(this.test.clients()
			.uri("ws://localhost/")
			.reconnect((ending) -> Duration.ofSeconds(ending.attempt()))
			.connect());
		this.test.last().refuse(404);
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
		this.test.advance(Duration.ofSeconds(1));
		assertThat(this.test.attempts()).isEqualTo(2);
	}

	@Test
	void policyThatNeverConnectsAgainShouldEndWithTheSocket() {
		ClientConnection client = this.test
			.run(this.test.clients().uri("ws://localhost/").reconnect(ReconnectPolicy.NEVER).connect());
		this.test.last().establish().end(1000, CloseCause.SERVER);
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		assertThat(client.push("late")).isEqualTo(PushResult.CLOSED);
		assertThat(this.test.events).singleElement().isInstanceOf(ClientGaveUpEvent.class);
	}

	@Test
	void policyThatFailsShouldBeReplacedByTheDefault(CapturedOutput output) {
		this.test.run(this.test.clients().uri("ws://localhost/").reconnect((ending) -> {
			throw new IllegalStateException("policy");
		}).connect());
		this.test.last().fail(Kind.NETWORK);
		this.test.runWorkers();
		this.test.advance(TestClients.DELAY);
		assertThat(this.test.attempts()).isEqualTo(2);
		assertThat(output).contains("The ReconnectPolicy of client 'ws://localhost/' has failed");
	}

	@Test
	void delayOfPolicyShouldBeBounded() {
		for (Duration delay : List.of(Duration.ofSeconds(Long.MAX_VALUE), ChronoUnit.FOREVER.getDuration())) {
			ClientConnection client = connect((ending) -> delay);
			this.test.last().fail(Kind.NETWORK);
			this.test.runWorkers();
			assertThat(client.state()).isEqualTo(ClientState.WAITING);
			assertThat(client.info().nextAttempt())
				.isEqualTo(this.test.timers.clock().instant().plus(Duration.ofDays(365)));
			int attempts = this.test.attempts();
			this.test.advance(Duration.ofDays(365));
			assertThat(this.test.attempts()).isEqualTo(attempts + 1);
			client.disconnect();
		}
	}

	@Test
	void negativeDelayOfPolicyShouldBeNone() {
		connect((ending) -> Duration.ofSeconds(Long.MIN_VALUE));
		this.test.last().fail(Kind.NETWORK);
		this.test.runWorkers();
		assertThat(this.test.attempts()).isEqualTo(2);
	}

	private ClientConnection connect(ReconnectPolicy policy) {
		return this.test.run(this.test.clients().uri("ws://localhost/").reconnect(policy).connect());
	}

	@Test
	void disconnectShouldCloseTheSocketForGood() {
		ClientConnection client = established();
		Connection connection = client.connection();
		assertThat(client.disconnect()).isTrue();
		assertThat(client.disconnect()).isFalse();
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSING);
		this.test.last().end(1000, CloseCause.CLIENT);
		this.test.runWorkers();
		this.test.advance(Duration.ofHours(1));
		assertThat(this.test.attempts()).isOne();
		assertThat(this.test.events).isEmpty();
		assertThat(this.test.registry.count()).isZero();
	}

	@Test
	void disconnectWhileConnectingShouldCancelTheAttempt() {
		ClientConnection client = this.test.connect();
		CompletableFuture<Connection> established = client.whenEstablished().toCompletableFuture();
		client.disconnect();
		this.test.runWorkers();
		assertThat(this.test.last().cancels).isOne();
		this.test.last().fail(Kind.CANCELLED);
		this.test.advance(Duration.ofHours(1));
		assertThat(this.test.attempts()).isOne();
		assertThat(this.test.events).isEmpty();
		assertThat(established).isCompletedExceptionally();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> client.whenEstablished().toCompletableFuture().getNow(null))
			.withCauseInstanceOf(CancellationException.class);
	}

	@Test
	void socketThatIsEstablishedAfterDisconnectShouldBeClosed() {
		ClientConnection client = this.test.connect();
		client.disconnect(new CloseStatus(4000));
		this.test.last().establish();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		assertThat(client.connection()).isNull();
		assertThat(this.test.clients().all().push("x").targeted()).isOne();
		assertThat(this.test.last().written()).isEmpty();
		this.test.last().end(4000, CloseCause.CLIENT);
		this.test.runWorkers();
		assertThat(this.test.registry.count()).isZero();
	}

	@Test
	void disconnectWhileWaitingShouldEndTheTimer() {
		ClientConnection client = this.test.connect();
		this.test.last().fail(Kind.NETWORK);
		this.test.runWorkers();
		assertThat(this.test.timers.waiting()).isOne();
		client.disconnect();
		assertThat(this.test.timers.waiting()).isZero();
		assertThat(client.info().nextAttempt()).isNull();
	}

	@Test
	void closeBeforeTheReportShouldCountOnce() {
		ClientConnection client = this.test.connect();
		Call call = this.test.last().open();
		call.end(1006, CloseCause.NETWORK);
		call.report();
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
		this.test.advance(Duration.ofSeconds(1));
		assertThat(this.test.attempts()).isEqualTo(2);
		call.fail(Kind.NETWORK);
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
		assertThat(this.test.events).isEmpty();
	}

	@Test
	void reconnectShouldEndTheDelay() {
		ClientConnection client = this.test.connect();
		this.test.last().refuse(404);
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.REFUSED);
		client.reconnect();
		this.test.runWorkers();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
		assertThat(this.test.attempts()).isEqualTo(2);
		assertThat(this.test.timers.waiting()).isZero();
	}

	@Test
	void reconnectShouldCloseTheSocketFirst() {
		ClientConnection client = established();
		Connection connection = client.connection();
		client.reconnect();
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSING);
		assertThat(this.test.attempts()).isOne();
		this.test.last().end(1000, CloseCause.CLIENT);
		this.test.runWorkers();
		assertThat(this.test.attempts()).isEqualTo(2);
	}

	@Test
	void reconnectShouldWaitForTheCloseCallback() {
		ClientConnection client = established();
		this.test.last().end(1008, CloseCause.SERVER);
		assertThat(client.state()).isEqualTo(ClientState.REFUSED);
		client.reconnect();
		assertThat(this.test.attempts()).isOne();
		this.test.runWorkers();
		assertThat(this.test.attempts()).isEqualTo(2);
	}

	@Test
	void attemptsShouldWaitForTheirTurn() {
		this.test.maxConnecting = 1;
		this.test.connect();
		ClientConnection second = this.test.connect();
		this.test.connect();
		assertThat(this.test.attempts()).isOne();
		second.disconnect();
		this.test.last().fail(Kind.NETWORK);
		this.test.runWorkers();
		assertThat(this.test.attempts()).isEqualTo(2);
		this.test.last().establish();
		this.test.runWorkers();
		this.test.advance(Duration.ofSeconds(1));
		assertThat(this.test.attempts()).isEqualTo(3);
	}

	@Test
	void messagesShouldWaitForTheSocketInTheirOrder() {
		this.test.offline = new OfflineQueueSettings(3, 1000, Duration.ofSeconds(30));
		ClientConnection client = this.test.connect();
		assertThat(client.push("old")).isEqualTo(PushResult.ACCEPTED);
		this.test.advance(Duration.ofSeconds(20));
		assertThat(client.push("1")).isEqualTo(PushResult.ACCEPTED);
		assertThat(client.push("2")).isEqualTo(PushResult.ACCEPTED);
		assertThat(client.push("3")).isEqualTo(PushResult.DROPPED);
		assertThat(client.push("x".repeat(1001))).isEqualTo(PushResult.TOO_LARGE);
		this.test.advance(Duration.ofSeconds(11));
		this.test.last().establish();
		client.push("4");
		assertThat(this.test.last().written()).containsExactly("1", "2", "4");
	}

	@Test
	void messagesThatWaitInVainShouldBeReportedAtOnce() {
		this.test.offline = new OfflineQueueSettings(2, 1000, Duration.ofSeconds(30));
		ClientConnection client = this.test.connect();
		// Needs the lock
		this.test.onDropped = () -> CompletableFuture.supplyAsync(client::info).orTimeout(60, TimeUnit.SECONDS).join();
		client.push("a1", PushOptions.conflate("a"));
		client.push("a2", PushOptions.conflate("a"));
		client.push("b");
		client.push("c");
		client.push("x".repeat(1001));
		assertThat(this.test.takeDropped()).containsExactly("1 CONFLATED", "1 OVERFLOW", "1 TOO_LARGE");
		this.test.advance(Duration.ofSeconds(29));
		assertThat(this.test.takeDropped()).isEmpty();
		this.test.advance(Duration.ofSeconds(3));
		assertThat(this.test.takeDropped()).as("nobody has looked but the timer").containsExactly("2 EXPIRED");
		client.push("d");
		this.test.advance(Duration.ofSeconds(1));
		client.disconnect();
		assertThat(this.test.takeDropped()).containsExactly("1 CLOSED");
		this.test.advance(Duration.ofSeconds(1));
		assertThat(this.test.timers.waiting()).as("nothing is left to look at").isZero();
	}

	@Test
	void messagesShouldBeLookedAtAgainAfterATimeWithoutTimers() {
		this.test.offline = new OfflineQueueSettings(3, 1000, Duration.ofSeconds(30));
		ClientConnection client = this.test.connect();
		this.test.timers.exhausted = true;
		assertThat(client.push("a")).isEqualTo(PushResult.ACCEPTED);
		this.test.timers.exhausted = false;
		assertThat(client.push("b")).isEqualTo(PushResult.ACCEPTED);
		this.test.timers.exhausted = true;
		this.test.advance(Duration.ofSeconds(1));
		this.test.timers.exhausted = false;
		assertThat(client.push("c")).isEqualTo(PushResult.ACCEPTED);
		this.test.advance(Duration.ofSeconds(32));
		assertThat(this.test.takeDropped()).containsExactly("2 EXPIRED", "1 EXPIRED");
	}

	@Test
	void messagesThatAreTooOldForANewSocketShouldBeReported() {
		this.test.offline = new OfflineQueueSettings(2, 1000, Duration.ofMillis(100));
		ClientConnection client = this.test.connect();
		client.push("a");
		this.test.advance(Duration.ofMillis(200));
		assertThat(this.test.takeDropped()).isEmpty();
		this.test.last().establish();
		assertThat(this.test.takeDropped()).containsExactly("1 EXPIRED");
		assertThat(this.test.last().written()).isEmpty();
		assertThat(client.push("b")).isEqualTo(PushResult.ACCEPTED);
		assertThat(this.test.takeDropped()).isEmpty();
	}

	@Test
	void queueThatOverflowsTheSocketShouldNotLeaveADeadConnection() {
		List<Boolean> free = new ArrayList<>();
		ClientConnection client = overflowing(free, 16);
		CompletableFuture<Connection> established = client.whenEstablished().toCompletableFuture();
		this.test.last().establish();
		this.test.runWorkers();
		assertThat(free).as("whether the policy is called without the lock").containsExactly(true);
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
		assertThat(client.connection()).isNull();
		assertThat(established).isNotDone();
		this.test.advance(Duration.ofSeconds(1));
		this.test.last().establish();
		this.test.runWorkers();
		assertThat(established).isCompletedWithValue(client.connection());
		assertThat(this.test.last().written()).containsExactly(message(11), message(12), message(13), message(14),
				message(15));
	}

	@Test
	void messageThatEndsTheSocketAsTheLastOneShouldNotLeaveADeadConnection() {
		ClientConnection client = overflowing(new ArrayList<>(), 11);
		this.test.last().establish();
		assertThat(client.connection()).isNull();
		assertThat(client.state()).isEqualTo(ClientState.WAITING);
	}

	/**
	 * Connect while messages wait, ten of which fit into the queue of a socket.
	 */
	private ClientConnection overflowing(List<Boolean> free, int messages) {
		this.test.offline = new OfflineQueueSettings(messages, 1_000_000, Duration.ofHours(1));
		ClientConnection[] client = new ClientConnection[1];
		client[0] = connect((ending) -> {
			// Needs the lock
			free.add(CompletableFuture.supplyAsync(client[0]::info)
				.completeOnTimeout(null, 10, TimeUnit.SECONDS)
				.join() != null);
			return Duration.ofSeconds(1);
		});
		for (int i = 0; i < messages; i++) {
			assertThat(client[0].push(message(i))).isEqualTo(PushResult.ACCEPTED);
		}
		return client[0];
	}

	private static String message(int number) {
		return String.format("%095d", number);
	}

	@Test
	void stopShouldEndEverything() {
		ClientConnection established = established();
		Connection connection = established.connection();
		ClientConnection connecting = this.test.connect();
		ClientLifecycle lifecycle = new ClientLifecycle(this.test.clients(), Duration.ZERO);
		lifecycle.start();
		lifecycle.stop();
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(this.test.last().cancels).isOne();
		assertThat(connecting.state()).isEqualTo(ClientState.CLOSED);
		assertThat(this.test.clients().count()).isZero();
		this.test.transport.calls.get(0).end(1001, CloseCause.SHUTDOWN);
		this.test.runWorkers();
		assertThat(this.test.attempts()).isEqualTo(2);
		assertThat(this.test.timers.waiting()).isZero();
		assertThatIllegalStateException().isThrownBy(this.test::connect);
	}

	@Test
	void startShouldConnectClientsWithoutVariables() {
		this.test.registered("plain", "ws://localhost/a", (request) -> request, new ArrayList<>());
		this.test.registered("variable", "ws://localhost/{b}", (request) -> request, new ArrayList<>());
		new ClientLifecycle(this.test.clients(), Duration.ZERO).start();
		assertThat(this.test.clients().connections()).extracting(ClientConnection::client).containsExactly("plain");
	}

	private ClientConnection established() {
		ClientConnection client = this.test.connect();
		this.test.last().establish();
		this.test.runWorkers();
		return client;
	}

}
