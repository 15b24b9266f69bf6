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

package io.github.wsboot.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.handshake.HeaderSnapshot;
import io.github.wsboot.monitor.EndpointTraffic.Totals;
import io.github.wsboot.transport.codec.ClientFrame;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.FrameMasking;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameHandler}, with its session and handler, and a socket that is the
 * test.
 */
class FrameHandlerTests {

	private static final FrameLimits LIMITS = new FrameLimits(1000, 1000, 10);

	private final EventLoops loops = new EventLoops(1);

	private final EventLoop loop = this.loops.next();

	private final TestSocket socket = new TestSocket();

	private final TestConnection connection = new TestConnection();

	private final RecordingHandler handler = new RecordingHandler();

	private final DirectSession session = new DirectSession(
			new SessionHandshake("/ws", HeaderSnapshot.of(new HttpHeaders()), null, null, null, null, null), Map.of());

	private Duration closeTimeout = Duration.ofMinutes(1);

	/** Masks the frames of a client, {@code null} for a server. */
	private @Nullable FrameMasking masking;

	private @Nullable DirectWire wire;

	@AfterEach
	void stop() throws InterruptedException {
		this.loops.destroy();
		this.connection.close();
	}

	private void start() {
		DirectWire wire = new DirectWire(this.handler, this.session, (owner) -> new FrameHandler(this.loop, this.socket,
				owner, this.session.handshake(), new SessionSettings(LIMITS, this.closeTimeout, this.masking)));
		this.wire = wire;
		this.session.attach(wire, null);
		wire.frameHandler().start();
		settle();
	}

	private DirectWire wire() {
		assertThat(this.wire).isNotNull();
		return this.wire;
	}

	private FrameHandler frameHandler() {
		return wire().frameHandler();
	}

	private ManagedConnection opened() {
		start();
		ManagedConnection opened = this.connection.connection();
		assertThat(opened).isNotNull();
		return opened;
	}

	/**
	 * Run an action on the loop, and let the loop finish everything that follows.
	 */
	private void onLoop(Runnable task) {
		this.loop.execute(task);
		settle();
	}

