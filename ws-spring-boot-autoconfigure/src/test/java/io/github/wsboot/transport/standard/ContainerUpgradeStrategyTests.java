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

package io.github.wsboot.transport.standard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ContainerUpgradeStrategy}.
 */
class ContainerUpgradeStrategyTests {

	private final ServerContainer container = mock();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final List<ContainerUpgrade> upgrades = new ArrayList<>();

	private ServerEndpointConfig upgraded(String subProtocol) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
		ServletContext context = request.getServletContext();
		context.setAttribute(ServerContainer.class.getName(), this.container);
		new ContainerUpgradeStrategy(this.upgrades).upgrade(new ServletServerHttpRequest(request),
				new ServletServerHttpResponse(this.response), subProtocol, List.of(), null, mock(), new HashMap<>());
		ArgumentCaptor<ServerEndpointConfig> endpoint = ArgumentCaptor.captor();
		then(this.container).should().upgradeHttpToWebSocket(any(), any(), endpoint.capture(), any());
		return endpoint.getValue();
	}

	@Test
	void containerWhoseRequestItIsShouldUpgrade() throws Exception {
		ContainerUpgrade other = mock();
		ContainerUpgrade own = mock();
		HttpUpgradeHandler handler = mock();
		given(own.upgrade(any(), eq(HttpUpgradeHandler.class))).willReturn(handler);
		this.upgrades.addAll(List.of(other, own));
		upgraded("v1");
		ArgumentCaptor<HttpServletRequest> request = ArgumentCaptor.captor();
		then(this.container).should().upgradeHttpToWebSocket(request.capture(), any(), any(), any());
		assertThat(request.getValue().upgrade(HttpUpgradeHandler.class)).isSameAs(handler);
		then(other).should().upgrade(any(), eq(HttpUpgradeHandler.class));
	}

	/** Jetty's own choice would be a warning for each client. */
	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			v1, v1
			-, ''
			""")
	void containerShouldNotChooseASubProtocolItself(String agreed, String chosen) throws Exception {
		ServerEndpointConfig endpoint = upgraded(agreed);
		assertThat(endpoint.getConfigurator().getNegotiatedSubprotocol(endpoint.getSubprotocols(), List.of("v2", "v1")))
			.isEqualTo(chosen);
	}

	@Test
	void upgradeShouldBeSpelledAsClientsCompareIt() throws Exception {
		this.response.setStatus(101);
		this.response.setHeader("Connection", "upgrade");
		upgraded(null);
		assertThat(this.response.getHeaders("Connection")).containsExactly("Upgrade");
	}

	@Test
	void whenTheContainerRefusesShouldNotSayThatItHasUpgraded() throws Exception {
		this.response.setStatus(400);
		this.response.setHeader("Connection", "close");
		upgraded(null);
		assertThat(this.response.getHeaders("Connection")).containsExactly("close");
	}

}
