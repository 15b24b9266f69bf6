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

package io.github.wsboot.transport.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TomcatSocket}.
 */
class TomcatSocketTests {

	private static final int LARGE = 8 * 1024 * 1024;

	private final EventLoops loops = new EventLoops(1);

	private final EventLoop loop = Objects.requireNonNull(ReflectionTestUtils.invokeMethod(this.loops, "next"));

	private final SocketWrapperBase<?> wrapper = mock();

	private final ReentrantLock lock = new ReentrantLock();

	private final ReleasableBuffers buffers = new ReleasableBuffers(new SocketBufferHandler(100, 100, false));

	/** Calls of the listener. */
	private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

	private final SocketChannel server;

	private final SocketChannel client;

	private final TomcatSocket socket;

	TomcatSocketTests() throws IOException {
		try (ServerSocketChannel acceptor = ServerSocketChannel.open()) {
			acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			this.client = SocketChannel.open(acceptor.getLocalAddress());
			this.server = acceptor.accept();
		}
		this.server.configureBlocking(false);
		this.server.setOption(StandardSocketOptions.SO_SNDBUF, 256 * 1024);
		this.socket = new TomcatSocket(this.wrapper, this.server);
	}

	@BeforeEach
	void prepare() {
		given(this.wrapper.getLock()).willReturn(this.lock);
		given(this.wrapper.getSocketBufferHandler()).willReturn(this.buffers);
	}

	@AfterEach
	void stop() throws Exception {
		this.loops.destroy();
		this.server.close();
		this.client.close();
	}

	private boolean open() {
		CompletableFuture<Boolean> opened = new CompletableFuture<>();
		this.loop.execute(() -> {
			try {
				opened.complete(this.socket.open(this.loop, listener()));
			}
			catch (IOException ex) {
				opened.completeExceptionally(ex);
			}
		});
		assertThat(opened).succeedsWithin(20, TimeUnit.SECONDS);
		return opened.join();
	}

	private DirectSocket.Listener listener() {
		return new DirectSocket.Listener() {

			@Override
			public void onReady(int ops) {
				TomcatSocketTests.this.onReady(ops);
			}

			@Override
			public void onFailure(Throwable cause) {
				TomcatSocketTests.this.calls.add("failed");
			}

		};
	}

	private void onReady(int ops) {
		this.socket.interestOps(0);
		this.calls.add((((ops & SelectionKey.OP_READ) != 0) ? "readable" : "")
				+ (((ops & SelectionKey.OP_WRITE) != 0) ? "writable" : ""));
	}

