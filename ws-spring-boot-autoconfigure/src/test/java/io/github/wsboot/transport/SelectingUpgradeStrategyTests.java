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
import java.util.Optional;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.transport.loop.DirectSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link SelectingUpgradeStrategy}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SelectingUpgradeStrategyTests {

	private static final DirectUpgrade.SocketConsumer CONSUMER = (socket) -> {
	};

	private final FixedUpgrade tomcat = new FixedUpgrade("Tomcat");

	private final FixedUpgrade jetty = new FixedUpgrade("Jetty");

	private final RequestUpgradeStrategy direct = mock();

	private final RequestUpgradeStrategy standard = mock();

	private DirectUpgrade selected;

	private SelectingUpgradeStrategy strategy = strategy(TransportType.AUTO);

	@BeforeEach
	void logErrors() {
		// Servers of other tests may have changed it
		LoggingSystem.get(getClass().getClassLoader())
			.setLogLevel(CircuitBreakerUpgrade.class.getName(), LogLevel.ERROR);
	}

	@Test
	void upgradeShouldBeDirectIfTheContainerAllowsIt() {
		this.jetty.runs = true;
		upgrade(HttpMethod.GET);
		assertThat(this.strategy.isDirect()).isTrue();
		assertThat(this.strategy.compatibility()).hasValue(new DirectUpgrade.Compatibility("Jetty", null, null, null));
		thenOnly(this.direct, this.standard);
	}

	@Test
	void upgradeShouldBeStandardIfTheContainerIsNotKnown() {
		upgrade(HttpMethod.GET);
		assertThat(this.strategy.isDirect()).isFalse();
		assertThat(this.strategy.compatibility()).isEmpty();
		thenOnly(this.standard, this.direct);
	}

	@Test
	void upgradeShouldBeStandardIfSomethingIsInTheWay() {
		this.tomcat.runs = true;
		this.tomcat.obstacle = "it is too old";
		upgrade(HttpMethod.GET);
		assertThat(this.strategy.isDirect()).isFalse();
		thenOnly(this.standard, this.direct);
	}

	@Test
	void containerShouldBeProbedOnce() {
		this.tomcat.runs = true;
		upgrade(HttpMethod.GET);
		upgrade(HttpMethod.GET);
		assertThat(this.strategy.isDirect()).isTrue();
		assertThat(this.tomcat.probes).isOne();
	}

	@Test
	void upgradeOfAStreamOfHttp2ShouldBeStandard() {
		this.jetty.runs = true;
		upgrade(HttpMethod.valueOf("CONNECT"));
		thenOnly(this.standard, this.direct);
	}

	@Test
	void socketShouldComeFromTheContainerThatRuns() throws Exception {
		this.jetty.runs = true;
		this.selected.upgrade(mock(), CONSUMER);
		assertThat(this.jetty.consumer).isNotNull();
		assertThat(this.tomcat.consumer).isNull();
	}

	@Test
	void threeFailuresInARowShouldEndTheDirectTransport(CapturedOutput output) throws Exception {
		this.tomcat.runs = true;
		for (int i = 0; i < 5; i++) {
			this.selected.upgrade(mock(), CONSUMER);
			this.tomcat.consumer.onFailure(new IllegalStateException("unexpected"));
			assertThat(this.strategy.isDirect()).isEqualTo(i < 2);
		}
		assertThat(output).containsOnlyOnce("ERROR").contains("3 sockets in a row").contains("unexpected");
		upgrade(HttpMethod.GET);
		thenOnly(this.standard, this.direct);
	}

	@Test
	void failuresBetweenSuccessesShouldBeForgiven() throws Exception {
		this.tomcat.runs = true;
		for (int i = 0; i < 10; i++) {
			this.selected.upgrade(mock(), CONSUMER);
			if (i % 3 == 2) {
				this.tomcat.consumer.accept(mock());
			}
			else {
				this.tomcat.consumer.onFailure(new IllegalStateException("unexpected"));
			}
		}
		assertThat(this.strategy.isDirect()).isTrue();
	}

	@Test
	void failureOfTheRequestsUpgradeShouldCount() {
		this.tomcat.runs = true;
		this.tomcat.failure = new NoSuchMethodError("upgrade");
		for (int i = 0; i < 3; i++) {
			assertThat(this.strategy.isDirect()).isTrue();
			assertThatExceptionOfType(NoSuchMethodError.class)
				.isThrownBy(() -> this.selected.upgrade(mock(), CONSUMER));
		}
		assertThat(this.strategy.isDirect()).isFalse();
	}

	@Test
	void whatWasAskedForShouldNotBeGivenUp() throws Exception {
		this.strategy = strategy(TransportType.DIRECT);
		this.tomcat.runs = true;
		for (int i = 0; i < 5; i++) {
			this.selected.upgrade(mock(), CONSUMER);
			this.tomcat.consumer.onFailure(new IllegalStateException("unexpected"));
		}
		assertThat(this.strategy.isDirect()).isTrue();
	}

	@Test
	void failureShouldBeReportedToTheConsumer() throws Exception {
		this.tomcat.runs = true;
		DirectUpgrade.SocketConsumer consumer = mock();
		DirectSocket socket = mock();
		IllegalStateException failure = new IllegalStateException("unexpected");
		this.selected.upgrade(mock(), consumer);
		this.tomcat.consumer.onFailure(failure);
		this.tomcat.consumer.accept(socket);
		then(consumer).should().onFailure(failure);
		then(consumer).should().accept(socket);
	}

	@Test
	void withoutAContainerNothingShouldBeUpgraded() {
		assertThatExceptionOfType(ServletException.class).isThrownBy(() -> this.selected.upgrade(mock(), CONSUMER));
	}

	private SelectingUpgradeStrategy strategy(TransportType type) {
		return new SelectingUpgradeStrategy(List.of(this.tomcat, this.jetty), type, (upgrade) -> {
			this.selected = upgrade;
			return this.direct;
		}, this.standard);
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

		private final String server;

		private boolean runs;

		private String obstacle;

		private int probes;

		private SocketConsumer consumer;

		private Error failure;

		FixedUpgrade(String server) {
			this.server = server;
		}

		@Override
		public Optional<Compatibility> compatibility() {
			this.probes++;
			return this.runs ? Optional.of(new Compatibility(this.server, this.obstacle, null, null))
					: Optional.empty();
		}

		@Override
		public void upgrade(HttpServletRequest request, SocketConsumer consumer) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.consumer = consumer;
		}

	}

}
