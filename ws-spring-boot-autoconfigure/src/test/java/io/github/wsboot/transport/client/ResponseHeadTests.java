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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResponseHeadReader}.
 */
class ResponseHeadTests {

	private static final String HEAD = "HTTP/1.1 200 OK\r\nA: 1\r\nB:2\r\na: 3, 4\r\n\r\n";

	private final ResponseHeadReader reader = new ResponseHeadReader();

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private ResponseHead read(String text) throws AttemptException {
		ResponseHead head = this.reader.read(bytes(text));
		assertThat(head).isNotNull();
		return head;
	}

	private void shouldFail(String text) {
		assertThatExceptionOfType(AttemptException.class).isThrownBy(() -> this.reader.read(bytes(text)));
	}

	@Test
	void statusAndHeadersShouldBeRead() throws AttemptException {
		ResponseHead head = read(HEAD);
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.headers().get("a")).containsExactly("1", "3, 4");
		assertThat(head.headers().getFirst("B")).isEqualTo("2");
		assertThat(head.elements("A")).containsExactly("1", "3", "4");
	}

	@Test
	void headInTwoPiecesShouldBeReadWhereverItIsCut() throws AttemptException {
		ResponseHead expected = read(HEAD);
		for (int cut = 1; cut < HEAD.length(); cut++) {
			ResponseHeadReader pieces = new ResponseHeadReader();
			assertThat(pieces.read(bytes(HEAD.substring(0, cut)))).isNull();
			assertThat(pieces.read(bytes(HEAD.substring(cut)))).isEqualTo(expected);
		}
	}

	@Test
	void bytesBehindTheHeadShouldStay() throws AttemptException {
		ByteBuffer input = bytes(HEAD + "\r\nabc");
		this.reader.read(input);
		assertThat(input.remaining()).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 \r\n\r\n", "HTTP/1.0 200 Fine, thanks\n\n",
			"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" })
	void validResponsesShouldBeRead(String text) throws AttemptException {
		ResponseHead head = read(text);
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.headers().isEmpty()).isTrue();
	}

	@Test
	void switchingProtocolsShouldBeFinal() throws AttemptException {
		ByteBuffer input = bytes("HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
		assertThat(this.reader.read(input)).hasFieldOrPropertyWithValue("status", 101);
		assertThat(input.hasRemaining()).isTrue();
	}

	@Test
	void foldedLinesShouldBeJoined() throws AttemptException {
		assertThat(read("HTTP/1.1 200 OK\r\nA: 1,\r\n  2,\r\n\t3\r\n\r\n").headers().getFirst("A"))
			.isEqualTo("1, 2, 3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
			"HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "A: 1\r\n\r\n",
			"HTTP/1.1 200 OK\r\nA\r\n\r\n", "HTTP/1.1 200 OK\r\nA : 1\r\n\r\n", "HTTP/1.1 200 OK\r\n: 1\r\n\r\n",
			"HTTP/1.1 200 OK\r\n A: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
			"HTTP/1.1 200 OK\r\n\u00e9: 1\r\n\r\n" })
	void malformedResponsesShouldFail(String text) {
		shouldFail(text);
	}

	@Test
	void largestHeadShouldBeRead() throws AttemptException {
		int rest = ResponseHeadReader.MAX_SIZE - HEAD.length() - 5;
		assertThat(read(HEAD.replace("B:2", "B:2\r\nC: " + "c".repeat(rest))).status()).isEqualTo(200);
	}

	@Test
	void largerHeadShouldFail() {
		int rest = ResponseHeadReader.MAX_SIZE - HEAD.length() - 4;
		shouldFail(HEAD.replace("B:2", "B:2\r\nC: " + "c".repeat(rest)));
	}

	@Test
	void informationalResponsesWithoutEndShouldFail() {
		shouldFail("HTTP/1.1 103 Hints\r\n\r\n".repeat(1000));
	}

}
