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

package io.github.wsboot.server.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.util.ServerInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.DirectUpgrade;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.jetty.JettyUpgrade;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.tomcat.TomcatUpgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the choice of a transport at start-up, with its messages and its failures.
 */
@Promise("transports")
@ExtendWith(OutputCaptureExtension.class)
class TransportChoiceTests {

	private static final String AUTO = "ws.transport.type=auto";

	private static final String COMPACT = DirectTomcatCompactBuffersTests.COMPACT;

	private static final String VULNERABILITIES = "logging.level.io.github.wsboot.autoconfigure.check.VulnerableTomcat=warn";

	private static final String LOG = "logging.level.io.github.wsboot=info";

	@Test
	void limitOfTomcatShouldBeLogged(CapturedOutput output) {
		assertThatEchoIs(true, ServerKind.DIRECT_TOMCAT, List.of(), AUTO);
		assertThat(output).containsOnlyOnce("WebSocket transport:")
			.contains("direct, on the sockets of Tomcat 11.")
			.contains("at most 8192 connections")
			.contains("server.tomcat.max-connections");
	}

	@Test
	void versionOfJettyShouldBeLogged(CapturedOutput output) {
		assertThatEchoIs(true, ServerKind.DIRECT_JETTY, List.of(), AUTO);
		assertThat(output).containsOnlyOnce("WebSocket transport:").contains("direct, on the sockets of Jetty 12.");
	}

