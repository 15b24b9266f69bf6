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

package io.github.wsboot.transport.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.server.TestTls;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TlsSocket}, on a network in memory that cuts as it likes.
 */
class TlsSocketTests {

	private static final EventLoops LOOPS = new EventLoops(1);

	private static final EventLoop LOOP = LOOPS.next();

	private static final SSLContext SERVER = TestTls.ownContext();

	private static final String TLS_12 = "TLSv1.2";

	private static final String TLS_13 = "TLSv1.3";

	@AfterAll
	static void stop() throws InterruptedException {
		LOOPS.destroy();
	}

	private static <T> T onLoop(Callable<T> action) throws Exception {
		CompletableFuture<T> result = new CompletableFuture<>();
		LOOP.execute(() -> {
			try {
				result.complete(action.call());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.get(60, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.2, 1", "TLSv1.2, 7", "TLSv1.2, 100000", "TLSv1.3, 1", "TLSv1.3, 7", "TLSv1.3, 100000" })
	void handshakeShouldCompleteWhateverTheSegments(String version, int segment) throws Exception {
		Network network = new Network(version);
		network.segment = segment;
		network.write(bytes("before the handshake"));
		assertThat(network.socket.isEstablished()).isFalse();
		network.run();
		assertThat(network.socket.isEstablished()).isTrue();
		assertThat(network.server.takePlain()).asString().isEqualTo("before the handshake");
		network.server.send(bytes("answer"));
		network.run();
		assertThat(network.received()).asString().isEqualTo("answer");
	}

	@ParameterizedTest
	@ValueSource(strings = { TLS_12, TLS_13 })
	void recordMayBeCutAtEachByte(String version) throws Exception {
		Network network = established(version);
		int length = network.server.send(bytes("cut me")).takeOutput().length;
		// That record was skipped, so begin again
		network = established(version);
		for (int cut = 1; cut < length; cut++) {
			byte[] record = network.server.send(bytes("cut me")).takeOutput();
			network.arrive(Arrays.copyOf(record, cut));
			assertThat(network.received()).isEmpty();
			network.arrive(Arrays.copyOfRange(record, cut, length));
			assertThat(network.received()).asString().isEqualTo("cut me");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 10, 4096, 65536 })
	void severalRecordsMayComeInOneSegment(int room) throws Exception {
		Network network = established(TLS_13);
		network.room = room;
		for (int i = 0; i < 50; i++) {
			network.server.send(bytes("record " + i + ";"));
		}
		byte[] records = network.server.takeOutput();
		network.arrive(Arrays.copyOf(records, records.length - 3));
		assertThat(network.received()).asString().startsWith("record 0;record 1;").endsWith("record 48;");
		network.arrive(Arrays.copyOfRange(records, records.length - 3, records.length));
		assertThat(network.received()).asString().isEqualTo("record 49;");
		assertThat(network.isIdle()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { TLS_12, TLS_13 })
	void muchShouldPassInBothDirections(String version) throws Exception {
		byte[] much = new byte[300_000];
		new Random(1).nextBytes(much);
		Network network = established(version);
		network.segment = 1460;
		network.below.room(10_000);
		network.write(much);
		assertThat(network.socket.hasPendingOutput()).isTrue();
		assertThat((network.below.interestOps() & SelectionKey.OP_WRITE)).isNotZero();
		network.roomEachTurn = 10_000;
		network.run();
		assertThat(network.server.takePlain()).isEqualTo(much);
		assertThat(network.socket.hasPendingOutput()).isFalse();
		network.server.send(much);
		network.run();
		assertThat(network.received()).isEqualTo(much);
		assertThat(network.isIdle()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { TLS_12, TLS_13 })
	void announcedEndShouldEndTheInput(String version) throws Exception {
		Network network = established(version);
		network.server.send(bytes("last")).close();
		network.run();
		assertThat(network.received()).asString().isEqualTo("last");
		assertThat(network.ended).isTrue();
		assertThat(network.failure).isNull();
	}

	@Test
	void closeShouldBeAnnounced() throws Exception {
		Network network = established(TLS_13);
		onLoop(() -> {
			network.socket.close();
			network.socket.close();
			return null;
		});
		assertThat(network.below.isOpen()).isFalse();
		assertThat(network.socket.isOpen()).isFalse();
		network.server.receive(network.below.takeWritten());
		assertThat(network.server.engine().isInboundDone()).isTrue();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> network.write(bytes("late")))
			.withCauseInstanceOf(ClosedChannelException.class);
	}

	@Test
	void unannouncedEndShouldEndTheInputAsWell() throws Exception {
		Network network = established(TLS_13);
		byte[] record = network.server.send(bytes("whole")).send(bytes("cut off")).takeOutput();
		network.below.end();
		network.arrive(Arrays.copyOf(record, record.length - 1));
		network.run();
		assertThat(network.received()).asString().isEqualTo("whole");
		assertThat(network.ended).isTrue();
		assertThat(network.failure).isNull();
	}

	@Test
	void endDuringTheHandshakeShouldBeAFailureThatIsNotOfTls() throws Exception {
		Network network = new Network(TLS_13);
		network.below.end();
		network.run();
		assertThat(network.failure).isInstanceOf(EOFException.class);
	}

	@Test
	void updateOfKeysShouldBeAnswered() throws Exception {
		Network network = established(TLS_13);
		for (int i = 0; i < 3; i++) {
			network.server.handshakeAgain();
			network.server.send(bytes("new keys " + i));
			network.write(bytes("mine"));
			network.run();
			assertThat(network.received()).asString().isEqualTo("new keys " + i);
			assertThat(network.server.takePlain()).asString().isEqualTo("mine");
			assertThat(network.isIdle()).isTrue();
		}
		network.write(bytes("after"));
		network.run();
		assertThat(network.server.takePlain()).asString().isEqualTo("after");
	}

	@Test
	void updatesOfKeysWhoseAnswersAreNotReadShouldBeAFailure() throws Exception {
		Network network = established(TLS_13);
		network.below.room(0);
		int rounds = 0;
		while (network.failure == null && rounds < 1000) {
			rounds++;
			network.arrive(updates(network, 30));
		}
		assertThat(network.failure).isInstanceOf(SSLException.class)
			.hasMessage("The server does not read the answers to its handshake messages");
		assertThat(rounds).isBetween(2, 500);
	}

	@Test
	void manyUpdatesOfKeysAtOnceShouldBeAFailure() throws Exception {
		Network network = established(TLS_13);
		network.arrive(updates(network, 32));
		assertThat(network.failure).isNull();
		network.arrive(updates(network, 33));
		assertThat(network.failure).isInstanceOf(SSLException.class);
	}

	private static byte[] updates(Network network, int count) throws Exception {
		for (int i = 0; i < count; i++) {
			network.server.handshakeAgain();
		}
		return network.server.takeOutput();
	}

	@Test
	void littleShouldBeKeptIfThereIsRoomForLittle() throws Exception {
		Network network = established(TLS_13);
		byte[] records = network.server.send(new byte[100_000]).takeOutput();
		int kept = onLoop(() -> {
			network.below.arrive(records);
			assertThat(network.socket.read(ByteBuffer.allocate(1024))).isEqualTo(1024);
			return ((ByteBuffer) ReflectionTestUtils.getField(network.socket, "received")).capacity();
		});
		assertThat(kept).isBetween(1, 36 * 1024);
	}

	@Test
	void renegotiationShouldBeRefused() throws Exception {
		Network network = established(TLS_12);
		network.server.handshakeAgain();
		network.run();
		assertThat(network.failure).isInstanceOf(SSLException.class).hasMessage("The server wants to renegotiate");
	}

	@Test
	void corruptRecordShouldFailAfterThoseBeforeIt() throws Exception {
		Network network = established(TLS_13);
		byte[] records = network.server.send(bytes("good")).send(bytes("bad")).takeOutput();
		records[records.length - 1] ^= 1;
		network.arrive(records);
		assertThat(network.received()).asString().isEqualTo("good");
		assertThat(network.failure).isInstanceOf(SSLException.class);
		assertThatExceptionOfType(SSLException.class)
			.isThrownBy(() -> network.server.receive(network.below.takeWritten()))
			.withMessageContaining("Received fatal alert: ");
	}

	@Test
	void listenerShouldNotBeCalledForWhatItIsNotInterestedIn() throws Exception {
		Network network = established(TLS_13);
		onLoop(() -> {
			network.socket.interestOps(0);
			return null;
		});
		network.server.send(bytes("wait"));
		network.run();
		assertThat(network.received()).isEmpty();
		onLoop(() -> {
			network.socket.interestOps(SelectionKey.OP_READ);
			return null;
		});
		network.run();
		assertThat(network.received()).asString().isEqualTo("wait");
	}

	@Test
	void nothingShouldBeDoneWhileTheExecutorWorks() throws Exception {
		Queue<Runnable> tasks = new ArrayDeque<>();
		Network network = new Network(TLS_12, TestTls.context(), tasks::add);
		network.run();
		assertThat(tasks).hasSize(1);
		assertThat(network.below.interestOps()).isZero();
		network.write(bytes("waits"));
		assertThat(onLoop(() -> network.socket.read(ByteBuffer.allocate(10)))).isZero();
		while (!network.socket.isEstablished()) {
			tasks.remove().run();
			network.run();
		}
		assertThat(network.server.takePlain()).asString().isEqualTo("waits");
	}

	@Test
	void closeShouldNotWaitForTheExecutor() throws Exception {
		Queue<Runnable> tasks = new ArrayDeque<>();
		Network network = new Network(TLS_12, TestTls.context(), tasks::add);
		network.run();
		onLoop(() -> {
			network.socket.close();
			return null;
		});
		assertThat(network.below.isOpen()).isFalse();
		tasks.remove().run();
		network.run();
		assertThat(network.failure).isNull();
		assertThat(network.below.takeWritten()).isEmpty();
	}

	@Test
	void executorThatRejectsShouldBeAFailure() throws Exception {
		Network network = new Network(TLS_12, TestTls.context(), (task) -> {
			throw new RejectedExecutionException("full");
		});
		network.run();
		assertThat(network.failure).isInstanceOf(SSLException.class)
			.hasCauseInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void certificateThatIsNotTrustedShouldBeAFailureThatTheServerLearnsOf() throws Exception {
		Network network = new Network(TLS_13, SSLContext.getDefault(), Runnable::run);
		assertThatExceptionOfType(SSLException.class).isThrownBy(network::run)
			.withMessageContaining("Received fatal alert: certificate_unknown");
		assertThat(network.failure).isInstanceOf(SSLException.class);
		assertThat(TlsFailure.reason((SSLException) network.failure))
			.isEqualTo("the certificate of the server is not trusted, as its issuer is unknown");
	}

	@Test
	void openAgainShouldGiveTheSocketToAnotherListener() throws Exception {
		Network network = established(TLS_13);
		assertThat(onLoop(() -> network.socket.open(LOOP, new DirectSocket.Listener() {

			@Override
			public void onReady(int ops) {
				network.plain.writeBytes(bytes("other listener"));
				network.socket.interestOps(0);
			}

			@Override
			public void onFailure(Throwable cause) {
				network.failure = cause;
			}

		}))).isTrue();
		network.server.send(bytes("x"));
		network.run();
		assertThat(network.received()).asString().isEqualTo("other listener");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Network established(String version) throws Exception {
		Network network = new Network(version);
		network.run();
		assertThat(network.socket.isEstablished()).isTrue();
		return network;
	}

	/**
	 * Socket and server, with a network between them that moves only as the test wants.
	 */
	private static final class Network implements DirectSocket.Listener {

		private final MemorySocket below = new MemorySocket();

		private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

		private final TlsPeer server;

		private final TlsSocket socket;

		private int segment = Integer.MAX_VALUE;

		private int room = 65536;

		private int roomEachTurn;

		private ByteBuffer unwritten = ByteBuffer.allocate(0);

		private boolean ended;

		private @Nullable Throwable failure;

		Network(String version) throws Exception {
			this(version, TestTls.context(), Runnable::run);
		}

		Network(String version, SSLContext context, Executor tasks) throws Exception {
			this.server = new TlsPeer(SERVER, version);
			SSLEngine engine = context.createSSLEngine("localhost", 1);
			engine.setUseClientMode(true);
			this.socket = new TlsSocket(this.below, engine, tasks);
			onLoop(() -> {
				assertThat(this.socket.open(LOOP, this)).isTrue();
				this.socket.interestOps(SelectionKey.OP_READ);
				return null;
			});
		}

		/**
		 * Let everything arrive, until nothing moves any more.
		 */
		void run() throws Exception {
			int quiet = 0;
			while (quiet < 3) {
				quiet = turn() ? 0 : quiet + 1;
			}
		}

		private boolean turn() throws Exception {
			byte[] output = onLoop(() -> {
				if (this.roomEachTurn > 0) {
					this.below.room(this.roomEachTurn);
				}
				this.below.select();
				return this.below.takeWritten();
			});
			if (output.length > 0) {
				this.server.receive(output);
			}
			byte[] answer = this.server.takeOutput();
			for (int i = 0; i < answer.length; i += Math.min(this.segment, answer.length - i)) {
				arrive(Arrays.copyOfRange(answer, i, i + Math.min(this.segment, answer.length - i)));
			}
			return output.length > 0 || answer.length > 0;
		}

		void arrive(byte[] bytes) throws Exception {
			onLoop(() -> {
				this.below.arrive(bytes);
				this.below.select();
				return null;
			});
		}

		void write(byte[] bytes) throws Exception {
			onLoop(() -> {
				this.unwritten = ByteBuffer.wrap(bytes);
				write();
				return null;
			});
		}

		private void write() throws IOException {
			this.socket.write(this.unwritten);
			boolean blocked = this.unwritten.hasRemaining() || this.socket.hasPendingOutput();
			this.socket.interestOps(SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0));
		}

		@Override
		public void onReady(int ops) {
			try {
				if ((ops & SelectionKey.OP_WRITE) != 0) {
					write();
				}
				if ((ops & SelectionKey.OP_READ) != 0) {
					read();
				}
			}
			catch (IOException ex) {
				this.failure = ex;
				this.socket.interestOps(0);
			}
		}

		private void read() throws IOException {
			do {
				ByteBuffer target = ByteBuffer.allocate(this.room);
				int count = this.socket.read(target);
				assertThat(target.position()).isEqualTo(Math.max(count, 0));
				this.plain.write(target.array(), 0, target.position());
				this.ended = count < 0;
			}
			while (!this.ended && this.socket.hasPendingInput());
			if (this.ended) {
				this.socket.interestOps(0);
			}
		}

		@Override
		public void onFailure(Throwable cause) {
			this.failure = cause;
		}

		byte[] received() {
			byte[] bytes = this.plain.toByteArray();
			this.plain.reset();
			return bytes;
		}

		/**
		 * Return whether the socket holds no bytes and no room for any.
		 */
		boolean isIdle() {
			for (String name : new String[] { "received", "decrypted", "encrypted" }) {
				ByteBuffer buffer = (ByteBuffer) ReflectionTestUtils.getField(this.socket, name);
				if (buffer == null || buffer.capacity() > 0) {
					return false;
				}
			}
			return true;
		}

	}

}
