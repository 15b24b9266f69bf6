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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.connection.TestLoop;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.PlainEncoding;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.outbound.SessionOutbound;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionOutput}.
 */
class SessionOutputTests {

	private static final int LARGE = 100 * 1024;

	private final EventLoops loops = new EventLoops(1);

	private final EventLoop loop = this.loops.next();

	private final TestSocket socket = new TestSocket();

	private final SessionOutput output = new SessionOutput(this.socket, this.loop, PlainEncoding.INSTANCE, null);

	private final SendMemoryBudget budget = new SendMemoryBudget(10_000_000);

	private final SessionOutbound outbound = new SessionOutbound(
			new SendLimits(1_000_000, 100, Duration.ofNanos(1), OverflowPolicy.CLOSE), this.budget, new TestLoop(),
			() -> {
			}, (failure) -> {
			});

	@AfterEach
	void stop() throws InterruptedException {
		this.loops.destroy();
	}

	private void offer(String... texts) {
		for (String text : texts) {
			assertThat(this.outbound.offer(Frame.text(text)).isAccepted()).isTrue();
		}
	}

	private boolean flush() throws IOException {
		return flush(null);
	}

	private boolean flush(@Nullable CloseStatus closing) throws IOException {
		return this.output.flush(this.outbound.queue(), closing);
	}

	@Test
	void manyFramesShouldLeaveInOneWrite() throws IOException {
		offer("a", "b", "c");
		assertThat(flush()).isTrue();
		assertThat(this.socket.sent()).containsExactly("text a", "text b", "text c");
		assertThat(this.socket.writes()).hasSize(1);
		assertThat(this.budget.used()).isZero();
		assertThat(this.output.isBlocked()).isFalse();
	}

	@Test
	void withNothingToWriteShouldNotTouchTheSocket() throws IOException {
		assertThat(flush()).isTrue();
		assertThat(this.output.flush(null, null)).isTrue();
		assertThat(this.socket.writes()).isEmpty();
	}

	@Test
	void answersToPingsShouldComeFirstAndTheLatestShouldBeEnough() throws IOException {
		offer("a");
		for (int i = 0; i < 20; i++) {
			this.output.answerPing(new byte[] { (byte) ('a' + i) });
		}
		flush();
		assertThat(this.socket.sent()).hasSize(17).startsWith("pong e", "pong f").endsWith("pong t", "text a");
		flush();
		assertThat(this.socket.sent()).as("answered once").hasSize(17);
	}

