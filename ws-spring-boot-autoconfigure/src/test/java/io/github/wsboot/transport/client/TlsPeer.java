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
import java.nio.ByteBuffer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * Server's side of a TLS connection in memory.
 */
final class TlsPeer {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SSLEngine engine;

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

	private ByteBuffer input = NOTHING;

	TlsPeer(SSLContext context, String version) {
		this.engine = context.createSSLEngine();
		this.engine.setUseClientMode(false);
		this.engine.setEnabledProtocols(new String[] { version });
	}

	SSLEngine engine() {
		return this.engine;
	}

	void receive(byte[] bytes) throws SSLException {
		this.input = ByteBuffer.allocate(this.input.remaining() + bytes.length).put(this.input).put(bytes).flip();
		boolean going = true;
		while (going) {
			going = switch (this.engine.getHandshakeStatus()) {
				case NEED_TASK -> runTask();
				case NEED_WRAP -> wrap(NOTHING);
				default -> this.input.hasRemaining() && unwrap();
			};
		}
	}

	private boolean runTask() {
		this.engine.getDelegatedTask().run();
		return true;
	}

	private boolean unwrap() throws SSLException {
		ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);
		SSLEngineResult result = this.engine.unwrap(this.input, buffer);
		this.plain.write(buffer.array(), 0, buffer.position());
		return result.getStatus() == SSLEngineResult.Status.OK;
	}

	private boolean wrap(ByteBuffer source) throws SSLException {
		ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);
		SSLEngineResult result = this.engine.wrap(source, buffer);
		this.output.write(buffer.array(), 0, buffer.position());
		return result.getStatus() == SSLEngineResult.Status.OK;
	}

	/**
	 * Encrypt bytes, in records of the largest size.
	 */
	TlsPeer send(byte[] bytes) throws SSLException {
		ByteBuffer source = ByteBuffer.wrap(bytes);
		while (source.hasRemaining()) {
			wrap(source);
		}
		return this;
	}

	/**
	 * Announce the end of the output.
	 */
	void close() throws SSLException {
		this.engine.closeOutbound();
		wrap(NOTHING);
	}

	/**
	 * Begin another handshake, which updates the keys in TLS 1.3.
	 */
	void handshakeAgain() throws SSLException {
		this.engine.beginHandshake();
		wrap(NOTHING);
	}

	/**
	 * Return the encrypted bytes since the last call.
	 */
	byte[] takeOutput() {
		byte[] bytes = this.output.toByteArray();
		this.output.reset();
		return bytes;
	}

	/**
	 * Return the decrypted bytes since the last call.
	 */
	byte[] takePlain() {
		byte[] bytes = this.plain.toByteArray();
		this.plain.reset();
		return bytes;
	}

}