	/**
	 * Let the loop finish its tasks and writes, and those that they lead to.
	 */
	private void settle() {
		for (int i = 0; i < 3; i++) {
			CompletableFuture<Void> turn = new CompletableFuture<>();
			this.loop.execute(() -> this.loop.writeLater(new Marker(turn)));
			assertThat(turn).succeedsWithin(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void closeFrameOfTheServerShouldEndAClientButNotItsSocket() {
		this.masking = new FrameMasking();
		opened();
		onLoop(() -> this.socket.arrive((byte) 0x88, (byte) 2, (byte) 0x0F, (byte) 0xA0));
		assertThat(this.connection.ends()).containsExactly("4000 SERVER");
		assertThat(this.socket.bytes()).hasSize(8);
		assertThat(this.socket.isClosed()).isFalse();
		assertThat(this.socket.isOutputShutDown()).isFalse();
		onLoop(this.socket::arriveEnd);
		assertThat(this.socket.closes()).isEqualTo(1);
		assertThat(this.connection.ends()).hasSize(1);
	}

	@Test
	void clientShouldEndTheConnectionsThatItsApplicationCloses() {
		this.masking = new FrameMasking();
		ManagedConnection opened = opened();
		onLoop(() -> opened.disconnect(new CloseStatus(4001)));
		onLoop(() -> this.socket.arrive((byte) 0x88, (byte) 2, (byte) 0x0F, (byte) 0xA1));
		assertThat(this.connection.ends()).containsExactly("4001 CLIENT");
		assertThat(this.socket.isClosed()).isFalse();
	}

	@Test
	void clientShouldEndTheConnectionsThatItsApplicationTerminates() {
		this.masking = new FrameMasking();
		ManagedConnection opened = opened();
		onLoop(opened::terminate);
		assertThat(this.connection.ends()).containsExactly("1006 CLIENT");
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void whatCameWithTheHandshakeShouldBeHandledAfterTheBeginning() {
		this.socket.arriveEarly(ClientFrame.text("a"));
		this.socket.arriveEarly(ClientFrame.text("b"));
		start();
		assertThat(this.handler.calls).containsExactly("established", "text a", "text b");
		assertThat(this.socket.isReading()).isTrue();
	}

	@Test
	void whatCameWithTheHandshakeShouldNotBeForgottenWhileTheConnectionIsFull() {
		this.handler.fullAfter = "a";
		this.socket.arriveEarly(ClientFrame.text("a"));
		this.socket.arriveEarly(ClientFrame.text("b"));
		start();
		assertThat(this.handler.calls).containsExactly("established", "text a");
		this.connection.full(false);
		wire().resumeReading();
		settle();
		assertThat(this.handler.calls).endsWith("text a", "text b");
	}

	@Test
	void whatIsPushedAtTheBeginningShouldNotNeedAnythingFromTheClient() {
		this.handler.pushes = "welcome";
		start();
		assertThat(this.socket.sent()).containsExactly("text welcome");
	}

	@Test
	void messagesShouldBeHandledInOrderHoweverTheyAreCut() {
		start();
		byte[] stream = ClientFrame.stream(ClientFrame.text("a"), ClientFrame.binary((byte) 'b'), ClientFrame.text("c"),
				ClientFrame.pong((byte) 'd'));
		onLoop(() -> {
			this.socket.arrive(Arrays.copyOf(stream, 10));
			this.socket.arrive(Arrays.copyOfRange(stream, 10, stream.length));
		});
		assertThat(this.handler.calls).containsExactly("established", "text a", "binary b", "text c", "pong d");
		assertThat(this.connection.traffic().endpoint("/ws").received()).isEqualTo(new Totals(2, 1, 2, 1));
	}

	@Test
	void pingShouldBeAnsweredAndHandled() {
		start();
		onLoop(() -> this.socket.arrive(ClientFrame.ping((byte) 'p')));
		assertThat(this.socket.sent()).containsExactly("pong p");
		assertThat(this.handler.calls).containsExactly("established", "ping p");
	}

	@Test
	void whileTheConnectionIsFullNothingShouldBeReadAndNothingLost() {
		start();
		this.handler.fullAfter = "b";
		onLoop(() -> this.socket.arrive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.text("c"),
				ClientFrame.text("d")));
		onLoop(() -> this.socket.arrive(ClientFrame.text("e")));
		// Another session of the loop uses its buffer
		onLoop(() -> this.loop.readBuffer().put(new byte[100]));
		assertThat(this.handler.calls).containsExactly("established", "text a", "text b");
		assertThat(this.socket.isReading()).isFalse();
		wire().resumeReading();
		settle();
		assertThat(this.handler.calls).as("still full").hasSize(3);
		this.handler.fullAfter = "d";
		this.connection.full(false);
		wire().resumeReading();
		settle();
		assertThat(this.handler.calls).endsWith("text c", "text d");
		this.connection.full(false);
		wire().resumeReading();
		settle();
		assertThat(this.handler.calls).endsWith("text c", "text d", "text e");
		assertThat(this.socket.isReading()).isTrue();
	}

	@Test
	void whatTheSocketDoesNotTakeShouldWaitUntilItIsWritable() {
		ManagedConnection opened = opened();
		onLoop(() -> this.socket.room(3));
		opened.push("abc");
		opened.push("def");
		settle();
		assertThat(this.socket.bytes()).hasSize(3);
		assertThat(this.socket.isWriting()).isTrue();
		onLoop(() -> this.socket.room(Integer.MAX_VALUE));
		assertThat(this.socket.sent()).containsExactly("text abc", "text def");
		assertThat(this.socket.isWriting()).isFalse();
		assertThat(opened.info().queuedMessages()).isZero();
	}

	@Test
	void whatGoesOutWithALaterPushShouldNotBeWaitedForAnyMore() {
		ManagedConnection opened = opened();
		onLoop(() -> this.socket.room(3));
		opened.push("abc");
		settle();
		onLoop(() -> this.socket.roomUntold(Integer.MAX_VALUE));
		assertThat(this.socket.isWriting()).isTrue();
		opened.push("def");
		settle();
		assertThat(this.socket.sent()).containsExactly("text abc", "text def");
		assertThat(this.socket.isWriting()).as("or the loop would spin").isFalse();
	}

	@Test
	void closeOfTheClientShouldBeAnsweredAndEndTheSession() {
		start();
		onLoop(() -> this.socket.arrive(ClientFrame.text("a"), ClientFrame.close(4000, "bye")));
		assertThat(this.socket.sent()).containsExactly("close 4000 bye");
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.handler.calls).containsExactly("established", "text a", "closed 4000");
		assertThat(this.connection.ends()).containsExactly("4000 CLIENT");
		assertThat(this.session.isOpen()).isFalse();
	}

	@Test
	void closeOfTheClientShouldWaitForTheReplies() {
		ManagedConnection opened = opened();
		this.connection.busy(true);
		onLoop(() -> this.socket.arrive(ClientFrame.close(1000), ClientFrame.text("after the end")));
		onLoop(() -> this.socket.arrive(ClientFrame.text("after the end")));
		assertThat(this.socket.sent()).isEmpty();
		opened.push("reply");
		this.connection.busy(false);
		settle();
		assertThat(this.socket.sent()).containsExactly("text reply", "close 1000");
		assertThat(this.handler.calls).containsExactly("established", "closed 1000");
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void clientThatHasClosedShouldNotWaitForACallbackForEver() {
		this.closeTimeout = Duration.ZERO;
		start();
		this.connection.busy(true);
		onLoop(() -> this.socket.arrive(ClientFrame.close(1000)));
		assertThat(this.socket.isClosed()).isFalse();
		onLoop(() -> frameHandler().check());
		assertThat(this.socket.sent()).containsExactly("close 1000");
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.connection.ends()).containsExactly("1000 CLIENT");
	}

	@Test
	void closeOfTheServerShouldComeAfterWhatWasPushedAndWaitForTheClient() {
		ManagedConnection opened = opened();
		opened.push("last");
		opened.disconnect(new CloseStatus(4001, "done"));
		opened.push("too late");
		settle();
		assertThat(this.socket.sent()).containsExactly("text last", "close 4001 done");
		assertThat(this.socket.isClosed()).isFalse();
		assertThat(this.connection.ends()).isEmpty();
		onLoop(() -> this.socket.arrive(ClientFrame.close(4001)));
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.connection.ends()).containsExactly("4001 SERVER");
		assertThat(this.handler.calls).containsExactly("established", "closed 4001");
	}

	@Test
	void clientThatBreaksTheProtocolShouldGetTheStatusAndBeReadUntilItHasGone() {
		start();
		onLoop(() -> this.socket.arrive(ClientFrame.text("a"), ClientFrame.text("b").unmasked()));
		assertThat(this.handler.calls).containsExactly("established", "text a", "closed 1002");
		assertThat(this.socket.sent()).singleElement().asString().startsWith("close 1002");
		assertThat(this.socket.isOutputShutDown()).isTrue();
		assertThat(this.socket.isClosed()).as("or the client might get a reset").isFalse();
		assertThat(this.connection.ends()).containsExactly("1002 PROTOCOL_ERROR");
		onLoop(() -> this.socket.arrive(ClientFrame.text("ignored")));
		assertThat(this.socket.isReading()).isTrue();
		onLoop(this.socket::arriveEnd);
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.handler.calls).hasSize(3);
	}

