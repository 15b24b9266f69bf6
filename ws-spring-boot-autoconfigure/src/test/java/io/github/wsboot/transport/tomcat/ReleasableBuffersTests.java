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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReleasableBuffers}.
 */
class ReleasableBuffersTests {

	private final SocketBufferHandler first = new SocketBufferHandler(100, 200, false);

	private final ReleasableBuffers buffers = new ReleasableBuffers(this.first);

	@Test
	void shouldBehaveAsTheBuffersThatTomcatHasMade() {
		assertThat(this.buffers.getReadBuffer()).isSameAs(this.first.getReadBuffer());
		assertThat(this.buffers.getWriteBuffer()).isSameAs(this.first.getWriteBuffer());
		fillReadBuffer("abc");
		assertThat(this.buffers.isReadBufferEmpty()).isFalse();
		this.buffers.configureReadBufferForRead();
		assertThat(this.buffers.getReadBuffer().remaining()).isEqualTo(3);
		this.buffers.unReadReadBuffer(ByteBuffer.wrap("xy".getBytes()));
		assertThat(this.buffers.getReadBuffer().remaining()).isEqualTo(5);
		this.buffers.reset();
		assertThat(this.buffers.isReadBufferEmpty()).isTrue();
	}

	private void fillReadBuffer(String text) {
		this.buffers.configureReadBufferForWrite();
		this.buffers.getReadBuffer().put(text.getBytes());
	}

	@Test
	void shouldLetGoOfEmptyBuffers() {
		this.buffers.release();
		assertThat(this.buffers.isReleased()).isTrue();
		assertThat(this.buffers.isReadBufferEmpty()).isTrue();
		assertThat(this.buffers.isWriteBufferEmpty()).isTrue();
		assertThat(this.buffers.isWriteBufferWritable()).isTrue();
		this.buffers.reset();
		this.buffers.free();
		assertThat(this.buffers.isReleased()).as("asking makes no buffers").isTrue();
	}

	@Test
	void shouldKeepWhatHasBeenReadAndNotTaken() {
		fillReadBuffer("abc");
		this.buffers.release();
		assertThat(this.buffers.isReleased()).isFalse();
		assertThat(this.buffers.isReadBufferEmpty()).isFalse();
	}

	@Test
	void shouldKeepWhatIsToBeWritten() {
		this.buffers.configureWriteBufferForWrite();
		this.buffers.getWriteBuffer().put((byte) 1);
		this.buffers.release();
		assertThat(this.buffers.isReleased()).isFalse();
		assertThat(this.buffers.isWriteBufferEmpty()).isFalse();
	}

	@Test
	void nextUseShouldMakeBuffersOfTheSameSizes() {
		this.buffers.release();
		fillReadBuffer("abc");
		assertThat(this.buffers.isReleased()).isFalse();
		assertThat(this.buffers.getReadBuffer()).isNotSameAs(this.first.getReadBuffer());
		assertThat(this.buffers.getReadBuffer().capacity()).isEqualTo(100);
		assertThat(this.buffers.getWriteBuffer().capacity()).isEqualTo(200);
		assertThat(this.buffers.getReadBuffer().isDirect()).isFalse();
		this.buffers.configureReadBufferForRead();
		assertThat(this.buffers.getReadBuffer().remaining()).isEqualTo(3);
	}

	@Test
	void sizesThatTlsHasAskedForShouldBeThoseOfTheNextBuffers() {
		this.buffers.expand(500);
		this.buffers.release();
		assertThat(this.buffers.getReadBuffer().capacity()).isEqualTo(500);
		assertThat(this.buffers.getWriteBuffer().capacity()).isEqualTo(500);
	}

	@Test
	void buffersOutsideOfTheHeapShouldBeFollowedBySuch() {
		ReleasableBuffers direct = new ReleasableBuffers(new SocketBufferHandler(10, 10, true));
		direct.release();
		assertThat(direct.getReadBuffer().isDirect()).isTrue();
	}

}
