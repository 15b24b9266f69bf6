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

package io.github.wsboot.transport.standard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.websocket.Session;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.TestLoop;
import io.github.wsboot.connection.Wire;
import io.github.wsboot.monitor.EndpointTraffic.Totals;
import io.github.wsboot.transport.TestConnection;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link StandardWire}.
 */
class StandardWireTests {

	private static final String CLOSE_SEND_TIMEOUT = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

	private final WebSocketSession session = mock();

	private final CallbackExecutor senders = CallbackExecutor.onPlatformThreads("test-sender-", 2, new TimerService());

	private final TestConnection callbacks = new TestConnection();

	private final AtomicInteger cuts = new AtomicInteger();

	/** Calls of the session, each as a short text. */
	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final TestLoop loop = new TestLoop();

	private final Semaphore entered = new Semaphore(0);

	private final Semaphore slow = new Semaphore(0);

	/** Whether the sender's thread was still interrupted after its interruption. */
	private final List<Boolean> interrupted = new CopyOnWriteArrayList<>();

	private volatile @Nullable Thread interruptedSender;

	private volatile @Nullable String slowAt;

	private volatile @Nullable String failsAt;

	private @Nullable ManagedConnection opened;

	@BeforeEach
	void open() throws IOException {
		willAnswer((invocation) -> send(invocation.getArgument(0))).given(this.session).sendMessage(any());
		willAnswer((invocation) -> close(invocation.getArgument(0))).given(this.session).close(any());
		this.opened = this.callbacks.open(this.session,
				(session) -> new StandardWire(session, this::execute, this.senders, this.cuts::incrementAndGet));
	}

	@AfterEach
	void stop() {
		this.slow.release(10);
		this.senders.destroy();
		this.callbacks.close();
	}

	private @Nullable Object send(WebSocketMessage<?> message) throws Exception {
		String text = describe(message);
		if (text.equals(this.failsAt)) {
			throw new IOException("expected by the test");
		}
		if (text.equals(this.slowAt)) {
			beSlow();
		}
		this.calls.add(text);
		return null;
	}

