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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Compression} and {@link CompressionSettings}.
 */
class CompressionTests {

	private static final WebSocketExtension DEFLATE = new WebSocketExtension("permessage-deflate");

	private final Compression compression = new Compression(new CompressionSettings(true, 1024, false));

	@Test
	void shouldSupportNothingIfDisabled() {
		Compression disabled = new Compression(CompressionSettings.DISABLED);
		assertThat(disabled.supported(headers("permessage-deflate"))).isEmpty();
		assertThat(disabled.agree(headers("permessage-deflate"), List.of(DEFLATE))).isNull();
	}

	@Test
	void shouldSupportWhatIsOfferedWithItsParameters() {
		assertThat(this.compression.supported(new HttpHeaders())).containsExactly(DEFLATE);
		assertThat(this.compression
			.supported(headers("other; x=1", "permessage-deflate; client_max_window_bits=10, permessage-deflate; a")))
			.containsExactly(DEFLATE,
					new WebSocketExtension("permessage-deflate", Map.of("client_max_window_bits", "10")), DEFLATE);
	}

	@Test
	void shouldAgreeOnlyOnWhatTheHandshakeHasSelected() {
		assertThat(this.compression.agree(headers("permessage-deflate"), List.of())).isNull();
		assertThat(this.compression.agree(headers("permessage-deflate; a"), List.of(DEFLATE))).isNull();
		SessionCompression agreed = this.compression.agree(headers("permessage-deflate"), List.of(DEFLATE));
		assertThat(agreed).isNotNull();
		assertThat(agreed.extension().getName()).isEqualTo("permessage-deflate");
		assertThat(agreed.extension().getParameters()).containsOnlyKeys("server_no_context_takeover",
				"client_no_context_takeover");
	}

	@Test
	void settingsShouldRejectANegativeSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CompressionSettings(true, -1, false));
	}

	private static HttpHeaders headers(String... lines) {
		HttpHeaders headers = new HttpHeaders();
		for (String line : lines) {
			headers.add(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, line);
		}
		return headers;
	}

}
