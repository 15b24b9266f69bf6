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

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.Frame;
import io.github.wsboot.outbound.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Compression} on the side of a client (RFC 7692, section 7.1).
 */
class ClientCompressionTests {

	private final Compression takingOver = compression(true);

	private final Compression sharing = compression(false);

	private static Compression compression(boolean takeover) {
		return new Compression(new CompressionSettings(true, 0, takeover));
	}

	@Test
	void shouldOfferWhatTheSettingsAllow() {
		assertThat(new Compression(CompressionSettings.DISABLED).offer()).isNull();
		assertThat(this.sharing.offer())
			.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
		assertThat(this.takingOver.offer()).isEqualTo("permessage-deflate");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			permessage-deflate                                                          | true  | true  | true
			permessage-deflate; server_no_context_takeover                              | true  | false | true
			permessage-deflate; server_no_context_takeover                              | false | false | false
			permessage-deflate; client_no_context_takeover                              | true  | true  | false
			permessage-deflate;server_no_context_takeover ; client_no_context_takeover  | false | false | false
			permessage-deflate; server_max_window_bits=8                                | true  | true  | true
			permessage-deflate; server_max_window_bits=\"15\"                           | true  | true  | true
			""")
	void shouldTakeContextsOverAsTheServerAllows(String response, boolean takeover, boolean inbound, boolean outbound) {
		SessionCompression agreed = compression(takeover).agreeAsClient(headers(response));
		assertThat(agreed).isNotNull();
		assertThat(agreed.inflation().isTakeover()).isEqualTo(inbound);
		assertThat(agreed.encoding().isShared()).isEqualTo(!outbound);
	}

	@Test
	void serverMayDecline() {
		assertThat(this.takingOver.agreeAsClient(new HttpHeaders())).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "other", "permessage-deflat", "Permessage-Deflate", "permessage-deflate, other",
			"permessage-deflate, permessage-deflate", "permessage-deflate; x", "permessage-deflate;",
			"permessage-deflate; server_no_context_takeover; server_no_context_takeover",
			"permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_max_window_bits",
			"permessage-deflate; client_max_window_bits=15", "permessage-deflate; client_max_window_bits=10",
			"permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
			"permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=09",
			"permessage-deflate; server_max_window_bits=10; server_max_window_bits=10" })
	void shouldRejectAResponseThatDoesNotMatchTheOffer(String response) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.takingOver.agreeAsClient(headers(response)))
			.withMessageContaining(response);
	}

	@Test
	void shouldRejectContextTakeoverThatTheOfferRulesOut() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.sharing.agreeAsClient(headers("permessage-deflate")))
			.withMessageContaining("does not match the offer");
	}

	@Test
	void shouldRejectAnExtensionInASecondLine() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.takingOver.agreeAsClient(headers("permessage-deflate", "other")));
	}

	@Test
	void messageToManyServersShouldBeCompressedOnceAndMaskedForEach() {
		EncodedFrame frame = new EncodedFrame(Frame.text("x".repeat(1000)));
		FrameMasking masking = new FrameMasking();
		byte[] one = frame.bytes(agreedAlone().encoding());
		byte[] other = frame.bytes(agreedAlone().encoding());
		assertThat(other).isSameAs(one);
		assertThat(this.sharing.compressedMessages()).isEqualTo(1);
		assertThat(masking.mask(one)).isNotEqualTo(masking.mask(one)).hasSize(one.length + 4);
		assertThat(TestDeflate.inflated(Arrays.copyOfRange(one, 2, one.length))).asString().isEqualTo("x".repeat(1000));
	}

	private SessionCompression agreedAlone() {
		SessionCompression agreed = this.sharing
			.agreeAsClient(headers("permessage-deflate; server_no_context_takeover"));
		assertThat(agreed).isNotNull();
		return agreed;
	}

	private static HttpHeaders headers(String... lines) {
		HttpHeaders headers = new HttpHeaders();
		for (String line : lines) {
			headers.add(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, line);
		}
		return headers;
	}

}
