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

package io.github.wsboot.server.protocol;

import java.nio.charset.StandardCharsets;

import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.TestDeflate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that compresses as it was agreed, or not at all.
 */
final class CompressingClient implements AutoCloseable {

	static final String EXTENSIONS = "Sec-WebSocket-Extensions";

	private final RawWebSocketClient client;

	private final String agreed;

	private final TestDeflate deflate;

	CompressingClient(TestServer server, String offer) {
		this(RawWebSocketClient.to(server, "/echo"), offer);
	}

	CompressingClient(RawWebSocketClient.Opening opening, String offer) {
		RawWebSocketClient.Exchange exchange = opening.header(EXTENSIONS, offer).exchange();
		assertThat(exchange.response().status()).isEqualTo(101);
		this.client = exchange.client();
		this.agreed = exchange.response().header(EXTENSIONS);
		this.deflate = new TestDeflate((this.agreed != null) ? this.agreed : "");
	}

	RawWebSocketClient client() {
		return this.client;
	}

	boolean isCompressing() {
		return this.agreed != null;
	}

	CompressingClient text(String text) {
		return send(RawFrame.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	CompressingClient binary(byte[] bytes) {
		return send(RawFrame.BINARY, bytes);
	}

	private CompressingClient send(int opcode, byte[] message) {
		this.client
			.send(isCompressing() ? new RawFrame(true, opcode | RawFrame.COMPRESSED, this.deflate.deflate(message))
					: new RawFrame(true, opcode, message));
		return this;
	}

	String nextText() {
		return new String(next(), StandardCharsets.UTF_8);
	}

	/**
	 * Read the next message.
	 */
	byte[] next() {
		return message(this.client.next());
	}

	byte[] message(RawFrame frame) {
		assertThat(frame.fin()).isTrue();
		if (!frame.isCompressed()) {
			return frame.payload();
		}
		assertThat(isCompressing()).isTrue();
		return this.deflate.inflate(frame.payload());
	}

	@Override
	public void close() {
		this.client.close();
		this.deflate.close();
	}

}
