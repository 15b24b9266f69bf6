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

package io.github.wsboot.transport.codec;

import org.springframework.web.socket.WebSocketExtension;

/**
 * Compression of one session.
 *
 * @param agreement the agreement of client and server
 * @param inflation inflates the messages that are received
 * @param encoding compresses the messages that are sent
 * @since 0.1.0
 */
public record SessionCompression(DeflateAgreement agreement, Inflation inflation, DeflateEncoding encoding) {

	public WebSocketExtension extension() {
		return this.agreement.extension();
	}

	/**
	 * Return deflater and inflater to their pools. Called on the loop, can be called more
	 * than once.
	 */
	public void end() {
		this.inflation.end();
		this.encoding.end();
	}

}
