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

package io.github.wsboot.cluster.codec;

import java.nio.ByteBuffer;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link NodeState}.
 */
class NodeStateTests {

	private static final String NUMBERS = "0000018bcfe5687b 00000005";

	@Test
	void stateShouldBeTheSameAfterDecoding() {
		assertSame(TestMessages.STATE);
		assertSame(new NodeState("n", Instant.EPOCH, 0, false));
		assertSame(new NodeState("n", Instant.ofEpochMilli(-1), Integer.MAX_VALUE, true));
		assertSame(new NodeState("n", Instant.ofEpochMilli(Long.MIN_VALUE), 1, true));
		assertSame(new NodeState("n", Instant.ofEpochMilli(Long.MAX_VALUE), 1, true));
		assertSame(new NodeState("x".repeat(65_535), Instant.EPOCH, 1, false));
	}

	@Test
	void startShouldBeInWholeMilliseconds() {
		NodeState state = new NodeState("n", Instant.ofEpochSecond(1, 2_999_999), 0, false);
		assertThat(state.since()).isEqualTo(Instant.ofEpochMilli(1002));
		assertSame(state);
	}

	@Test
	void nameThatIsTooLongShouldNotBeEncoded() {
		NodeState state = new NodeState("é".repeat(32_768), Instant.EPOCH, 0, false);
		assertThatIllegalArgumentException().isThrownBy(state::encode)
			.withMessage("The name of a node has 65536 bytes of UTF-8, but other nodes of the cluster accept up to "
					+ "65535; use a shorter one");
	}

	@Test
	void stateOutOfBoundsShouldNotBeCreated() {
		assertThatIllegalArgumentException().isThrownBy(() -> new NodeState("", Instant.EPOCH, 0, false))
			.withMessageContaining("'name'");
		assertThatIllegalArgumentException().isThrownBy(() -> new NodeState("n", Instant.EPOCH, -1, false))
			.withMessageContaining("'connections'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", NUMBERS, NUMBERS + "01", NUMBERS + "0100", NUMBERS + "01 0000",
			NUMBERS + "01 0002 61", NUMBERS + "01 0001 61 00", NUMBERS + "02 0001 61", NUMBERS + "ff 0001 61",
			NUMBERS + "01 0001 ff", "0000018bcfe5687b ffffffff 01 0001 61" })
	void otherBytesShouldBeMalformed(String hex) {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> NodeState.decode(ByteBuffer.wrap(TestMessages.hex(hex))));
	}

	private static void assertSame(NodeState state) {
		ByteBuffer bytes = state.encode();
		int size = bytes.remaining();
		assertThat(NodeState.decode(bytes)).isEqualTo(state);
		assertThat(bytes.remaining()).isEqualTo(size);
	}

}
