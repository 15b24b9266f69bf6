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

package io.github.wsboot.transport;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketExtension;

import io.github.wsboot.connection.handshake.HeaderSnapshot;
import io.github.wsboot.outbound.PlainEncoding;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.CompressionSettings;
import io.github.wsboot.transport.codec.SessionCompression;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DirectSession}.
 */
class DirectSessionTests {

	@Test
	void shouldNameTheExtensionsThatWereAgreedOn() {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Sec-WebSocket-Extensions", "permessage-deflate; server_no_context_takeover");
		List<WebSocketExtension> offered = List.of(new WebSocketExtension("permessage-deflate"));
		SessionCompression compression = new Compression(new CompressionSettings(true, 0, true)).agree(headers,
				offered);
		assertThat(session(compression).getExtensions())
			.containsExactly(new WebSocketExtension("permessage-deflate", Map.of("server_no_context_takeover", "")));
		assertThat(session(null).getExtensions()).isEmpty();
		assertThat(session(null).handshake().encoding()).isSameAs(PlainEncoding.INSTANCE);
	}

	private static DirectSession session(@Nullable SessionCompression compression) {
		return new DirectSession(
				new SessionHandshake("/ws", HeaderSnapshot.of(new HttpHeaders()), null, null, null, null, compression),
				Map.of());
	}

}