	@Test
	void whatTheSocketDoesNotTakeShouldBeTheNextThatItGets() throws IOException {
		this.socket.room(4);
		offer("abc", "def");
		assertThat(flush()).isFalse();
		assertThat(this.output.isBlocked()).isTrue();
		assertThat(this.budget.used()).as("what is not out counts").isPositive();
		// Another session of the loop uses its buffer
		this.loop.writeBuffer().put("x".repeat(100).getBytes());
		offer("ghi");
		this.output.answerPing(new byte[] { 'p' });
		this.socket.room(Integer.MAX_VALUE);
		assertThat(flush()).isTrue();
		assertThat(this.socket.sent()).containsExactly("text abc", "text def", "pong p", "text ghi");
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void partOfAWriteShouldBeProgressAndNothingOfItShouldBeNone() throws IOException {
		this.socket.room(2);
		offer("abcdef");
		flush();
		assertThat(this.outbound.isStalled()).isFalse();
		assertThat(isStalledLater()).isTrue();
		this.socket.room(1);
		flush();
		assertThat(this.outbound.isStalled()).as("one more byte is out").isFalse();
		this.socket.room(0);
		flush();
		assertThat(isStalledLater()).isTrue();
	}

	private boolean isStalledLater() {
		long start = System.nanoTime();
		while (System.nanoTime() - start < 1000) {
			Thread.onSpinWait();
		}
		return this.outbound.isStalled();
	}

	@Test
	void whatTheSocketHoldsBackShouldNotCountAsOut() throws IOException {
		this.socket.pendingOutput(true);
		offer("a");
		assertThat(flush()).isFalse();
		assertThat(this.output.isBlocked()).isTrue();
		assertThat(this.budget.used()).isPositive();
		this.socket.pendingOutput(false);
		assertThat(this.output.isBlocked()).as("the queue does not know that it is out").isTrue();
		assertThat(flush()).isTrue();
		assertThat(this.output.isBlocked()).isFalse();
		assertThat(this.budget.used()).isZero();
		assertThat(isStalledLater()).isFalse();
	}

	@Test
	void framesThatDoNotFitIntoTheBufferTogetherShouldLeaveOneAfterTheOther() throws IOException {
		String text = "x".repeat(30_000);
		offer(text + "a", text + "b", text + "c");
		assertThat(flush()).isTrue();
		assertThat(this.socket.writes()).containsExactly(2 * 30_005, 30_005);
		assertThat(this.socket.sent()).extracting((frame) -> frame.substring(frame.length() - 1))
			.containsExactly("a", "b", "c");
	}

	@Test
	void largeFrameShouldNotBeCopied() throws IOException {
		offer("a", "y".repeat(LARGE), "b");
		this.socket.room(1000);
		assertThat(flush()).isFalse();
		this.socket.room(50_000);
		assertThat(flush()).isFalse();
		this.socket.room(Integer.MAX_VALUE);
		assertThat(flush()).isTrue();
		assertThat(this.socket.sharedWrites()).isEqualTo(3);
		assertThat(this.socket.sent()).containsExactly("text a", "text " + "y".repeat(LARGE), "text b");
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void closeFrameShouldComeAfterTheQueueAndNothingAfterIt() throws IOException {
		offer("a");
		this.outbound.finish(new CloseStatus(4000, "bye"));
		assertThat(flush()).isTrue();
		assertThat(this.output.isCloseSent()).isTrue();
		this.output.answerPing(new byte[1]);
		assertThat(flush()).isTrue();
		this.output.trySendClose(CloseStatus.NORMAL);
		assertThat(this.socket.sent()).containsExactly("text a", "close 4000 bye");
	}

	@Test
	void closingShouldTakeThePlaceOfWhatTheQueueStillHas() throws IOException {
		offer("a");
		assertThat(flush(CloseStatus.PROTOCOL_ERROR)).isTrue();
		assertThat(this.socket.sent()).containsExactly("close 1002");
	}

	@Test
	void statusesThatMustNotBeSentShouldNotBe() throws IOException {
		assertThat(closeFrame(CloseStatus.NO_STATUS_CODE)).containsExactly("close");
		assertThat(closeFrame(CloseStatus.NO_CLOSE_FRAME)).containsExactly("close 1001");
		assertThat(closeFrame(CloseStatus.NORMAL)).containsExactly("close 1000");
	}

	private List<String> closeFrame(CloseStatus status) throws IOException {
		TestSocket socket = new TestSocket();
		new SessionOutput(socket, this.loop, PlainEncoding.INSTANCE, null).flush(null, status);
		return socket.sent();
	}

	@Test
	void closeFrameShouldNotBeTriedInTheMiddleOfAFrame() throws IOException {
		this.socket.room(2);
		offer("abc");
		flush();
		this.socket.room(Integer.MAX_VALUE);
		this.output.trySendClose(CloseStatus.GOING_AWAY);
		assertThat(this.socket.bytes()).hasSize(2);
		assertThat(this.output.isCloseSent()).isFalse();
	}

	@Test
	void closeFrameShouldBeTriedOnceAndMayFail() {
		this.output.trySendClose(CloseStatus.GOING_AWAY);
		this.output.trySendClose(CloseStatus.GOING_AWAY);
		assertThat(this.socket.sent()).containsExactly("close 1001");
		TestSocket broken = new TestSocket();
		broken.fail(new IOException("expected by the test"));
		SessionOutput other = new SessionOutput(broken, this.loop, PlainEncoding.INSTANCE, null);
		other.trySendClose(CloseStatus.GOING_AWAY);
		assertThat(other.isCloseSent()).isTrue();
	}

	@Test
	void whatIsDiscardedShouldBlockNothing() throws IOException {
		this.socket.room(1);
		offer("abc");
		flush();
		this.output.answerPing(new byte[1]);
		this.output.discard();
		assertThat(this.output.isBlocked()).isFalse();
		this.socket.room(Integer.MAX_VALUE);
		assertThat(this.output.flush(null, null)).isTrue();
		assertThat(this.socket.bytes()).hasSize(1);
	}

	@Test
	void encodingOfTheSessionShouldBeUsed() throws IOException {
		SessionOutput encoded = new SessionOutput(this.socket, this.loop, (frame) -> new byte[] { (byte) 0x81, 1, '!' },
				null);
		offer("abc");
		encoded.flush(this.outbound.queue(), null);
		assertThat(this.socket.sent()).containsExactly("text !");
	}

}
