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

package io.github.wsboot.handshake;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ExceptionWebSocketHandlerDecorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EndpointHandshakeHandler}.
 */
class EndpointHandshakeHandlerTests {

	private final EndpointHandshakeHandler handler = new EndpointHandshakeHandler(mock());

	@Test
	void shouldChooseByTheEndpointsPreference() {
		assertThat(this.handler.selectProtocol(List.of("v1", "v2"), endpoint("v2", "v1"))).isEqualTo("v2");
	}

	@Test
	void shouldNotChooseWhatWasNotOffered() {
		assertThat(this.handler.selectProtocol(List.of("v1"), endpoint("v2"))).isNull();
		assertThat(this.handler.selectProtocol(List.of(), endpoint("v2"))).isNull();
		assertThat(this.handler.selectProtocol(List.of("v1"), endpoint())).isNull();
	}

	@Test
	void shouldCompareAsItIsWritten() {
		assertThat(this.handler.selectProtocol(List.of("Chat"), endpoint("Chat"))).isEqualTo("Chat");
		assertThat(this.handler.selectProtocol(List.of("chat"), endpoint("Chat"))).isNull();
	}

	@Test
	void whenTheHandlerKnowsNoProtocolsShouldChooseNone() {
		WebSocketHandler other = new AbstractWebSocketHandler() {
		};
		assertThat(this.handler.selectProtocol(List.of("v1"), other)).isNull();
	}

	private static WebSocketHandler endpoint(String... protocols) {
		return new ExceptionWebSocketHandlerDecorator(new Capable(List.of(protocols)));
	}

	private static final class Capable extends AbstractWebSocketHandler implements SubProtocolCapable {

		private final List<String> protocols;

		Capable(List<String> protocols) {
			this.protocols = protocols;
		}

		@Override
		public List<String> getSubProtocols() {
			return this.protocols;
		}

	}

}