	private String nextTold() throws InterruptedException {
		String next = this.calls.poll(60, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	private void send(String text) throws IOException {
		this.client.write(ByteBuffer.wrap(text.getBytes()));
	}

	private String read(int size) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(size);
		int count = this.socket.read(target);
		assertThat(target.position()).isEqualTo(Math.max(count, 0));
		return StandardCharsets.UTF_8.decode(target.flip()).toString();
	}

	@Test
	void listenerShouldBeCalledForItsInterestOps() throws Exception {
		assertThat(open()).isTrue();
		send("abc");
		this.loop.execute(() -> this.socket.interestOps(SelectionKey.OP_WRITE));
		assertThat(nextTold()).isEqualTo("writable");
		this.loop.execute(() -> this.socket.interestOps(SelectionKey.OP_READ));
		assertThat(nextTold()).isEqualTo("readable");
		assertThat(read(10)).isEqualTo("abc");
		this.loop.execute(() -> this.socket.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE));
		assertThat(nextTold()).isEqualTo("writable");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void endOfTheClientShouldBeReadable() throws Exception {
		open();
		this.client.close();
		this.loop.execute(() -> this.socket.interestOps(SelectionKey.OP_READ));
		assertThat(nextTold()).isEqualTo("readable");
		assertThat(this.socket.read(ByteBuffer.allocate(10))).isEqualTo(-1);
	}

	@Test
	void socketThatTomcatHasClosedShouldNotBeTaken() {
		given(this.wrapper.isClosed()).willReturn(true);
		assertThat(open()).isFalse();
		assertThat(this.socket.isOpen()).isFalse();
		assertThat(this.buffers.isReleased()).isFalse();
	}

	@Test
	void shouldWaitUntilTomcatsThreadIsDoneWithTheSocket() {
		willAnswer((invocation) -> !this.lock.isHeldByCurrentThread()).given(this.wrapper).isClosed();
		assertThat(open()).as("asked under the lock").isTrue();
		assertThat(this.lock.isLocked()).isFalse();
	}

	@Test
	void whatTomcatHasReadBeyondTheRequestShouldComeFirst() throws Exception {
		this.buffers.configureReadBufferForWrite();
		this.buffers.getReadBuffer().put("early".getBytes());
		open();
		send("late");
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThat(this.buffers.isReleased()).isFalse();
		assertThat(read(3)).isEqualTo("ear");
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThat(read(10)).isEqualTo("ly");
		assertThat(this.socket.hasPendingInput()).isFalse();
		assertThat(this.buffers.isReleased()).isTrue();
		this.loop.execute(() -> this.socket.interestOps(SelectionKey.OP_READ));
		assertThat(nextTold()).isEqualTo("readable");
		assertThat(read(10)).isEqualTo("late");
	}

	@Test
	void withoutEarlyInputBuffersShouldBeReleasedAtOnce() {
		open();
		assertThat(this.socket.hasPendingInput()).isFalse();
		assertThat(this.buffers.isReleased()).isTrue();
	}

	@Test
	void shouldWriteNoMoreThanTheSocketTakes() throws Exception {
		open();
		byte[] bytes = new byte[LARGE];
		for (int i = 0; i < LARGE; i++) {
			bytes[i] = (byte) (i >> 8);
		}
		ByteBuffer source = ByteBuffer.wrap(bytes);
		this.socket.write(source);
		int taken = source.position();
		assertThat(taken).isGreaterThan(128 * 1024).isLessThan(LARGE);
		assertThat(source.limit()).isEqualTo(LARGE);
		assertThat(this.socket.hasPendingOutput()).isFalse();
		assertThat(receive(taken)).isEqualTo(Arrays.copyOf(bytes, taken));
		this.loop.execute(() -> this.socket.interestOps(SelectionKey.OP_WRITE));
		assertThat(nextTold()).isEqualTo("writable");
	}

	private byte[] receive(int count) throws IOException {
		ByteBuffer received = ByteBuffer.allocate(count);
		while (received.hasRemaining()) {
			assertThat(this.client.read(received)).isPositive();
		}
		return received.array();
	}

	@Test
	void shouldWriteAllIfTheSocketTakesIt() throws Exception {
		open();
		ByteBuffer source = ByteBuffer.wrap("abc".getBytes());
		this.socket.write(source);
		this.socket.shutdownOutput();
		assertThat(source.hasRemaining()).isFalse();
		assertThat(receive(3)).isEqualTo("abc".getBytes());
		assertThat(this.client.read(ByteBuffer.allocate(1))).as("nothing more comes").isEqualTo(-1);
	}

	@Test
	void shouldKnowTheClient() throws Exception {
		assertThat(this.socket.remoteAddress()).isEqualTo(this.client.getLocalAddress());
	}

	@Test
	void closeShouldLeaveTheAccountingToTomcat() {
		open();
		willAnswer((invocation) -> {
			assertThat(this.lock.isHeldByCurrentThread()).isTrue();
			this.server.close();
			return null;
		}).given(this.wrapper).close();
		this.socket.close();
		then(this.wrapper).should().close();
		assertThat(this.lock.isLocked()).isFalse();
		assertThat(this.socket.isOpen()).isFalse();
	}

	@Test
	void whatComesAfterTheCloseShouldHaveNoEffect() {
		this.socket.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		this.socket.onSelected();
		open();
		this.socket.close();
		this.socket.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		this.socket.onSelected();
		assertThat(this.calls).isEmpty();
	}

}
