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

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class SelectingUpgradeStrategyTests {

	private final FixedUpgrade tomcat = new FixedUpgrade();

	private final FixedUpgrade jetty = new FixedUpgrade();

	private final RequestUpgradeStrategy direct = mock();

	private final RequestUpgradeStrategy standard = mock();

	private final SelectingUpgradeStrategy strategy = new SelectingUpgradeStrategy(
			new AnyDirectUpgrade(List.of(this.tomcat, this.jetty)), this.direct, this.standard);

	@Test
	void upgradeShouldBeDirectIfAnyContainerAllowsIt() {
		this.jetty.supported = true;
		upgrade(HttpMethod.GET);
		assertThat(this.strategy.isDirect()).isTrue();
		thenOnly(this.direct, this.standard);
	}

	@Test
	void upgradeShouldBeStandardIfNoContainerAllowsAnother() {
		upgrade(HttpMethod.GET);
		assertThat(this.strategy.isDirect()).isFalse();
		thenOnly(this.standard, this.direct);
	}

	@Test
	void upgradeOfAStreamOfHttp2ShouldBeStandard() {
		this.jetty.supported = true;
		upgrade(HttpMethod.valueOf("CONNECT"));
		thenOnly(this.standard, this.direct);
	}

	@Test
	void socketShouldComeFromTheContainerThatRuns() throws Exception {
		this.jetty.supported = true;
		new AnyDirectUpgrade(List.of(this.tomcat, this.jetty)).upgrade(mock(), (socket) -> {
		});
		assertThat(this.jetty.upgrades).isOne();
		assertThat(this.tomcat.upgrades).isZero();
	}

	private void upgrade(HttpMethod method) {
		ServerHttpRequest request = mock();
		given(request.getMethod()).willReturn(method);
		this.strategy.upgrade(request, mock(ServerHttpResponse.class), null, Collections.emptyList(), null,
				mock(WebSocketHandler.class), Collections.emptyMap());
	}

	private static void thenOnly(RequestUpgradeStrategy used, RequestUpgradeStrategy unused) {
		then(used).should().upgrade(any(), any(), any(), any(), any(), any(), any());
		then(unused).should(never()).upgrade(any(), any(), any(), any(), any(), any(), any());
	}

	private static final class FixedUpgrade implements DirectUpgrade {

		private boolean supported;

		private int upgrades;

		@Override
		public boolean isSupported() {
			return this.supported;
		}

		@Override
		public void upgrade(HttpServletRequest request, Consumer<DirectSocket> begin) {
			this.upgrades++;
		}

	}

}
