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

package io.github.wsboot.connection.handshake;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AgreedSubProtocol}.
 */
class AgreedSubProtocolTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-, -, false", "'', -, false", "chat.v1, chat.v1, false", "ws.v1, -, true",
					"chat.v1+ws.v1, chat.v1, true", "ws.v1+chat.v1, ws.v1+chat.v1, false", "ws.v1.1, ws.v1.1, false",
					"WS.V1, WS.V1, false", "xws.v1, xws.v1, false" })
	void nameShouldBeTakenApart(@Nullable String selected, @Nullable String own, boolean browserClient) {
		assertThat(AgreedSubProtocol.of(selected)).isEqualTo(new AgreedSubProtocol(own, browserClient));
	}

	@Test
	void withoutTheBrowserClientTheNameShouldStayAsItIs() {
		assertThat(AgreedSubProtocol.own("chat.v1+ws.v1")).isEqualTo(new AgreedSubProtocol("chat.v1+ws.v1", false));
		assertThat(AgreedSubProtocol.own("")).isEqualTo(new AgreedSubProtocol(null, false));
	}

	@Test
	void suffixShouldBePreferredWithinTheOrderOfTheEndpoint() {
		assertThat(AgreedSubProtocol.selectable(List.of("b", "a"))).containsExactly("b+ws.v1", "b", "a+ws.v1", "a",
				"ws.v1");
		assertThat(AgreedSubProtocol.selectable(List.of())).containsExactly("ws.v1");
	}

}
