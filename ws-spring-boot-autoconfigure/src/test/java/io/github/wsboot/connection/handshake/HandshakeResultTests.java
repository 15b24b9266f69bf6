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

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HandshakeResult}.
 */
class HandshakeResultTests {

	private final WebSocketSession session = mock();

	private final ConnectionOwner ended = mock();

	@Test
	void shouldTravelFromTheHandshakeToTheSession() {
		Map<String, Object> attributes = new ConcurrentHashMap<>(Map.of("own", 1));
		HandshakeSnapshot handshake = new HandshakeSnapshot(URI.create("http://localhost/"), true, new HttpHeaders(),
				new LinkedMultiValueMap<>(), Map.of(), null, null);
		HandshakeResult.handOver("/chat/{room}", Map.of("room", "lobby"), handshake, this.ended, attributes);
		given(this.session.getAttributes()).willReturn(attributes);
		given(this.session.getAcceptedProtocol()).willReturn("v1");
		given(this.session.getPrincipal()).willReturn(() -> "ada");
		EstablishedHandshake facts = HandshakeResult.takeFacts(this.session);
		assertThat(facts.endpoint()).isEqualTo("/chat/{room}");
		assertThat(facts.pathVariables()).containsEntry("room", "lobby");
		assertThat(facts.handshake().subProtocol()).isEqualTo("v1");
		assertThat(facts.principal()).isNotNull();
		assertThat(facts.owner()).isSameAs(this.ended);
		assertThat(facts.attributes().get()).isSameAs(attributes).containsOnly(Map.entry("own", 1));
	}

	@Test
	void whenTheHandshakeWasNotOursShouldSaySo() {
		given(this.session.getAttributes()).willReturn(new HashMap<>());
		assertThatIllegalStateException().isThrownBy(() -> HandshakeResult.takeFacts(this.session))
			.withMessageContaining("not established by an endpoint's handshake");
	}

}