	private void beSlow() throws InterruptedIOException {
		this.entered.release();
		try {
			assertThat(this.slow.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			this.interruptedSender = Thread.currentThread();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted by the test");
		}
	}

	private void execute(Runnable task) {
		if (Thread.currentThread() == this.interruptedSender) {
			this.interrupted.add(Thread.currentThread().isInterrupted());
		}
		this.loop.execute(task);
	}

	/**
	 * End at once, as Tomcat's session does.
	 */
	private @Nullable Object close(CloseStatus status) {
		this.calls.add("close " + status.getCode());
		opened().onTransportClosed(status, CloseCause.CLIENT);
		return null;
	}

	private static String describe(WebSocketMessage<?> message) {
		String fin = message.isLast() ? " " : "... ";
		if (message instanceof TextMessage text) {
			return "text" + fin + text.getPayload();
		}
		String kind = (message instanceof BinaryMessage) ? "binary"
				: (message instanceof PingMessage) ? "ping" : "pong";
		return kind + fin + StandardCharsets.UTF_8.decode(((ByteBuffer) message.getPayload()).duplicate());
	}

	private ManagedConnection opened() {
		assertThat(this.opened).isNotNull();
		return this.opened;
	}

	private static ConditionFactory eventually(String alias) {
		return Awaitility.await(alias)
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1));
	}

	private void awaitTold(String... expected) {
		eventually("calls of the session").until(() -> this.calls.size() >= expected.length);
		assertThat(this.calls).containsExactly(expected);
	}

	private void slowAt(String text) {
		this.slowAt = text;
		opened().push(text.substring(text.indexOf(' ') + 1));
		awaitEntered();
	}

	private void awaitEntered() {
		eventually("a slow send").until(this.entered::tryAcquire);
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void shouldSendEachKindOfFrameInItsOrder() {
		slowAt("text a");
		opened().push(Frame.binary(bytes("b")));
		opened().push("c");
		opened().push(Frame.pong(bytes("d")));
		opened().push(Frame.ping(bytes("e")));
		this.slow.release();
		awaitTold("text a", "pong d", "ping e", "binary b", "text c");
		eventually("the empty queue").until(() -> opened().info().queuedMessages() == 0);
	}

	/**
	 * Jetty's session waits for the client's close frame then; Tomcat's ends at once.
	 */
	@Test
	void closeShouldBeSentOnceHoweverLongTheClientTakesToAnswer() throws IOException {
		willAnswer((invocation) -> {
			this.calls.add("close " + invocation.<CloseStatus>getArgument(0).getCode());
			return null;
		}).given(this.session).close(any());
		opened().disconnect(new CloseStatus(4000, "bye"));
		eventually("the close").until(() -> !this.calls.isEmpty());
		AtomicInteger later = new AtomicInteger();
		for (int i = 0; i < 10; i++) {
			this.senders.execute(later::incrementAndGet);
		}
		eventually("what the senders do then").until(() -> later.get() == 10);
		assertThat(this.calls).containsExactly("close 4000");
	}

	@Test
	void whileASendBlocksNothingElseShouldBeSentAndAllShouldCount() {
		slowAt("text a");
		opened().push("b");
		opened().push("c");
		assertThat(this.calls).isEmpty();
		assertThat(opened().info().queuedMessages()).isEqualTo(3);
		this.slow.release();
		awaitTold("text a", "text b", "text c");
	}

	@Test
	void largeQueueShouldBeHandedOverBatchByBatch() {
		slowAt("text a");
		String half = "x".repeat(40_000);
		opened().push(half + "1");
		opened().push(half + "2");
		this.slowAt = "text " + half + "2";
		this.slow.release();
		awaitEntered();
		assertThat(opened().info().queuedMessages()).as("the first one is out").isOne();
		this.slow.release();
		eventually("both").until(() -> this.calls.size() == 3);
		assertThat(this.calls).extracting((text) -> text.substring(text.length() - 1)).containsExactly("a", "1", "2");
	}

	@Test
	void controlFramesShouldWaitForTheEndOfAMessageInFragments() {
		opened().push(Frame.text("a", false));
		awaitTold("text... a");
		assertThat(opened().wire().isDelayingControlFrames()).isTrue();
		opened().push(Frame.ping(bytes("p")));
		opened().push(Frame.continuation(bytes("b"), false));
		awaitTold("text... a", "text... b");
		opened().push(Frame.continuation(bytes("c"), true));
		awaitTold("text... a", "text... b", "text c", "ping p");
		assertThat(opened().wire().isDelayingControlFrames()).isFalse();
	}

	@Test
	void ofManyControlFramesThatWaitTheLatestShouldBeEnough() {
		opened().push(Frame.binary(bytes("a"), false));
		awaitTold("binary... a");
		for (int i = 0; i < 20; i++) {
			opened().push(Frame.pong(bytes(String.valueOf((char) ('a' + i)))));
			eventually("room for control frames").until(() -> opened().queue().peek() == null);
		}
		opened().push(Frame.continuation(bytes("b"), true));
		eventually("the delayed frames").until(() -> this.calls.size() == 2 + 16);
		assertThat(this.calls).startsWith("binary... a", "binary b", "pong e").endsWith("pong t");
	}

	@Test
	void fragmentsShouldBeOfTheKindOfTheirMessage() {
		opened().push(Frame.text("a", false));
		opened().push(Frame.continuation(bytes("b"), true));
		opened().push(Frame.binary(bytes("c"), false));
		opened().push(Frame.continuation(bytes("d"), true));
		awaitTold("text... a", "text b", "binary... c", "binary d");
	}

	@Test
	void closeShouldComeAfterWhatWasAccepted() {
		slowAt("text a");
		opened().push("b");
		opened().disconnect(new CloseStatus(4000, "bye"));
		assertThat(opened().push("c")).isEqualTo(PushResult.CLOSED);
		this.slow.release();
		awaitTold("text a", "text b", "close 4000");
		eventually("the end").until(() -> !this.callbacks.ends().isEmpty());
		assertThat(this.callbacks.ends()).containsExactly("4000 SERVER");
		assertThat(this.cuts).as("the client may answer").hasValue(0);
	}

	@Test
	void failureToSendShouldEndTheConnectionAndCutTheSession() {
		given(this.session.isOpen()).willReturn(true);
		this.failsAt = "text a";
		opened().push("a");
		eventually("the end").until(() -> this.cuts.get() > 0);
		assertThat(this.callbacks.ends()).containsExactly("1006 NETWORK");
		assertThat(this.calls).containsExactly("close 1001");
		assertThat(opened().push("b")).isEqualTo(PushResult.CLOSED);
	}

	/**
	 * The cause of the end is the client if it closes during a write.
	 */
	@Test
	void failureToSendToASessionThatHasEndedShouldLeaveTheReasonToTheContainer() throws IOException {
		willAnswer((invocation) -> {
			throw new IOException("expected by the test");
		}).given(this.session).sendMessage(any());
		ManagedConnection connection = opened();
		connection.push("too late");
		AtomicInteger later = new AtomicInteger();
		this.senders.execute(later::incrementAndGet);
		this.senders.execute(later::incrementAndGet);
		eventually("what the senders do then").until(() -> later.get() == 2);
		connection.onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		eventually("the end").until(() -> !this.callbacks.ends().isEmpty());
		assertThat(this.callbacks.ends()).containsExactly("1000 CLIENT");
	}

	@Test
	void abortShouldInterruptTheSendThatBlocksAndSendNothingMore() {
		slowAt("text a");
		opened().push("b");
		opened().wire().abort(CloseStatus.SERVICE_OVERLOAD);
		eventually("the interruption").until(() -> this.interruptedSender != null);
		eventually("the cut").until(() -> this.cuts.get() > 0);
		eventually("the end of the sender").until(() -> !this.interrupted.isEmpty());
		assertThat(this.interrupted).as("it was meant for the send only").containsOnly(false);
		assertThat(this.calls).containsExactly("close 1013");
	}

	@Test
	void closeFrameShouldHaveTheCloseTimeoutUnlessAborted() throws InterruptedException {
		Session container = mock();
		Map<String, Object> properties = new ConcurrentHashMap<>();
		given(container.getUserProperties()).willReturn(properties);
		StandardWebSocketSession standard = new StandardWebSocketSession(null, null, null, null);
		standard.initializeNativeSession(container);
		EventLoops loops = new EventLoops(1);
		try {
			Wire wire = new StandardWireFactory(loops, this.senders, List.of(), Duration.ofSeconds(10),
					Duration.ofSeconds(7))
				.create(standard);
			assertThat(properties).containsEntry(CLOSE_SEND_TIMEOUT, 7000L);
			wire.abort(CloseStatus.SERVER_ERROR);
			eventually("a short time-out")
				.untilAsserted(() -> assertThat(properties).containsEntry(CLOSE_SEND_TIMEOUT, 50L));
		}
		finally {
			loops.destroy();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ascii", "\u0080", "caf\u00e9", "\u07ff\u0800\uffff", "\ud83d\ude00!", "\ud83d",
			"\ude00", "\ude00\ud83d", "a\ud83d\ud83d\ude00b" })
	void textShouldBeCountedByTheLengthOfItsBytes(String text) {
		opened().wire().onMessageDelivered(new TextMessage(text));
		assertThat(this.callbacks.traffic().endpoint("/ws").received())
			.isEqualTo(new Totals(1, 0, text.getBytes(StandardCharsets.UTF_8).length, 0));
	}

	@Test
	void binaryMessageShouldBeCounted() {
		opened().wire().onMessageDelivered(new BinaryMessage(new byte[3]));
		assertThat(this.callbacks.traffic().endpoint("/ws").received()).isEqualTo(new Totals(0, 1, 0, 3));
	}

	@Test
	void abortShouldCutOnceAndNotWaitForTheClient() {
		opened().wire().abort(CloseStatus.NORMAL);
		opened().wire().abort(CloseStatus.SERVER_ERROR);
		eventually("the cut").until(() -> this.cuts.get() > 0);
		this.senders.execute(() -> this.calls.add("the end"));
		awaitTold("close 1001", "the end");
		assertThat(this.cuts).hasValue(1);
	}

	@Test
	void whenTheSessionCannotBeClosedShouldCutItAllTheSame() throws IOException {
		willAnswer((invocation) -> {
			throw new IOException("expected by the test");
		}).given(this.session).close(any());
		opened().wire().abort(CloseStatus.SERVER_ERROR);
		eventually("the cut").until(() -> this.cuts.get() > 0);
		assertThat(this.cuts).hasValue(1);
	}

}
