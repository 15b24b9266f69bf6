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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.handshake.HeaderSnapshot;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.transport.codec.ClientFrame;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SpringSessionOwner} and its {@link DirectSession}, with a socket that
 * is the test.
 */
class SpringSessionOwnerTests {

	private static final FrameLimits LIMITS = new FrameLimits(1000, 1000, 10);

	private final EventLoops loops = new EventLoops(1);

	private final EventLoop loop = this.loops.next();

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 2, new TimerService());

	private final SendMemoryBudget budget = new SendMemoryBudget(100_000);

	private final SpringSessions sessions = new SpringSessions(Duration.ofSeconds(20));

	private final SpringSessionFactory factory = new SpringSessionFactory(this.sessions, this.workers, this.budget,
			new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, this.budget), new SpringSessionFactory.Settings(
					new SendLimits(10_000, 10, Duration.ofMinutes(1), OverflowPolicy.CLOSE), 2, 1000));

	private final TestSocket socket = new TestSocket();

	private final RecordingHandler handler = new RecordingHandler();

	private final DirectSession session = new DirectSession(
			new SessionHandshake("/ws", HeaderSnapshot.of(new HttpHeaders()), null, null, null, null, null), Map.of());

	@AfterEach
	void stop() throws InterruptedException {
		this.handler.held.countDown();
		this.loops.destroy();
		this.workers.destroy();
	}

	private void start() {
		SpringSessionOwner owner = this.factory.create(this.handler, this.session,
				(created) -> new FrameHandler(this.loop, this.socket, created, this.session.handshake(),
						SessionSettings.server(LIMITS, Duration.ofMinutes(1))));
		this.session.attach(owner, null);
		owner.frameHandler().start();
	}

	private void arrive(ClientFrame... frames) {
		this.loop.execute(() -> this.socket.arrive(frames));
	}

	private <T> T onLoop(Supplier<T> question) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		this.loop.execute(() -> answer.complete(question.get()));
		assertThat(answer).succeedsWithin(20, TimeUnit.SECONDS);
		return answer.join();
	}

	private void awaitTold(String... expected) {
		eventually("the last of the calls").until(() -> this.handler.calls.size() >= expected.length);
		assertThat(this.handler.calls).containsExactly(expected);
	}

	private void awaitSent(String... expected) {
		eventually("the last of the frames").until(() -> onLoop(this.socket::sent).size() >= expected.length);
		assertThat(onLoop(this.socket::sent)).containsExactly(expected);
	}

	private static ConditionFactory eventually(String alias) {
		return Awaitility.await(alias)
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1));
	}

	@Test
	void callbacksShouldRunInTheirOrderAndNotOnTheLoop() {
		start();
		arrive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.pong((byte) 'p'), ClientFrame.close(1000));
		awaitTold("established", "a", "b", "pong", "closed 1000");
		assertThat(this.handler.threads).allSatisfy((thread) -> assertThat(thread).startsWith("test-worker-"));
		awaitSent("close 1000");
		eventually("no session").until(() -> this.sessions.count() == 0);
		assertThat(onLoop(this.socket::isClosed)).isTrue();
	}

	@Test
	void beforeTheFirstCallbackHasReturnedNothingShouldBeRead() {
		this.handler.holdsAt = "established";
		start();
		arrive(ClientFrame.text("a"));
		awaitTold("established");
		assertThat(onLoop(this.socket::isReading)).isFalse();
		this.handler.held.countDown();
		awaitTold("established", "a");
	}

	@Test
	void limitThatTheFirstCallbackSetsShouldHoldForAllMessages() {
		this.handler.textLimit = 2;
		start();
		arrive(ClientFrame.text("abc"));
		awaitTold("established", "closed 1009");
		assertThat(this.session.getTextMessageSizeLimit()).isEqualTo(2);
		assertThat(this.session.getBinaryMessageSizeLimit()).isEqualTo(1000);
	}

	@Test
	void whileManyMessagesWaitNothingShouldBeReadAndNothingLost() {
		this.handler.holdsAt = "a";
		start();
		arrive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.text("c"), ClientFrame.text("d"));
		awaitTold("established", "a");
		eventually("a full queue").until(() -> !onLoop(this.socket::isReading));
		this.handler.held.countDown();
		awaitTold("established", "a", "b", "c", "d");
		eventually("room").until(() -> onLoop(this.socket::isReading));
	}

	@Test
	void pingShouldBeAnsweredAndNotHandled() {
		start();
		arrive(ClientFrame.ping((byte) 'p'), ClientFrame.text("a"));
		awaitTold("established", "a");
		awaitSent("pong p");
	}

	@Test
	void replyShouldComeBeforeTheAnswerToAClose() {
		this.handler.replies = true;
		start();
		arrive(ClientFrame.text("a"), ClientFrame.close(1000));
		awaitSent("text re: a", "close 1000");
	}

	@Test
	void callbackThatFailsShouldCloseTheSessionAndHandleNoFurtherMessage() {
		this.handler.failsAt = "a";
		start();
		arrive(ClientFrame.text("a"), ClientFrame.text("b"));
		awaitSent("close 1011");
		arrive(ClientFrame.close(1011));
		awaitTold("established", "a", "closed 1011");
		eventually("no session").until(() -> this.sessions.count() == 0);
	}

	@Test
	void firstCallbackThatFailsShouldCloseTheSession() {
		this.handler.failsAt = "established";
		start();
		awaitSent("close 1011");
		arrive(ClientFrame.close(1011));
		awaitTold("established", "closed 1011");
	}

	@Test
	void lastCallbackThatFailsShouldLeaveNothingBehind() {
		this.handler.failsAt = "closed 1006";
		start();
		awaitTold("established");
		this.loop.execute(this.socket::arriveEnd);
		awaitTold("established", "error EOFException", "closed 1006");
		eventually("no session").until(() -> this.sessions.count() == 0);
	}

	@Test
	void closeShouldComeAfterWhatWasSentAndEndTheSession() throws Exception {
		start();
		this.session.sendMessage(new TextMessage("last"));
		this.session.close(new CloseStatus(4000, "bye"));
		this.session.close(CloseStatus.SERVER_ERROR);
		assertThat(this.session.isOpen()).isFalse();
		assertThatIOException().isThrownBy(() -> this.session.sendMessage(new TextMessage("late")));
		awaitSent("text last", "close 4000 bye");
		arrive(ClientFrame.text("ignored"), ClientFrame.close(4000));
		awaitTold("established", "closed 4000");
		assertThat(onLoop(this.socket::isClosed)).isTrue();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void closeOfTheClientShouldBeReadAlthoughTheHandlerIsStuck() throws Exception {
		this.handler.holdsAt = "a";
		start();
		arrive(ClientFrame.text("a"), ClientFrame.text("b"), ClientFrame.text("c"));
		awaitTold("established", "a");
		eventually("a full queue").until(() -> !onLoop(this.socket::isReading));
		this.session.close(CloseStatus.GOING_AWAY);
		awaitSent("close 1001");
		arrive(ClientFrame.close(1001));
		eventually("the end").until(() -> onLoop(this.socket::isClosed));
		assertThat(this.handler.calls).containsExactly("established", "a");
		this.handler.held.countDown();
		awaitTold("established", "a", "closed 1001");
	}

	@Test
	void closeWithoutWaitingShouldCutTheClientOff() throws Exception {
		this.loop.execute(() -> this.socket.room(0));
		start();
		this.session.sendMessage(new TextMessage("stuck"));
		this.session.close(CloseStatus.SESSION_NOT_RELIABLE);
		awaitTold("established", "closed 4500");
		assertThat(onLoop(this.socket::isClosed)).isTrue();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void statusThatMustNotBeSentShouldBeRefused() {
		start();
		assertThatIllegalArgumentException().isThrownBy(() -> this.session.close(CloseStatus.NO_CLOSE_FRAME));
		assertThat(this.session.isOpen()).isTrue();
	}

	@Test
	void senderShouldLearnThatTheClientIsGone() {
		start();
		awaitTold("established");
		this.loop.execute(() -> this.socket.fail(new IOException("expected by the test")));
		awaitTold("established", "error IOException", "closed 1006");
		assertThat(this.session.isOpen()).isFalse();
		assertThatIOException().isThrownBy(() -> this.session.sendMessage(new TextMessage("late")));
	}

	@Test
	void whenTheServerStopsShouldGoAway() {
		this.sessions.start();
		start();
		awaitTold("established");
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.sessions::stop,
				(task) -> new Thread(task).start());
		awaitSent("close 1001");
		arrive(ClientFrame.close(1001));
		awaitTold("established", "closed 1001");
		assertThat(stopped).succeedsWithin(20, TimeUnit.SECONDS);
	}

	/**
	 * Handler of the application, which records calls.
	 */
	private static final class RecordingHandler implements WebSocketHandler {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final List<String> threads = new CopyOnWriteArrayList<>();

		private final CountDownLatch held = new CountDownLatch(1);

		private volatile @Nullable String holdsAt;

		private volatile @Nullable String failsAt;

		private volatile boolean replies;

		private volatile int textLimit;

		private void tell(String event) throws InterruptedException {
			this.threads.add(Thread.currentThread().getName());
			this.calls.add(event);
			if (event.equals(this.holdsAt)) {
				assertThat(this.held.await(60, TimeUnit.SECONDS)).isTrue();
			}
			if (event.equals(this.failsAt)) {
				throw new IllegalStateException("expected by the test");
			}
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			if (this.textLimit > 0) {
				session.setTextMessageSizeLimit(this.textLimit);
			}
			tell("established");
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
			tell((message instanceof PongMessage) ? "pong" : message.getPayload().toString());
			if (this.replies) {
				session.sendMessage(new TextMessage("re: " + message.getPayload()));
			}
		}

		@Override
		public void handleTransportError(WebSocketSession session, Throwable exception) throws Exception {
			tell("error " + exception.getClass().getSimpleName());
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
			tell("closed " + status.getCode());
		}

		@Override
		public boolean supportsPartialMessages() {
			return false;
		}

	}

}
