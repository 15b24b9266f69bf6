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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.socket.WebSocketExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeflateAgreement}.
 */
class DeflateAgreementTests {

	private static final String NONE = "server_no_context_takeover; client_no_context_takeover";

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					permessage-deflate                                                    | ''
					permessage-deflate; client_max_window_bits                            | ''
					permessage-deflate; client_max_window_bits=8                          | ''
					permessage-deflate;client_max_window_bits=15                          | ''
					permessage-deflate; client_max_window_bits="10"                       | ''
					permessage-deflate; server_max_window_bits=15                         | ; server_max_window_bits=15
					permessage-deflate ; server_max_window_bits = "15"                    | ; server_max_window_bits=15
					permessage-deflate; server_no_context_takeover                        | ; server_no_context_takeover
					permessage-deflate; client_no_context_takeover                        | ; client_no_context_takeover
					permessage-deflate; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=15 | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15
					permessage-deflate; server_max_window_bits=10, permessage-deflate     | ''
					x-webkit-deflate-frame, permessage-deflate; client_no_context_takeover | ; client_no_context_takeover
					permessage-bzip2; x=1, permessage-deflate; y, permessage-deflate; server_no_context_takeover | ; server_no_context_takeover
					permessage-deflate; server_no_context_takeover, permessage-deflate    | ; server_no_context_takeover
					""")
	void shouldNameWhatWasAgreed(String offer, String parameters) {
		DeflateAgreement agreement = DeflateAgreement.of(List.of(offer), true);
		assertThat(agreement).isNotNull();
		assertThat(agreement.header()).isEqualTo("permessage-deflate" + parameters);
		assertThat(agreement.isServerTakeover()).isNotEqualTo(parameters.contains("server_no_context_takeover"));
		assertThat(agreement.isClientTakeover()).isNotEqualTo(parameters.contains("client_no_context_takeover"));
		DeflateAgreement without = DeflateAgreement.of(List.of(offer), false);
		assertThat(without).isNotNull();
		assertThat(without.header()).isEqualTo(
				"permessage-deflate; " + NONE + (parameters.contains("bits") ? "; server_max_window_bits=15" : ""));
		assertThat(without.isServerTakeover()).isFalse();
		assertThat(without.isClientTakeover()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			permessage-deflate; server_max_window_bits=14
			permessage-deflate; server_max_window_bits=8
			permessage-deflate; server_max_window_bits
			permessage-deflate; server_max_window_bits=
			permessage-deflate; server_max_window_bits=16
			permessage-deflate; server_max_window_bits=015
			permessage-deflate; client_max_window_bits=7
			permessage-deflate; client_max_window_bits=16
			permessage-deflate; client_max_window_bits=08
			permessage-deflate; client_max_window_bits=
			permessage-deflate; client_max_window_bits=ten
			permessage-deflate; client_max_window_bits="
			permessage-deflate; server_no_context_takeover=true
			permessage-deflate; server_no_context_takeover=
			permessage-deflate; client_no_context_takeover=1
			permessage-deflate; client_no_context_takeover; client_no_context_takeover
			permessage-deflate; client_max_window_bits; client_max_window_bits=10
			permessage-deflate; server_max_window_bits=15; server_max_window_bits=15
			permessage-deflate; unknown
			permessage-deflate; unknown=1
			permessage-deflate; Server_No_Context_Takeover
			permessage-deflate;
			permessage-deflate; ; client_max_window_bits
			permessage-deflate=1
			permessage-deflate-2
			x-permessage-deflate
			;
			,
			""")
	void shouldDeclineOffer(String offer) {
		assertThat(DeflateAgreement.of(List.of(offer), true)).isNull();
		assertThat(DeflateAgreement.of(List.of(offer), false)).isNull();
	}

	@Test
	void shouldReadAllLinesOfTheHeaderInOrder() {
		assertThat(DeflateAgreement.of(List.of(), true)).isNull();
		DeflateAgreement agreement = DeflateAgreement
			.of(List.of("other", "permessage-deflate; server_max_window_bits=9",
					"permessage-deflate; server_no_context_takeover", "permessage-deflate; client_no_context_takeover"),
					true);
		assertThat(agreement).isNotNull();
		assertThat(agreement.header()).isEqualTo("permessage-deflate; server_no_context_takeover");
	}

	@Test
	void shouldBeAnExtension() {
		DeflateAgreement agreement = DeflateAgreement
			.of(List.of("permessage-deflate; server_no_context_takeover; server_max_window_bits=15"), true);
		assertThat(agreement).isNotNull();
		assertThat(agreement.extension()).isEqualTo(new WebSocketExtension("permessage-deflate",
				Map.of("server_no_context_takeover", "", "server_max_window_bits", "15")));
	}

}