	@Test
	void whoBreaksTheProtocolWhileTheConnectionIsFullShouldBeReadUntilItHasGone() {
		start();
		this.handler.fullAfter = "a";
		onLoop(() -> this.socket.arrive(ClientFrame.text("a"), ClientFrame.text("b").unmasked(),
				ClientFrame.text("c")));
		assertThat(this.socket.isReading()).isFalse();
		this.connection.full(false);
		wire().resumeReading();
		settle();
		assertThat(this.connection.ends()).containsExactly("1002 PROTOCOL_ERROR");
		assertThat(this.socket.isReading()).isTrue();
		onLoop(this.socket::arriveEnd);
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void whoBreaksTheProtocolAndDoesNotGoShouldBeCutOff() {
		this.closeTimeout = Duration.ZERO;
		start();
		onLoop(() -> this.socket.arrive(ClientFrame.text("a").unmasked()));
		assertThat(this.connection.ends()).containsExactly("1002 PROTOCOL_ERROR");
		onLoop(() -> frameHandler().check());
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.connection.ends()).hasSize(1);
	}

	@Test
	void whoBreaksTheProtocolWhileItsSocketIsFullShouldBeCutOffInTheEnd() {
		this.closeTimeout = Duration.ZERO;
		start();
		onLoop(() -> {
			this.socket.room(0);
			this.socket.arrive(ClientFrame.text("a").unmasked());
		});
		assertThat(this.socket.isClosed()).isFalse();
		onLoop(() -> frameHandler().check());
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.connection.ends()).containsExactly("1002 PROTOCOL_ERROR");
	}

	@Test
	void endOfTheSocketShouldBeReportedAsAnErrorAndThenAsTheEnd() {
		start();
		onLoop(this.socket::arriveEnd);
		assertThat(this.handler.calls).containsExactly("established", "error EOFException", "closed 1006");
		assertThat(this.connection.ends()).containsExactly("1006 NETWORK");
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void failureOfTheSocketShouldBeReportedOnce() {
		ManagedConnection opened = opened();
		onLoop(() -> this.socket.fail(new IOException("expected by the test")));
		opened.push("a");
		settle();
		assertThat(this.handler.calls).containsExactly("established", "error IOException", "closed 1006");
		onLoop(() -> frameHandler().check());
		onLoop(() -> frameHandler().abort(CloseStatus.NORMAL));
		assertThat(this.socket.closes()).isOne();
	}

	@Test
	void socketThatTheContainerHasClosedShouldBeNoticed() {
		start();
		onLoop(this.socket::lose);
		onLoop(() -> frameHandler().check());
		assertThat(this.handler.calls).containsExactly("established", "closed 1006");
		assertThat(this.connection.ends()).containsExactly("1006 NETWORK");
	}

	@Test
	void socketThatIsGoneBeforeItIsTakenShouldEndWhatHasBegun() {
		this.socket.lose();
		start();
		assertThat(this.handler.calls).containsExactly("established", "closed 1006");
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void whenTheLoopEndsShouldEndTheSession() throws InterruptedException {
		start();
		this.loops.destroy();
		assertThat(this.handler.calls).containsExactly("established", "closed 1006");
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void handlerThatFailsAtTheBeginningShouldEndTheSessionWithoutReading() {
		this.handler.failsAt = "established";
		this.socket.arriveEarly(ClientFrame.text("never read"));
		start();
		assertThat(this.handler.calls).containsExactly("established", "closed 1011");
		assertThat(this.socket.sent()).containsExactly("close 1011");
		assertThat(this.socket.isClosed()).isTrue();
	}

	@Test
	void handlerThatFailsShouldCostItsSessionOnly() {
		this.handler.failsAt = "text a";
		start();
		onLoop(() -> this.socket.arrive(ClientFrame.text("a")));
		assertThat(this.socket.sent()).containsExactly("close 1011");
		onLoop(() -> this.socket.arrive(ClientFrame.close(1011)));
		assertThat(this.handler.calls).endsWith("closed 1011");
		assertThat(this.loops.alive()).isOne();
	}

	@Test
	void handlerThatFailsAtTheEndShouldNotKeepTheSocket() {
		this.handler.failsAt = "closed 1006";
		start();
		onLoop(this.socket::arriveEnd);
		assertThat(this.socket.isClosed()).isTrue();
		onLoop(() -> frameHandler().check());
		assertThat(this.handler.calls).containsExactly("established", "error EOFException", "closed 1006");
	}

	@Test
	void abortShouldSayGoodbyeAndDropTheRest() {
		ManagedConnection opened = opened();
		wire().abort(CloseStatus.SERVICE_OVERLOAD);
		opened.push("late");
		settle();
		assertThat(this.socket.sent()).containsExactly("close 1013");
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.handler.calls).containsExactly("established", "closed 1013");
	}

	@Test
	void terminateShouldSayNothing() {
		ManagedConnection opened = opened();
		assertThat(opened.terminate()).isTrue();
		settle();
		assertThat(this.socket.bytes()).isEmpty();
		assertThat(this.socket.isClosed()).isTrue();
		assertThat(this.connection.ends()).containsExactly("1006 SERVER");
	}

	@Test
	void newLimitsShouldHoldForTheNextMessage() {
		start();
		frameHandler().limit((limits) -> new FrameLimits(2, 2, 10));
		onLoop(() -> this.socket.arrive(ClientFrame.text("abc")));
		assertThat(this.socket.sent()).singleElement().asString().startsWith("close 1009");
		assertThat(this.connection.ends()).containsExactly("1009 PROTOCOL_ERROR");
	}

	@Test
	void longQueueShouldBeTriedAtOnce() {
		ManagedConnection opened = opened();
		onLoop(() -> {
			for (int i = 0; i < 30; i++) {
				opened.push("x");
			}
			this.loop.execute(() -> this.handler.calls.add(this.socket.writes().size() + " write(s)"));
		});
		assertThat(this.handler.calls).as("before the loop's writing").doesNotContain("0 write(s)");
		assertThat(this.socket.sent()).hasSize(30);
		assertThat(this.socket.writes()).hasSizeLessThan(10);
	}

	/**
	 * Handler that acts as that of an endpoint, and records calls.
	 */
	private final class RecordingHandler implements WebSocketHandler {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private volatile String failsAt = "nothing";

		private volatile String fullAfter = "nothing";

		private volatile @Nullable String pushes;

		private void tell(String event) {
			this.calls.add(event);
			if (event.equals(this.failsAt)) {
				throw new IllegalStateException("expected by the test");
			}
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			tell("established");
			ManagedConnection opened = FrameHandlerTests.this.connection.open(session, (wired) -> wire());
			if (this.pushes != null) {
				opened.push(this.pushes);
			}
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
			if (message instanceof TextMessage text) {
				FrameHandlerTests.this.connection.full(text.getPayload().equals(this.fullAfter));
				tell("text " + text.getPayload());
			}
			else {
				String kind = (message instanceof BinaryMessage) ? "binary "
						: (message instanceof PingMessage) ? "ping " : (message instanceof PongMessage) ? "pong " : "?";
				tell(kind + StandardCharsets.UTF_8.decode((ByteBuffer) message.getPayload()));
			}
		}

		@Override
		public void handleTransportError(WebSocketSession session, Throwable exception) {
			tell("error " + exception.getClass().getSimpleName());
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			ManagedConnection opened = FrameHandlerTests.this.connection.connection();
			if (opened != null) {
				opened.onTransportClosed(status, opened.socketEndCause());
			}
			tell("closed " + status.getCode());
		}

		@Override
		public boolean supportsPartialMessages() {
			return false;
		}

	}

	/**
	 * Participant that reports when all participants before it have written.
	 */
	private record Marker(CompletableFuture<Void> reached) implements EventLoop.Participant {

		@Override
		public void check() {
		}

		@Override
		public void write() {
			this.reached.complete(null);
		}

		@Override
		public void onLoopStopped() {
		}

		@Override
		public void onFailure(Throwable cause) {
		}

	}

}
