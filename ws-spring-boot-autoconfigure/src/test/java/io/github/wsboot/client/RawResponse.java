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

package io.github.wsboot.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The way in which a {@link RawServer} answers a request.
 */
@FunctionalInterface
public interface RawResponse {

	void respond(RawPeer peer) throws IOException;

	/**
	 * Accept with 101, and with other header lines such as {@code "Name: value"}.
	 */
	static RawResponse accept(String... headers) {
		return (peer) -> peer.sendRaw(peer.acceptance(headers));
	}

	/**
	 * Accept, and send other bytes in the same segment.
	 */
	static RawResponse acceptWith(byte[] bytes) {
		return (peer) -> {
			byte[] head = peer.acceptance().getBytes(StandardCharsets.ISO_8859_1);
			byte[] all = Arrays.copyOf(head, head.length + bytes.length);
			System.arraycopy(bytes, 0, all, head.length, bytes.length);
			peer.sendRaw(all);
		};
	}

	/**
	 * Answer with a status and header lines, and close.
	 */
	static RawResponse status(int status, String... headers) {
		StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		return (peer) -> {
			peer.sendRaw(head + "Content-Length: 0\r\n\r\n");
			peer.close();
		};
	}

	/**
	 * Answer with these characters. {@code {accept}} stands for the right value of
	 * {@code Sec-WebSocket-Accept}.
	 */
	static RawResponse raw(String text) {
		return (peer) -> peer.sendRaw(text.replace("{accept}", peer.acceptValue()));
	}

	/**
	 * Answer with these characters, one at a time.
	 */
	static RawResponse slowly(String text, Duration interval) {
		return (peer) -> {
			for (byte current : text.replace("{accept}", peer.acceptValue()).getBytes(StandardCharsets.ISO_8859_1)) {
				peer.sendRaw(new byte[] { current });
				LockSupport.parkNanos(interval.toNanos());
			}
		};
	}

	/**
	 * Do not answer.
	 */
	static RawResponse silence() {
		return (peer) -> {
		};
	}

}
