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

package io.github.wsboot.transport.jetty;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.stubbing.Answer;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link JettySocket}.
 */
class JettySocketTests {

	private static final int ROOM = 10;

	private static final int PIECE = 4096;

	private final EventLoops loops = new EventLoops(1);

	private final EventLoop loop = Objects.requireNonNull(ReflectionTestUtils.invokeMethod(this.loops, "next"));

	private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], ROOM, false);

	private final AtomicInteger asked = new AtomicInteger();

	private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

	private final JettySocket socket = new JettySocket(this.endPoint, this.asked::incrementAndGet);

	@BeforeEach
	void open() {
		assertThat(this.socket.open(this.loop, listener())).isTrue();
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.loops.destroy();
	}

	private DirectSocket.Listener listener() {
		return new DirectSocket.Listener() {

			@Override
			public void onReady(int ops) {
				JettySocketTests.this.onReady(ops);
			}

			@Override
			public void onFailure(Throwable cause) {
				JettySocketTests.this.calls.add("failed");
			}

		};
	}

	private void onReady(int ops) {
		this.calls.add((((ops & SelectionKey.OP_READ) != 0) ? "readable" : "")
				+ (((ops & SelectionKey.OP_WRITE) != 0) ? "writable" : ""));
	}

	private String nextTold() throws InterruptedException {
		String next = this.calls.poll(60, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	/**
	 * Let the loop finish its tasks.
	 */
	private void settle() throws InterruptedException {
		this.loop.execute(() -> this.calls.add("settled"));
		assertThat(nextTold()).isEqualTo("settled");
	}

	private static String read(JettySocket socket, int size) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(size);
		int count = socket.read(target);
		assertThat(target.position()).isEqualTo(Math.max(count, 0));
		return StandardCharsets.UTF_8.decode(target.flip()).toString();
	}

	@Test
	void whatJettyHasReadBeyondTheRequestShouldComeFirst() throws IOException {
		this.socket.earlyInput(ByteBuffer.wrap("early".getBytes()));
		this.endPoint.addInput("late");
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThat(read(this.socket, 3)).isEqualTo("ear");
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThat(read(this.socket, 10)).isEqualTo("ly");
		assertThat(this.socket.hasPendingInput()).isFalse();
		assertThat(read(this.socket, 10)).isEqualTo("late");
		assertThat(this.socket.read(ByteBuffer.allocate(10))).isZero();
	}

	@Test
	void shouldAppendToWhatTheTargetHolds() throws IOException {
		this.endPoint.addInput("late");
		ByteBuffer target = ByteBuffer.allocate(10).put((byte) 'x');
		assertThat(this.socket.read(target)).isEqualTo(4);
		assertThat(StandardCharsets.UTF_8.decode(target.flip()).toString()).isEqualTo("xlate");
	}

	@Test
	void endOfTheClientShouldBeFoundAgain() throws IOException {
		this.endPoint.addInputEOF();
		assertThat(this.socket.read(ByteBuffer.allocate(10))).isEqualTo(-1);
		assertThat(this.socket.hasPendingInput()).isTrue();
	}

	@Test
	void jettyShouldBeAskedOnceForEachTimeThatItTells() throws InterruptedException {
		this.socket.interestOps(SelectionKey.OP_READ);
		this.socket.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		assertThat(this.asked).hasValue(1);
		this.socket.onFillable();
		assertThat(nextTold()).isEqualTo("readable");
		this.socket.interestOps(SelectionKey.OP_READ);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void inputThatJettyReportsWhileTheSessionDoesNotReadShouldBeReportedLater() throws InterruptedException {
		this.socket.interestOps(SelectionKey.OP_READ);
		this.socket.interestOps(0);
		this.socket.onFillable();
		settle();
		assertThat(this.calls).isEmpty();
		this.socket.interestOps(SelectionKey.OP_READ);
		assertThat(nextTold()).isEqualTo("readable");
		assertThat(this.asked).as("nothing to ask for before it is read").hasValue(1);
		this.socket.interestOps(SelectionKey.OP_READ);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void withoutInterestInReadingJettyShouldNotBeAsked() {
		this.socket.interestOps(SelectionKey.OP_WRITE);
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void whatFitsShouldBeWrittenAtOnce() throws IOException {
		ByteBuffer source = ByteBuffer.wrap("0123456789".getBytes());
		this.socket.write(source);
		assertThat(source.hasRemaining()).isFalse();
		assertThat(this.socket.hasPendingOutput()).isFalse();
		assertThat(this.endPoint.takeOutputString()).isEqualTo("0123456789");
	}

	@Test
	void whatDoesNotFitShouldBeWrittenByJettyPieceByPiece() throws Exception {
		ByteBuffer source = ByteBuffer.allocate(ROOM + PIECE + 100);
		this.socket.write(source);
		assertThat(source.remaining()).isEqualTo(100);
		assertThat(this.socket.hasPendingOutput()).isTrue();
		this.socket.write(source);
		assertThat(source.remaining()).as("while Jetty is writing").isEqualTo(100);
		int written = 0;
		while (written < ROOM + PIECE) {
			int taken = this.endPoint.takeOutput().remaining();
			assertThat(taken).isPositive();
			written += taken;
		}
		assertThat(nextTold()).isEqualTo("writable");
		assertThat(this.socket.hasPendingOutput()).isFalse();
	}

	@Test
	void failureOfJettysWriteShouldBeReportedByTheNextOne() throws Exception {
		this.socket.write(ByteBuffer.allocate(ROOM + 1));
		this.endPoint.close(new EOFException("expected by the test"));
		assertThat(nextTold()).isEqualTo("writable");
		assertThat(this.socket.hasPendingOutput()).isFalse();
		assertThatIOException().isThrownBy(() -> this.socket.write(ByteBuffer.allocate(0)))
			.withMessage("Jetty could not write")
			.havingCause()
			.withMessage("expected by the test");
	}

	@Test
	void outputShouldBeShutDownUnlessItIsEncrypted() throws IOException {
		this.socket.shutdownOutput();
		assertThat(this.endPoint.isOutputShutdown()).isTrue();
		EndPoint secure = secure();
		new JettySocket(secure, () -> {
		}).shutdownOutput();
		then(secure).should(never()).shutdownOutput();
	}

	private static EndPoint secure() {
		return mock(EndPoint.class, withSettings().extraInterfaces(EndPoint.Wrapper.class));
	}

	@Test
	void withTlsShouldReadUntilNothingIsDecrypted() throws IOException {
		EndPoint secure = secure();
		willAnswer(fill("abc")).willAnswer(fill("de")).willAnswer(fill("")).given(secure).fill(any());
		assertThat(read(new JettySocket(secure, () -> {
		}), 100)).isEqualTo("abcde");
	}

	@Test
	void withTlsWhatWasReadBeforeAFailureShouldNotBeLost() throws IOException {
		EndPoint secure = secure();
		willAnswer(fill("abc")).willThrow(new IOException("expected by the test")).given(secure).fill(any());
		JettySocket socket = new JettySocket(secure, () -> {
		});
		assertThat(read(socket, 100)).isEqualTo("abc");
		assertThat(socket.hasPendingInput()).isTrue();
		assertThatIOException().isThrownBy(() -> socket.read(ByteBuffer.allocate(100)));
	}

	/**
	 * Fill as Jetty does: the content of a buffer is between its position and limit.
	 */
	private static Answer<Integer> fill(String text) {
		return (invocation) -> {
			ByteBuffer target = invocation.getArgument(0);
			int from = target.limit();
			target.limit(from + text.length());
			for (int i = 0; i < text.length(); i++) {
				target.put(from + i, (byte) text.charAt(i));
			}
			return text.length();
		};
	}

	@Test
	void shouldBeOpenUntilItIsClosed() {
		assertThat(this.socket.isOpen()).isTrue();
		this.socket.close();
		assertThat(this.socket.isOpen()).isFalse();
		assertThat(this.endPoint.isOpen()).isFalse();
	}

	@Test
	void socketThatIsClosedShouldNotBeTaken() {
		this.endPoint.close();
		assertThat(this.socket.open(this.loop, listener())).isFalse();
	}

}
