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
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.handler.SessionLimitExceededException;

import io.github.wsboot.connection.TestLoop;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.outbound.SessionOutbound;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link BlockingSender}.
 */
class BlockingSenderTests {

	private final SendMemoryBudget budget = new SendMemoryBudget(1000);

	private final SessionOutbound outbound = outbound(Duration.ofMillis(200), OverflowPolicy.CLOSE);

	private final BlockingSender sender = new BlockingSender("id", this.outbound, Duration.ofMillis(200));

	private SessionOutbound outbound(Duration maxDelay, OverflowPolicy overflow) {
		return new SessionOutbound(new SendLimits(1000, 2, maxDelay, overflow), this.budget, new TestLoop(), () -> {
		}, (ex) -> {
			throw new IllegalStateException(ex);
		});
	}

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void whatDoesNotFitShouldWaitAndThenFailWithoutLosingAnything() throws Exception {
		this.sender.send(new TextMessage("a"));
		this.sender.send(new TextMessage("b"));
		assertThatExceptionOfType(SessionLimitExceededException.class)
			.isThrownBy(() -> this.sender.send(new TextMessage("c")))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(CloseStatus.SESSION_NOT_RELIABLE));
		assertThat(take()).isEqualTo("a");
		this.sender.send(new TextMessage("d"));
		assertThat(take()).isEqualTo("b");
		assertThat(take()).isEqualTo("d");
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void policyOfConnectionsShouldDropNothing() throws Exception {
		SessionOutbound dropping = outbound(Duration.ofMillis(200), OverflowPolicy.DROP_OLDEST);
		BlockingSender other = new BlockingSender("id", dropping, Duration.ofMillis(200));
		other.send(new TextMessage("a"));
		other.send(new TextMessage("b"));
		assertThatExceptionOfType(SessionLimitExceededException.class)
			.isThrownBy(() -> other.send(new TextMessage("c")));
		assertThat(dropping.queue().poll().textMessage().getPayload()).isEqualTo("a");
	}

	@Test
	void senderThatWaitsShouldGoOnWhenThereIsRoom() throws Exception {
		BlockingSender patient = new BlockingSender("id", this.outbound, Duration.ofMinutes(1));
		patient.send(new TextMessage("a"));
		patient.send(new TextMessage("b"));
		CompletableFuture<Void> waiting = inBackground(patient, "c");
		assertThat(take()).isEqualTo("a");
		patient.onWritten();
		waiting.get(60, TimeUnit.SECONDS);
		assertThat(take()).isEqualTo("b");
		assertThat(take()).isEqualTo("c");
	}

	private static CompletableFuture<Void> inBackground(BlockingSender sender, String text) {
		return CompletableFuture.runAsync(() -> {
			try {
				sender.send(new TextMessage(text));
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}, (task) -> new Thread(task).start());
	}

	@Test
	void interruptedSenderShouldKeepItsFlag() throws Exception {
		this.sender.send(new TextMessage("a"));
		this.sender.send(new TextMessage("b"));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedIOException.class)
			.isThrownBy(() -> this.sender.send(new TextMessage("c")));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void eventLoopShouldNeverWait() throws Exception {
		BlockingSender patient = new BlockingSender("id", this.outbound, Duration.ofMinutes(10));
		patient.send(new TextMessage("a"));
		patient.send(new TextMessage("b"));
		EventLoops loops = new EventLoops(1);
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		loops.next().execute(() -> {
			try {
				patient.send(new TextMessage("c"));
			}
			catch (Exception ex) {
				failure.complete(ex);
			}
		});
		assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(SessionLimitExceededException.class);
		loops.destroy();
	}

	@Test
	void exhaustedMemoryShouldNotBeTheFaultOfTheSession() throws Exception {
		this.sender.send(new BinaryMessage(ByteBuffer.allocate(600)));
		assertThatExceptionOfType(SessionLimitExceededException.class)
			.isThrownBy(() -> this.sender.send(new BinaryMessage(ByteBuffer.allocate(300))))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(CloseStatus.SERVICE_OVERLOAD));
	}

	@Test
	void bufferShouldBeTheCallersAgainAfterwards() throws Exception {
		ByteBuffer buffer = ByteBuffer.wrap("first".getBytes());
		this.sender.send(new BinaryMessage(buffer));
		buffer.put("other".getBytes());
		EncodedFrame frame = this.outbound.queue().poll();
		assertThat(frame.payload()).isEqualTo(ByteBuffer.wrap("first".getBytes()));
	}

	@Test
	void firstStatusShouldDecideAndNothingBeSentAfterwards() {
		assertThat(this.sender.close(CloseStatus.NORMAL)).isTrue();
		assertThat(this.sender.close(CloseStatus.GOING_AWAY)).isFalse();
		assertThat(this.sender.end(CloseStatus.SERVER_ERROR)).isEqualTo(CloseStatus.NORMAL);
		assertThatIOException().isThrownBy(() -> this.sender.send(new TextMessage("a")));
	}

	private String take() {
		EncodedFrame frame = this.outbound.queue().poll();
		String text = frame.textMessage().getPayload();
		this.outbound.queue().onWritten();
		return text;
	}

}
