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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SecureTomcatSocket}.
 */
class SecureTomcatSocketTests {

	private static final int RECORD = 100;

	/** Result that makes a read fail. */
	private static final int FAILURE = -2;

	private final SocketWrapperBase<?> wrapper = mock();

	private final SecureNioChannel channel = mock();

	/** Results of the next reads; the last one is repeated. */
	private final Deque<Integer> reads = new ArrayDeque<>();

	/** Bytes that Tomcat's channel has encrypted and not written. */
	private int encrypted;

	/** Number of these bytes that the socket takes. */
	private int room = Integer.MAX_VALUE;

	private final SecureTomcatSocket socket = new SecureTomcatSocket(this.wrapper, mock(SocketChannel.class),
			this.channel);

	@BeforeEach
	void prepare() throws IOException {
		SSLEngine engine = mock();
		SSLSession session = mock();
		given(this.wrapper.getLock()).willReturn(new ReentrantLock());
		given(this.channel.getSslEngine()).willReturn(engine);
		given(engine.getSession()).willReturn(session);
		given(session.getApplicationBufferSize()).willReturn(RECORD);
		willAnswer((invocation) -> read(invocation.getArgument(0))).given(this.channel).read(any(ByteBuffer.class));
		willAnswer((invocation) -> encrypt(invocation.getArgument(0))).given(this.channel).write(any(ByteBuffer.class));
		willAnswer((invocation) -> flush()).given(this.channel).flushOutbound();
		willAnswer((invocation) -> this.encrypted).given(this.channel).getOutboundRemaining();
	}

	private int read(ByteBuffer target) throws IOException {
		assertThat(target.remaining()).as("room for a whole record").isGreaterThanOrEqualTo(RECORD);
		int next = (this.reads.size() > 1) ? this.reads.remove() : this.reads.element();
		if (next == FAILURE) {
			throw new IOException("expected by the test");
		}
		target.put(new byte[Math.max(next, 0)]);
		return next;
	}

	private int encrypt(ByteBuffer source) {
		int count = Math.min(source.remaining(), 10);
		source.position(source.position() + count);
		this.encrypted += count;
		return count;
	}

	private boolean flush() {
		int count = Math.min(this.encrypted, this.room);
		this.encrypted -= count;
		this.room -= count;
		return this.encrypted == 0;
	}

	@Test
	void shouldReadWhatTomcatsChannelMayHaveReadItself() throws IOException {
		assertThat(this.socket.hasPendingInput()).as("with the handshake").isTrue();
		this.reads.addAll(List.of(50, 60, 0));
		assertThat(this.socket.read(ByteBuffer.allocate(1000))).isEqualTo(110);
		assertThat(this.socket.hasPendingInput()).isFalse();
	}

	@Test
	void withoutRoomForARecordShouldReadLater() throws IOException {
		this.reads.addAll(List.of(60, 70, 0));
		assertThat(this.socket.read(ByteBuffer.allocate(150))).isEqualTo(60);
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThat(this.socket.read(ByteBuffer.allocate(1000))).isEqualTo(70);
		assertThat(this.socket.hasPendingInput()).isFalse();
	}

	@Test
	void whatWasReadBeforeAFailureShouldNotBeLost() throws IOException {
		this.reads.addAll(List.of(50, FAILURE));
		assertThat(this.socket.read(ByteBuffer.allocate(1000))).isEqualTo(50);
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThatIOException().isThrownBy(() -> this.socket.read(ByteBuffer.allocate(1000)));
	}

	@Test
	void whatWasReadBeforeTheEndShouldNotBeLost() throws IOException {
		this.reads.addAll(List.of(50, -1));
		assertThat(this.socket.read(ByteBuffer.allocate(1000))).isEqualTo(50);
		assertThat(this.socket.hasPendingInput()).isTrue();
		assertThat(this.socket.read(ByteBuffer.allocate(1000))).isEqualTo(-1);
	}

	@Test
	void shouldWriteAsLongAsTheSocketTakesAllThatIsEncrypted() throws IOException {
		ByteBuffer source = ByteBuffer.allocate(25);
		this.socket.write(source);
		assertThat(source.hasRemaining()).isFalse();
		assertThat(this.socket.hasPendingOutput()).isFalse();
	}

	@Test
	void whatIsEncryptedAndNotOutShouldBePending() throws IOException {
		this.room = 15;
		ByteBuffer source = ByteBuffer.allocate(45);
		this.socket.write(source);
		assertThat(source.remaining()).as("encrypted no further than needed").isEqualTo(25);
		assertThat(this.socket.hasPendingOutput()).isTrue();
		this.socket.write(source);
		assertThat(source.remaining()).as("while that is not out").isEqualTo(25);
		this.room = 5;
		this.socket.write(ByteBuffer.allocate(0));
		assertThat(this.socket.hasPendingOutput()).isFalse();
		this.room = Integer.MAX_VALUE;
		this.socket.write(source);
		assertThat(source.hasRemaining()).isFalse();
	}

	@Test
	void afterTheCloseShouldNotTouchAChannelThatMayBeAnothers() {
		this.encrypted = 5;
		this.socket.close();
		then(this.wrapper).should().close();
		assertThat(this.socket.hasPendingOutput()).isFalse();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.socket.read(ByteBuffer.allocate(1000)));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.socket.write(ByteBuffer.allocate(1)));
	}

}