	@Test
	void versionOfTomcatShouldBeLoggedAsItIs(CapturedOutput output) {
		assertThatEchoIs(true, ServerKind.DIRECT_TOMCAT, List.of(), AUTO);
		assertThat(output)
			.contains(ServerInfo.getServerInfo().replace("Apache Tomcat/", "the sockets of Tomcat ") + ";");
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY, ServerKind.TOMCAT, ServerKind.JETTY })
	void pathsBeforeThoseOfEndpointsShouldBeLogged(ServerKind kind, CapturedOutput output) {
		start(kind, List.of()).close();
		assertThat(output).containsOnlyOnce("WebSocket transport:").contains("; context path '/'; servlet path '/'");
		start(kind, List.of(), "server.servlet.context-path=/app", "spring.mvc.servlet.path=/mvc").close();
		assertThat(output).contains("; context path '/app'; servlet path '/mvc'");
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.JETTY })
	void standardTransportShouldBeLoggedWhereItWasAskedFor(ServerKind kind, CapturedOutput output) {
		start(kind, List.of()).close();
		assertThat(output).containsOnlyOnce("WebSocket transport:")
			.contains("standard, since 'ws.transport.type' is 'standard'");
	}

	@Test
	void automaticTransportShouldBeStandardAndSayWhy(CapturedOutput output) {
		assertThatEchoIs(false, ServerKind.DIRECT_TOMCAT, List.of(Unsupported.class), AUTO);
		assertThat(output).containsOnlyOnce("WebSocket transport:")
			.contains("standard, since SocketWrapperBase.close is missing")
			.doesNotContain("WARN");
	}

	@Test
	void handshakeHandlerOfTheApplicationShouldBeSaidToChoose(CapturedOutput output) {
		try (TestServer server = start(ServerKind.DIRECT_TOMCAT, List.of(OwnHandshakes.class), AUTO, LOG);
				TestClient client = TestClient.connect(server, "/echo")) {
			assertThat(client.text("hello").next()).isEqualTo("hello");
		}
		assertThat(output).containsOnlyOnce("WebSocket transport:")
			.contains("chosen by the application's own HandshakeHandler, ")
			.contains(DefaultHandshakeHandler.class.getName());
	}

	@Promise("start-up")
	@Test
	void vulnerableTomcatShouldBeWarnedOf(CapturedOutput output) {
		start(ServerKind.DIRECT_TOMCAT, List.of(OldTomcat.class), VULNERABILITIES).close();
		assertThat(output).containsOnlyOnce("has known vulnerabilities")
			.contains("Tomcat 11.0.25 has known vulnerabilities")
			.contains("CVE-2026-76183, CVE-2026-77791, CVE-2026-79677, CVE-2026-87022, CVE-2026-118233")
			.contains("use a later version than 11.0.27: set the property 'tomcat.version' of your build")
			.contains("https://tomcat.apache.org/security.html");
	}

	@ServerKindTest({ ServerKind.DIRECT_JETTY, ServerKind.JETTY })
	void otherServersShouldNotBeWarnedOf(ServerKind kind, CapturedOutput output) {
		start(kind, List.of(), VULNERABILITIES).close();
		assertThat(output).doesNotContain("has known vulnerabilities");
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void lazilyInitializedApplicationShouldServeAndSaySo(ServerKind kind, CapturedOutput output) {
		assertThatEchoIs(true, kind, List.of(), AUTO, "spring.main.lazy-initialization=true");
		assertThat(output).containsOnlyOnce("WebSocket transport:");
	}

	@Test
	void directTransportShouldFailAndSayWhy() {
		assertThatException().isThrownBy(() -> start(ServerKind.DIRECT_TOMCAT, List.of(Unsupported.class)))
			.withMessageContaining("'ws.transport.type' is 'direct'")
			.withMessageContaining("SocketWrapperBase.close is missing")
			.withMessageContaining("use 'auto' or 'standard'");
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void untestedServerShouldBeUsedWithAWarning(ServerKind kind, CapturedOutput output) {
		assertThatEchoIs(true, kind, List.of(Untested.class), AUTO);
		assertThat(output).containsOnlyOnce("WARN")
			.contains("Server 99 is newer than what was tested")
			.contains("use 'ws.transport.type=standard'");
	}

	@Test
	void otherConnectorShouldBeInTheWayButNotOneOfAjp(CapturedOutput output) {
		assertThatEchoIs(false, ServerKind.DIRECT_TOMCAT, List.of(AnotherNio2.class), AUTO);
		assertThat(output).contains("standard, since connector").contains("nio2");
		assertThatEchoIs(true, ServerKind.DIRECT_TOMCAT, List.of(Ajp.class), AUTO);
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void threeFailuresInARowShouldSwitchToTheStandardTransport(ServerKind kind, CapturedOutput output) {
		try (TestServer server = start(kind, List.of(Failing.class), AUTO)) {
			for (int i = 0; i < 3; i++) {
				assertThat(server.bean(SelectingUpgradeStrategy.class).isDirect()).isTrue();
				try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
					assertThat(client.readToEnd()).isNull();
				}
			}
			TestServer.await("switch").until(() -> !server.bean(SelectingUpgradeStrategy.class).isDirect());
			try (TestClient client = TestClient.connect(server, "/echo")) {
				assertThat(client.text("hello").next()).isEqualTo("hello");
				client.close(1000, "");
				server.awaitNoConnection();
			}
			assertThat(output).containsOnlyOnce("3 sockets in a row could not be taken");
			if (kind == ServerKind.DIRECT_TOMCAT) {
				TestServer.await("end of sockets")
					.untilAsserted(() -> assertThat(Internals.of(server).sockets()).isEmpty());
			}
		}
	}

	@Test
	void compactBuffersShouldNotBeAskedForInVain() {
		assertThatCompactBuffersFail("set 'ws.transport.type' to 'auto' or 'direct'", ServerKind.TOMCAT, List.of());
		assertThatCompactBuffersFail("Only an embedded Tomcat", ServerKind.DIRECT_JETTY, List.of());
		assertThatCompactBuffersFail("SocketWrapperBase.close is missing", ServerKind.DIRECT_TOMCAT,
				List.of(Unsupported.class), AUTO);
	}

	@Test
	void compactBuffersShouldNotReplaceTheApplicationsProtocol() {
		String reason = "the application has set 'org.apache.coyote.http11.Http11Nio2Protocol'";
		assertThatCompactBuffersFail(reason, ServerKind.DIRECT_TOMCAT, List.of(EarlyNio2.class));
		assertThatCompactBuffersFail(reason, ServerKind.DIRECT_TOMCAT, List.of(LateNio2.class));
	}

	private static void assertThatCompactBuffersFail(String reason, ServerKind kind, List<Class<?>> sources,
			String... properties) {
		String[] all = (properties.length > 0) ? new String[] { COMPACT, properties[0] } : new String[] { COMPACT };
		assertThatException().isThrownBy(() -> start(kind, sources, all).close()).satisfies((ex) -> {
			Throwable cause = ex;
			while (!(cause instanceof InvalidConfigurationPropertyValueException) && cause.getCause() != null) {
				cause = cause.getCause();
			}
			assertThat(cause).isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (invalid) -> {
				assertThat(invalid.getName()).isEqualTo("ws.transport.tomcat.compact-buffers");
				assertThat(invalid.getReason()).contains(reason);
			});
		});
	}

	private static void assertThatEchoIs(boolean direct, ServerKind kind, List<Class<?>> sources,
			String... properties) {
		try (TestServer server = start(kind, sources, properties);
				TestClient client = TestClient.connect(server, "/echo")) {
			assertThat(server.bean(SelectingUpgradeStrategy.class).isDirect()).isEqualTo(direct);
			assertThat(client.text("hello").next()).isEqualTo("hello");
			client.close(1000, "");
			server.awaitNoConnection();
		}
	}

	private static TestServer start(ServerKind kind, List<Class<?>> sources, String... properties) {
		List<Class<?>> all = new ArrayList<>(sources);
		all.add(DirectSuite.EchoEndpoint.class);
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add(LOG);
		return TestServer.start(kind, all, arguments.toArray(String[]::new));
	}

	/**
	 * Called before those of the containers.
	 */
	private abstract static class FirstUpgrade implements DirectUpgrade, Ordered {

		private final ObjectProvider<TomcatUpgrade> tomcat;

		private final ObjectProvider<JettyUpgrade> jetty;

		FirstUpgrade(ObjectProvider<TomcatUpgrade> tomcat, ObjectProvider<JettyUpgrade> jetty) {
			this.tomcat = tomcat;
			this.jetty = jetty;
		}

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		DirectUpgrade real() {
			return this.tomcat.getObject().compatibility().isPresent() ? this.tomcat.getObject()
					: this.jetty.getObject();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unsupported {

		@Bean
		DirectUpgrade unsupported(ObjectProvider<TomcatUpgrade> tomcat, ObjectProvider<JettyUpgrade> jetty) {
			return new FirstUpgrade(tomcat, jetty) {

				@Override
				public Optional<Compatibility> compatibility() {
					return real().compatibility()
						.map((compatibility) -> compatibility.withObstacle("SocketWrapperBase.close is missing"));
				}

				@Override
				public void upgrade(HttpServletRequest request, SocketConsumer consumer) {
					throw new IllegalStateException("Not supported");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Untested {

		@Bean
		DirectUpgrade untested(ObjectProvider<TomcatUpgrade> tomcat, ObjectProvider<JettyUpgrade> jetty) {
			return new FirstUpgrade(tomcat, jetty) {

				@Override
				public Optional<Compatibility> compatibility() {
					return Optional
						.of(new Compatibility("Server 99", null, null, "Server 99 is newer than what was tested"));
				}

				@Override
				public void upgrade(HttpServletRequest request, SocketConsumer consumer)
						throws IOException, ServletException {
					real().upgrade(request, consumer);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OldTomcat {

		@Bean
		DirectUpgrade oldTomcat(ObjectProvider<TomcatUpgrade> tomcat, ObjectProvider<JettyUpgrade> jetty) {
			return new FirstUpgrade(tomcat, jetty) {

				@Override
				public Optional<Compatibility> compatibility() {
					return Optional.of(new Compatibility("Tomcat 11.0.25", null, null, null));
				}

				@Override
				public void upgrade(HttpServletRequest request, SocketConsumer consumer)
						throws IOException, ServletException {
					real().upgrade(request, consumer);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		DirectUpgrade failing(ObjectProvider<TomcatUpgrade> tomcat, ObjectProvider<JettyUpgrade> jetty) {
			return new FirstUpgrade(tomcat, jetty) {

				@Override
				public Optional<Compatibility> compatibility() {
					return real().compatibility();
				}

				@Override
				public void upgrade(HttpServletRequest request, SocketConsumer consumer)
						throws IOException, ServletException {
					real().upgrade(request, new FailingConsumer(consumer));
				}

			};
		}

	}

	private record FailingConsumer(DirectUpgrade.SocketConsumer consumer) implements DirectUpgrade.SocketConsumer {

		@Override
		public void accept(DirectSocket socket) {
			throw new IllegalStateException("not as expected");
		}

		@Override
		public void onFailure(Throwable cause) {
			this.consumer.onFailure(cause);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHandshakes {

		@Bean
		@ForWebSocketEndpoints
		HandshakeHandler ownHandshakes() {
			return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyNio2 {

		@Bean
		@Order(0)
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> nio2Customizer() {
			return (factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateNio2 {

		@Bean
		static BeanPostProcessor nio2Processor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof TomcatServletWebServerFactory factory) {
						factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnotherNio2 {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectorCustomizer() {
			return (factory) -> {
				Connector connector = new Connector("org.apache.coyote.http11.Http11Nio2Protocol");
				connector.setPort(0);
				factory.addAdditionalConnectors(connector);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ajp {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectorCustomizer() {
			return (factory) -> {
				Connector connector = new Connector("org.apache.coyote.ajp.AjpNioProtocol");
				connector.setPort(0);
				connector.setProperty("secretRequired", "false");
				factory.addAdditionalConnectors(connector);
			};
		}

	}

}
