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

import java.nio.ByteBuffer;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.wsboot.transport.HidingClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompactHttp11NioProtocol} and {@link ReleasableBuffers}.
 */
class CompactHttp11NioProtocolTests {

	private static final HidingClassLoader LOADER = HidingClassLoader.of("org.apache.");

	private final SocketBufferHandler original = new SocketBufferHandler(100, 200, false);

	private final ReleasableBuffers buffers = new ReleasableBuffers(this.original);

	@Test
	void nothingShouldBeMissingNow() {
		assertThat(CompactHttp11NioProtocol.missing()).isNull();
		assertThat(CompactHttp11NioProtocol.missing(LOADER)).isNull();
	}

	@Test
	void otherEndpointShouldBeNoticed() {
		assertThat(CompactHttp11NioProtocol.missing(LOADER.withoutMethod("createChannel"))).contains("createChannel");
		assertThat(CompactHttp11NioProtocol.missing(LOADER.withoutType("org.apache.tomcat.util.net.NioEndpoint")))
			.contains("NioEndpoint");
	}

	@ParameterizedTest
	@CsvSource({ "getReadBuffer", "isWriteBufferEmpty", "unReadReadBuffer", "reset", "expand" })
	void methodOfAnotherNameShouldBeNoticed(String method) {
		assertThat(CompactHttp11NioProtocol.missing(LOADER.withoutMethod(method))).contains(method + "Hidden");
	}

	@Test
	void buffersShouldBeTomcatsUntilReleased() {
		assertThat(this.buffers.getReadBuffer()).isSameAs(this.original.getReadBuffer());
		assertThat(this.buffers.getWriteBuffer()).isSameAs(this.original.getWriteBuffer());
		assertThat(this.buffers.isReleased()).isFalse();
	}

	@Test
	void releasedBuffersShouldBeEmptyAndWritable() {
		this.buffers.release();
		this.buffers.release();
		this.buffers.reset();
		this.buffers.free();
		assertThat(this.buffers.isReadBufferEmpty()).isTrue();
		assertThat(this.buffers.isWriteBufferEmpty()).isTrue();
		assertThat(this.buffers.isWriteBufferWritable()).isTrue();
		assertThat(this.buffers.isReleased()).isTrue();
	}

	@Test
	void releasedBuffersShouldComeBackWithTheirSizes() {
		this.buffers.expand(1000);
		this.buffers.release();
		assertThat(this.buffers.getReadBuffer().capacity()).isEqualTo(1000);
		assertThat(this.buffers.getWriteBuffer().capacity()).isEqualTo(1000);
		assertThat(this.buffers.getReadBuffer()).isNotSameAs(this.original.getReadBuffer());
		assertThat(this.buffers.getReadBuffer().isDirect()).isFalse();
	}

	@Test
	void releasedDirectBuffersShouldComeBackAsSuch() {
		ReleasableBuffers direct = new ReleasableBuffers(new SocketBufferHandler(10, 20, true));
		direct.release();
		assertThat(direct.getReadBuffer().isDirect()).isTrue();
		assertThat(direct.getReadBuffer().capacity()).isEqualTo(10);
		assertThat(direct.getWriteBuffer().capacity()).isEqualTo(20);
	}

	@Test
	void whatIsHeldShouldNotBeReleased() {
		this.buffers.configureReadBufferForWrite();
		this.buffers.getReadBuffer().put((byte) 1);
		this.buffers.release();
		assertThat(this.buffers.isReleased()).isFalse();
		this.buffers.configureReadBufferForRead();
		assertThat(this.buffers.getReadBuffer().get()).isEqualTo((byte) 1);
		this.buffers.configureWriteBufferForWrite();
		this.buffers.getWriteBuffer().put((byte) 2);
		this.buffers.release();
		assertThat(this.buffers.isReleased()).isFalse();
		this.buffers.configureWriteBufferForRead();
		assertThat(this.buffers.getWriteBuffer().get()).isEqualTo((byte) 2);
		this.buffers.release();
		assertThat(this.buffers.isReleased()).isTrue();
	}

	@Test
	void bytesShouldComeBackInOrder() {
		this.buffers.release();
		this.buffers.unReadReadBuffer(ByteBuffer.wrap(new byte[] { 3, 4 }));
		this.buffers.configureReadBufferForRead();
		assertThat(this.buffers.getReadBuffer().get()).isEqualTo((byte) 3);
		assertThat(this.buffers.isReadBufferEmpty()).isFalse();
		assertThat(this.buffers.getReadBuffer().get()).isEqualTo((byte) 4);
		assertThat(this.buffers.isReadBufferEmpty()).isTrue();
	}

}
