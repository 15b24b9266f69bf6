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

package io.github.wsboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.autoconfigure.check.PropertyNameCheck;
import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.connection.DrainSettings;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.invocation.FailurePolicy;
import io.github.wsboot.endpoint.session.EndpointSettings;
import io.github.wsboot.endpoint.session.EndpointSettings.CallbackTimes;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;
import io.github.wsboot.endpoint.session.EndpointSettings.MessageSizes;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.handshake.ConnectionLimits;
import io.github.wsboot.handshake.EndpointRequestHandlerFactory;
import io.github.wsboot.handshake.ForwardedHeaders;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.security.AuthenticationWatch;
import io.github.wsboot.security.SessionConnections;
import io.github.wsboot.trafficlog.TrafficLog;
import io.github.wsboot.transport.TransportType;
import io.github.wsboot.transport.codec.CompressionSettings;
import io.github.wsboot.transport.standard.UncompressedUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebSocketServerProperties} and {@link WebSocketSettings}.
 */
@Tag("boot")
@ExtendWith(OutputCaptureExtension.class)
class WebSocketServerPropertiesTests {

	public static final Set<String> NAMES = Set.of("ws.allowed-origin-patterns", "ws.allowed-origins",
			"ws.ask.max-pending", "ws.ask.max-pending-total", "ws.ask.timeout", "ws.auth.bearer-sub-protocol",
			"ws.auth.close-on-denied", "ws.auth.close-on-expiry", "ws.auth.expiry-grace",
			"ws.auth.session-check-interval", "ws.browser-client.enabled", "ws.close-callback-timeout",
			"ws.close-timeout", "ws.cluster.dead-after", "ws.cluster.enabled", "ws.cluster.heartbeat",
			"ws.cluster.linger", "ws.cluster.max-message-size", "ws.cluster.max-pending-bytes", "ws.cluster.node-name",
			"ws.cluster.prefix", "ws.cluster.probe-timeout", "ws.cluster.required", "ws.compression.context-takeover",
			"ws.compression.enabled", "ws.compression.min-size", "ws.console.allowed-hosts", "ws.console.enabled",
			"ws.console.path", "ws.drain.batch-interval", "ws.drain.batch-size", "ws.drain.delay", "ws.drain.enabled",
			"ws.drain.retry-after", "ws.drain.timeout", "ws.failure", "ws.first-message-timeout", "ws.handshake.burst",
			"ws.handshake.rate", "ws.heartbeat.interval", "ws.heartbeat.timeout", "ws.idle-timeout",
			"ws.max-binary-size", "ws.max-connections", "ws.max-connections-per-address", "ws.max-connections-per-user",
			"ws.max-fragments", "ws.max-rooms-per-connection", "ws.max-text-size", "ws.message.ask-field",
			"ws.message.burst", "ws.message.reply-field", "ws.message.max-streams", "ws.message.max-violations",
			"ws.message.rate", "ws.message.type-field", "ws.metrics.enabled", "ws.observation.enabled", "ws.path",
			"ws.receive.max-pending-bytes", "ws.receive.max-pending-messages", "ws.receive.max-total-bytes",
			"ws.require-origin", "ws.send.max-bytes", "ws.send.max-delay", "ws.send.max-messages",
			"ws.send.max-total-bytes", "ws.send.overflow", "ws.traffic-log.enabled", "ws.traffic-log.max-payload",
			"ws.transport.apply-to-spring-handlers", "ws.transport.event-loops", "ws.transport.tomcat.compact-buffers",
			"ws.transport.type", "ws.worker.max-threads", "ws.worker.warn-after");

	private final AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withInitializer(this.started::set)
		.withConfiguration(
				AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "native, READ_BY_SERVER", "FRAMEWORK, READ_BY_FRAMEWORK", "none, IGNORED" })
	void shouldReadTheStrategyForForwardedHeadersAsSpringBootDoes(String strategy, ForwardedHeaders expected) {
		this.runner.withPropertyValues("server.forward-headers-strategy=" + strategy).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ForwardedHeaders.class)).isEqualTo(expected);
		});
	}

	@Test
	void shouldHaveDefaults() {
		WebSocketSettings settings = settings(Map.of());
		assertThat(settings.endpoints()).isEqualTo(new EndpointSettings("/ws", new ReservedTypes("type"),
				FailurePolicy.CLOSE, new MessageSizes(65536, 65536, "ws"), new ReceiveLimits(256, 262144),
				new ClientLimits(null, 100, null), 8,
				new CallbackTimes(Duration.ofMinutes(1), Duration.ofSeconds(30))));
		assertThat(settings.send())
			.isEqualTo(new SendLimits(1048576, 1000, Duration.ofSeconds(10), OverflowPolicy.CLOSE));
		assertThat(settings.heartbeat())
			.isEqualTo(new HeartbeatSettings(Duration.ofSeconds(25), Duration.ofSeconds(10), null));
		assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(settings.drain())
			.isEqualTo(new DrainSettings(Duration.ofSeconds(20), Duration.ZERO, 500, Duration.ofMillis(200), 10));
		assertThat(settings.maxThreads()).isEqualTo(200);
		assertThat(settings.messageFields()).isEqualTo(new JsonProtocol.Fields("type", "ask", "re"));
		assertThat(settings.connectionLimits()).isEqualTo(new ConnectionLimits(ConnectionLimits.UNLIMITED,
				ConnectionLimits.UNLIMITED, ConnectionLimits.UNLIMITED, null));
		assertThat(settings.compression()).isEqualTo(new CompressionSettings(false, 1024, false));
		WebSocketServerProperties properties = new WebSocketServerProperties();
		assertThat(properties.getAllowedOrigins()).isEmpty();
		assertThat(properties.getAllowedOriginPatterns()).isEmpty();
		assertThat(properties.getDrain().isEnabled()).isTrue();
		assertThat(properties.getBrowserClient().isEnabled()).isTrue();
		assertThat(properties.getObservation().getEnabled()).isNull();
		assertThat(properties.getMetrics().isEnabled()).isTrue();
		assertThat(properties.getTransport().getType()).isEqualTo(TransportType.AUTO);
		assertThat(properties.getTransport().getTomcat().isCompactBuffers()).isFalse();
	}

	@Test
	void whatAllClientsSendShouldBeBoundedByAnEighthOfTheHeapOrAsConfigured() {
		int eighth = (int) (Runtime.getRuntime().maxMemory() / 8);
		assertThat(isTooMuch(eighth - 1024, Map.of())).isFalse();
		assertThat(isTooMuch(eighth + 2048, Map.of())).isTrue();
		Map<String, String> configured = Map.of("ws.receive.max-total-bytes", "1MB");
		assertThat(isTooMuch(1024 * 1024, configured)).isFalse();
		assertThat(isTooMuch(1025 * 1024, configured)).isTrue();
	}

	private static boolean isTooMuch(int bytes, Map<String, String> properties) {
		ReceiveAccount account = new ReceiveAccount(
				settings(properties).receiveBudget(new SendMemoryBudget(Long.MAX_VALUE)), mock());
		account.setUndelivered(bytes, 0);
		return account.isExcessive();
	}

	@Test
	void shouldBindTheTrafficLog() {
		assertThat(settings(Map.of()).maxLoggedPayload()).isEqualTo(256);
		assertThat(settings(Map.of("ws.traffic-log.max-payload", "0")).maxLoggedPayload()).isZero();
		assertThat(settings(Map.of("ws.traffic-log.max-payload", "1KB")).maxLoggedPayload()).isEqualTo(1024);
		for (String wrong : List.of("-1B", "2MB")) {
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(settings(Map.of("ws.traffic-log.max-payload", wrong))::maxLoggedPayload)
				.satisfies((failure) -> assertThat(failure.getName()).isEqualTo("ws.traffic-log.max-payload"))
				.satisfies((failure) -> assertThat(failure.getReason()).isEqualTo("It must be between 0B and 1MB."));
		}
		this.runner.withPropertyValues("ws.traffic-log.enabled=true", "ws.traffic-log.max-payload=-1B")
			.run((context) -> assertThat(context).hasFailed());
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(TrafficLog.class));
		this.runner.withPropertyValues("ws.traffic-log.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(TrafficLog.class));
	}

	@Test
	void shouldBindConsole() {
		assertThat(new WebSocketServerProperties().getConsole().getEnabled()).isNull();
		assertThat(settings(Map.of()).consolePath()).isEqualTo("/ws-console");
		assertThat(settings(Map.of("ws.console.path", "/admin/live-1.0")).consolePath()).isEqualTo("/admin/live-1.0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "console", "/console/", "/a//b", "/{any}", "/console/**", "/../x", "/a b", "/ü" })
	void shouldRejectPathOfTheConsole(String path) {
		this.runner.withPropertyValues("ws.console.enabled=true", "ws.console.path=" + path)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("ws.console.path"));
	}

	@Test
	void shouldBindEndpoints() {
		assertThat(settings(Map.of("ws.path", "/socket", "ws.failure", "log", "ws.max-text-size", "1KB",
				"ws.max-binary-size", "2KB", "ws.receive.max-pending-messages", "3", "ws.receive.max-pending-bytes",
				"4KB", "ws.message.max-streams", "5", "ws.close-callback-timeout", "3s", "ws.worker.warn-after", "0"))
			.endpoints())
			.isEqualTo(new EndpointSettings("/socket", new ReservedTypes("type"), FailurePolicy.LOG,
					new MessageSizes(1024, 2048, "ws"), new ReceiveLimits(3, 4096), new ClientLimits(null, 100, null),
					5, new CallbackTimes(Duration.ofSeconds(3), Duration.ZERO)));
	}

	@Test
	void shouldBindLimitsOfSending() {
		assertThat(settings(Map.of("ws.send.max-bytes", "2MB", "ws.send.max-messages", "7", "ws.send.max-delay", "3s",
				"ws.send.overflow", "drop-oldest"))
			.send()).isEqualTo(new SendLimits(2097152, 7, Duration.ofSeconds(3), OverflowPolicy.DROP_OLDEST));
		assertThat(settings(Map.of("ws.send.overflow", "drop-newest")).send().overflow())
			.isEqualTo(OverflowPolicy.DROP_NEWEST);
	}

	@Test
	void shouldBindTheHeartbeat() {
		assertThat(
				settings(Map.of("ws.heartbeat.interval", "1m", "ws.heartbeat.timeout", "7s", "ws.idle-timeout", "5m"))
					.heartbeat())
			.isEqualTo(new HeartbeatSettings(Duration.ofMinutes(1), Duration.ofSeconds(7), Duration.ofMinutes(5)));
		assertThat(settings(Map.of("ws.heartbeat.interval", "0")).heartbeat().interval()).isNull();
	}

	@Test
	void shouldBindLimitsOfConnections() {
		assertThat(settings(Map.of("ws.max-connections", "1000", "ws.max-connections-per-user", "5",
				"ws.max-connections-per-address", "50", "ws.handshake.rate", "100", "ws.handshake.burst", "300"))
			.connectionLimits()).isEqualTo(new ConnectionLimits(1000, 5, 50, new Rate(100, 300)));
		assertThat(settings(Map.of("ws.handshake.rate", "7")).connectionLimits().handshakes())
			.isEqualTo(new Rate(7, 7));
	}

	@Test
	void shouldBindRulesForClients() {
		WebSocketSettings settings = settings(
				Map.of("ws.message.rate", "10", "ws.message.burst", "20", "ws.message.max-violations", "5",
						"ws.first-message-timeout", "7s", "ws.max-rooms-per-connection", "9"));
		assertThat(settings.endpoints().clients())
			.isEqualTo(new ClientLimits(new Rate(10, 20), 5, Duration.ofSeconds(7)));
		assertThat(settings.maxRoomsPerConnection()).isEqualTo(9);
		assertThat(settings(Map.of()).maxRoomsPerConnection()).isEqualTo(1000);
	}

	@Test
	void burstWithoutARateShouldFail() {
		assertThat(failure("ws.handshake.burst", "10").getDescription())
			.contains("It has no effect without 'ws.handshake.rate'");
	}

	@Test
	void shouldBindTheRest() {
		WebSocketSettings settings = settings(
				Map.of("ws.close-timeout", "1s", "ws.worker.max-threads", "3", "ws.message.type-field", "kind"));
		assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.maxThreads()).isEqualTo(3);
		assertThat(settings.messageFields().type()).isEqualTo("kind");
	}

	@Test
	void shouldBindTheDrain() {
		assertThat(settings(Map.of("ws.drain.timeout", "2m", "ws.drain.delay", "5s", "ws.drain.batch-size", "7",
				"ws.drain.batch-interval", "0s", "ws.drain.retry-after", "10m"))
			.drain()).isEqualTo(new DrainSettings(Duration.ofMinutes(2), Duration.ofSeconds(5), 7, Duration.ZERO, 600));
		assertThat(settings(Map.of("ws.drain.retry-after", "0")).drain().maxRetryAfter()).isZero();
	}

	@Test
	void shouldBindCompression() {
		assertThat(settings(Map.of("ws.compression.enabled", "true", "ws.compression.min-size", "0B",
				"ws.compression.context-takeover", "true"))
			.compression()).isEqualTo(new CompressionSettings(true, 0, true));
	}

	@ParameterizedTest
	@CsvSource({ "standard, false, true", "standard, true, false", "auto, false, true", "auto, true, false" })
	void containerShouldSeeTheOfferOfCompressionOnlyIfItIsEnabled(String transport, boolean enabled, boolean hidden) {
		this.runner.withPropertyValues("ws.transport.type=" + transport, "ws.compression.enabled=" + enabled)
			.run((context) -> {
				Object strategy = context.getBean(RequestUpgradeStrategy.class);
				if (transport.equals("auto")) {
					strategy = ReflectionTestUtils.getField(strategy, "standard");
				}
				assertThat(strategy).isInstanceOf(StandardWebSocketUpgradeStrategy.class);
				assertThat(strategy instanceof UncompressedUpgradeStrategy).isEqualTo(hidden);
			});
	}

	@Test
	void shouldBindAuthentication() {
		WebSocketServerProperties.Auth defaults = new WebSocketServerProperties().getAuth();
		assertThat(defaults.isCloseOnExpiry()).isTrue();
		assertThat(defaults.getExpiryGrace()).isZero();
		assertThat(defaults.getSessionCheckInterval()).hasSeconds(10);
		assertThat(defaults.isCloseOnDenied()).isTrue();
		assertThat(defaults.getBearerSubProtocol()).isNull();
		WebSocketSettings settings = settings(Map.of("ws.auth.expiry-grace", "30s", "ws.auth.session-check-interval",
				"0", "ws.auth.bearer-sub-protocol", "bearer"));
		assertThat(settings.sessionCheckInterval()).isZero();
		assertThat(settings.expiryGrace()).isEqualTo(Duration.ofSeconds(30));
		assertThat(settings.bearerSubProtocol()).isEqualTo("bearer");
	}

	@Test
	void closeOnExpiryShouldDecideWhetherAuthenticationIsWatched() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(AuthenticationWatch.class));
		this.runner.withPropertyValues("ws.auth.close-on-expiry=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(AuthenticationWatch.class)
				.doesNotHaveBean(SessionConnections.class));
	}

	@Test
	void pathShouldServeEndpointsThatNameNone() {
		this.runner.withPropertyValues("ws.path=/socket")
			.withUserConfiguration(PlainEndpoint.class)
			.run((context) -> assertThat(context.getBean(EndpointRegistry.class).endpoints().get(0).paths())
				.containsExactly("/socket"));
	}

	@Test
	void typeFieldShouldBeReadAndWritten() {
		this.runner.withPropertyValues("ws.message.type-field=kind").run((context) -> {
			PayloadConversion conversion = context.getBean(PayloadConversion.class);
			assertThat(conversion.json()).isNotNull();
			assertThat(conversion.json().readType("{\"kind\":\"line\"}")).isEqualTo("line");
			assertThat(conversion.json().write(Map.of(), "line", null)).hasToString("{\"kind\":\"line\"}");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			ws.path=/ws                                     | -                        | true
			ws.path=/ws                                     | http://localhost         | true
			ws.path=/ws                                     | https://example.org      | false
			ws.path=/ws                                     | null                     | false
			ws.allowed-origins=https://example.org          | https://example.org      | true
			ws.allowed-origins=https://example.org          | http://localhost         | true
			ws.allowed-origins=https://example.org          | https://example.com      | false
			ws.allowed-origins=*                            | https://example.com      | true
			ws.allowed-origins=*                            | null                     | true
			ws.allowed-origins=null                         | null                     | true
			ws.allowed-origins=https://example.org          | null                     | false
			ws.allowed-origin-patterns=https://*            | null                     | false
			ws.allowed-origin-patterns=https://*.example.org | http://www.example.org  | false
			ws.allowed-origin-patterns=https://*.example.org | https://www.example.org.evil.example | false
			ws.allowed-origin-patterns[0]=https://*.example.org:[8443,9443] | https://a.example.org:8443 | true
			ws.allowed-origin-patterns[0]=https://*.example.org:[8443,9443] | https://a.example.org:9999 | false
			ws.allowed-origins=https://example.org          | https://example.org:8443 | false
			ws.allowed-origins=file://                      | file://                  | true
			ws.allowed-origins=file:///                     | file://                  | true
			ws.allowed-origins=file://                      | file://evil.example      | false
			ws.allowed-origins=file://                      | capacitor://localhost    | false
			ws.allowed-origins=https://example.org          | file://                  | false
			ws.allowed-origins=*                            | file://                  | true
			ws.allowed-origin-patterns=file://*             | file://                  | true
			ws.allowed-origin-patterns=file://*             | https://example.org      | false
			ws.allowed-origins=capacitor://localhost        | capacitor://localhost    | true
			ws.allowed-origins=capacitor://localhost        | ionic://localhost        | false
			ws.allowed-origins=capacitor://localhost        | capacitor://localhost:1  | false
			ws.allowed-origins=capacitor://localhost        | http://localhost:8080    | false
			ws.allowed-origins=capacitor://localhost/       | capacitor://localhost    | true
			ws.allowed-origins=chrome-extension://abc       | chrome-extension://abc   | true
			ws.allowed-origins=chrome-extension://abc       | chrome-extension://abcd  | false
			ws.allowed-origins=chrome-extension://abc       | https://abc              | false
			ws.allowed-origin-patterns=moz-extension://*    | moz-extension://1-2      | true
			ws.allowed-origins=app://                       | app://                   | true
			ws.allowed-origins=https://example.org/         | https://example.org      | true
			ws.allowed-origins=https://example.org          | https://example.org/     | true
			ws.allowed-origins=https://example.org          | https://example.org//    | false
			ws.allowed-origin-patterns=https://*.example.org/ | https://a.example.org  | true
			ws.allowed-origins=*                            | ''                       | false
			ws.require-origin=true                          | -                        | false
			ws.require-origin=true                          | http://localhost         | true
			ws.require-origin=true                          | https://example.org      | false
			ws.require-origin=true ws.allowed-origins=*     | -                        | false
			ws.allowed-origin-patterns=https://*.example.org | https://www.example.org | true
			ws.allowed-origin-patterns=https://*.example.org | https://example.com     | false
			ws.allowed-origins=https://a.com ws.allowed-origin-patterns=https://*.b.com | https://a.com | true
			ws.allowed-origins=https://a.com ws.allowed-origin-patterns=https://*.b.com | https://x.b.com | true
			""")
	void originShouldBeChecked(String properties, String origin, boolean allowed) {
		this.runner.withPropertyValues(properties.split(" ")).run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
			if (origin != null) {
				request.addHeader(HttpHeaders.ORIGIN, origin);
			}
			MockHttpServletResponse response = new MockHttpServletResponse();
			boolean passes = origin(context).beforeHandshake(new ServletServerHttpRequest(request),
					new ServletServerHttpResponse(response), new AbstractWebSocketHandler() {
					}, Map.of());
			assertThat(passes).isEqualTo(allowed);
			assertThat(response.getStatus()).isEqualTo(allowed ? 200 : 403);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
							ws.compression.min-size         | -1B     | It must be between 0B and 2047MB.
							ws.compression.min-size         | 2GB     | It must be between 0B and 2047MB.
							ws.path                         | chat    | It must start with '/'.
							ws.path                         | ''      | It must start with '/'.
							ws.max-text-size                | 0B      | It must be between 1B and 2047MB.
							ws.max-text-size                | 2048MB  | It must be between 1B and 2047MB.
							ws.max-binary-size              | -1B     | It must be between 1B and 2047MB.
							ws.close-callback-timeout       | 0s      | It must be positive.
							ws.close-timeout                | 0s      | It must be positive.
							ws.heartbeat.interval           | -1s     | It must be positive, or 0 for no pings.
							ws.heartbeat.timeout            | 0s      | It must be positive.
							ws.idle-timeout                 | 0s      | It must be positive.
							ws.message.type-field           | ''      | It must not be empty.
							ws.message.ask-field            | ''      | It must not be empty.
							ws.message.ask-field            | type    | the names in 'ws.message' must differ.
							ws.message.reply-field          | ask     | the names in 'ws.message' must differ.
							ws.message.reply-field          | error   | It must not be one of
							ws.ask.timeout                  | 0s      | It must be positive.
							ws.ask.max-pending              | 0       | It must be positive.
							ws.ask.max-pending-total        | -1      | It must be positive.
							ws.message.max-streams          | 0       | It must be positive.
							ws.receive.max-pending-messages | -1      | It must be positive.
							ws.receive.max-pending-bytes    | 0       | It must be between 1B and 2047MB.
							ws.receive.max-total-bytes      | 64000B  | It must not be less than 'ws.max-text-size' and 'ws.max-binary-size'.
							ws.send.max-bytes               | 0       | It must be between 1B and 2047MB.
							ws.send.max-messages            | 0       | It must be positive.
							ws.send.max-delay               | -1s     | It must be positive.
							ws.worker.max-threads           | 0       | It must be positive.
							ws.worker.warn-after            | -1s     | It must not be negative.
							ws.drain.timeout                | 0       | It must be positive.
							ws.drain.delay                  | -1s     | It must not be negative, and must be less than 'ws.drain.timeout', which includes it.
							ws.drain.delay                  | 20s     | It must not be negative, and must be less than 'ws.drain.timeout', which includes it.
							ws.drain.batch-size             | 0       | It must be positive.
							ws.drain.batch-interval         | -1ms    | It must not be negative.
							ws.drain.retry-after            | -1s     | It must not be negative.
							ws.drain.retry-after            | 999ms   | It must be between 1s and 10m, or 0 to ask for nothing.
							ws.drain.retry-after            | 601s    | It must be between 1s and 10m, or 0 to ask for nothing.
							ws.max-connections              | 0       | It must be positive.
							ws.max-connections-per-user     | -1      | It must be positive.
							ws.max-connections-per-address  | 0       | It must be positive.
							ws.allowed-origins              | example.org              | An origin is a scheme, a host and optionally a port.
							ws.allowed-origins              | https://example.org/chat | without a path, for example 'https://example.org'.
							ws.allowed-origins              | https://example.org//    | without a path, for example 'https://example.org'.
							ws.allowed-origins              | https://example.org?a    | without a path, for example 'https://example.org'.
							ws.allowed-origins              | file:///home/ada/a.html  | An origin is a scheme, a host and optionally a port.
							ws.allowed-origins              | http://                  | An origin is a scheme, a host and optionally a port.
							ws.allowed-origins              | HTTPS:///                | An origin is a scheme, a host and optionally a port.
							ws.allowed-origins              | '://'                    | An origin is a scheme, a host and optionally a port.
							ws.allowed-origins              | https://*.example.org    | an origin with '*' in it belongs to 'ws.allowed-origin-patterns'.
							ws.allowed-origins              | https://a@example.org    | An origin is a scheme, a host and optionally a port.
							ws.allowed-origin-patterns      | *.example.org            | A pattern has a scheme, a host and optionally a port.
							ws.allowed-origin-patterns      | 'https://a.org:[1,2]'    | A pattern has a scheme, a host and optionally a port.
					ws.allowed-origin-patterns      | https://*.example.org/ws | without a path, for example 'https://*.example.org'.
							ws.message.rate                 | -1      | It must be between 1 and 1000000.
							ws.message.burst                | 1       | It has no effect without 'ws.message.rate'.
							ws.message.max-violations       | 0       | It must be positive.
							ws.first-message-timeout        | 0s      | It must be positive.
							ws.max-rooms-per-connection     | 0       | It must be positive.
							ws.handshake.rate               | 0       | It must be between 1 and 1000000.
							ws.handshake.rate               | 1000001 | It must be between 1 and 1000000.
							ws.auth.expiry-grace            | -1s     | It must not be negative; '0s' means no grace.
							ws.auth.session-check-interval  | -1s     | It must not be negative; '0s' disables the checks.
							ws.auth.bearer-sub-protocol     | a, b    | It must be the name of a sub-protocol, for example 'bearer'.
							ws.auth.bearer-sub-protocol     | ''      | It must be the name of a sub-protocol, for example 'bearer'.
							""")
	void invalidValueShouldFailAndSayWhy(String name, String value, String reason) {
		FailureAnalysis analysis = failure(name, value);
		assertThat(analysis.getDescription()).contains("'" + name + "'")
			.contains(reason.substring(0, reason.length() - 1));
		assertThat(analysis.getAction()).isNotBlank();
	}

	/**
	 * Durations of more than 292 years have too many nanoseconds.
	 */
	@ParameterizedTest
	@MethodSource
	void endlessDurationShouldFailAndSayWhy(String name) {
		assertThat(failure(name, "110000d").getDescription()).contains("'" + name + "'")
			.contains(name.equals("ws.drain.delay") ? "must be less than 'ws.drain.timeout'"
					: "It must not be more than 3650d");
	}

	static Stream<String> endlessDurationShouldFailAndSayWhy() {
		// Those of the cluster are checked if there is one
		return DurationProperties.names(WebSocketServerProperties.class, "ws")
			.filter((name) -> !name.startsWith("ws.cluster."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws.allowed-origins=*", "ws.allowed-origins=https://example.org,*",
			"ws.allowed-origin-patterns=*", "ws.allowed-origin-patterns=https://*",
			"ws.allowed-origin-patterns[0]=http*://*:[80,443]", "ws.allowed-origin-patterns=HTTP://*/" })
	void allOriginsShouldBeWarnedOf(String property, CapturedOutput output) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(output).contains("cross-site WebSocket hijacking"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws.allowed-origins=https://example.org,http://[::1]:8080,chrome-extension://abc,null",
			"ws.allowed-origins=file://,capacitor://localhost,https://example.org/",
			"ws.allowed-origin-patterns=file://*,capacitor://*,moz-extension://*",
			"ws.allowed-origin-patterns=https://*.example.org,http://localhost:*", "ws.require-origin=true" })
	void someOriginsShouldNotBeWarnedOf(String property, CapturedOutput output) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("hijacking");
		});
	}

	private static HandshakeInterceptor origin(ApplicationContext context) {
		List<?> checks = (List<?>) ReflectionTestUtils.getField(context.getBean(EndpointRequestHandlerFactory.class),
				"checks");
		return (HandshakeInterceptor) checks.get(0);
	}

	@Test
	void requestOfSeveralOriginsShouldBeRefused() {
		this.runner.withPropertyValues("ws.allowed-origins=*").run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
			request.addHeader(HttpHeaders.ORIGIN, "http://localhost");
			request.addHeader(HttpHeaders.ORIGIN, "https://evil.example");
			MockHttpServletResponse response = new MockHttpServletResponse();
			assertThat(origin(context).beforeHandshake(new ServletServerHttpRequest(request),
					new ServletServerHttpResponse(response), new AbstractWebSocketHandler() {
					}, Map.of()))
				.isFalse();
			assertThat(response.getStatus()).isEqualTo(403);
		});
	}

	@ParameterizedTest
	@CsvSource({ "ws.failure, explode", "ws.send.overflow, sometimes", "ws.max-text-size, big",
			"ws.close-timeout, soon", "ws.send.max-messages, many" })
	void valueOfAnotherTypeShouldFailAndSayWhy(String name, String value) {
		FailureAnalysis analysis = failure(name, value);
		assertThat(analysis.getDescription()).contains(name).contains(value);
	}

	@Test
	void allShouldBeInTheMetadata() throws IOException {
		Set<String> names = new TreeSet<>();
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(metadata).isNotNull();
			for (JsonNode property : new JsonMapper().readTree(metadata).get("properties")) {
				names.add(property.get("name").asString());
				assertThat(property.get("description")).as("%s", property.get("name")).isNotNull();
			}
		}
		assertThat(names).containsAll(NAMES);
	}

	@Test
	void everyPropertyShouldBeKnownToTheCheckOfNames(CapturedOutput output) {
		NAMES.forEach(WebSocketServerPropertiesTests::checkName);
		assertThat(output).doesNotContain("The WebSocket starter has no property");
		NAMES.forEach((name) -> checkName(name + "x"));
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "The WebSocket starter has no property"))
			.isEqualTo(NAMES.size());
	}

	private static void checkName(String name) {
		MockEnvironment environment = new MockEnvironment().withProperty(name, "1");
		ConfigurationPropertySources.attach(environment);
		new PropertyNameCheck(environment, WebSocketServerProperties.class).afterSingletonsInstantiated();
	}

	@Test
	void springHandlersShouldBeLeftAloneUnlessAsked() {
		assertThat(new WebSocketServerProperties().getTransport().isApplyToSpringHandlers()).isFalse();
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(SpringHandlerTransportPostProcessor.class));
		this.runner.withPropertyValues("ws.transport.apply-to-spring-handlers=true")
			.run((context) -> assertThat(context).hasSingleBean(SpringHandlerTransportPostProcessor.class));
	}

	@Test
	void springHandlersOnOurTransportShouldNeedThatTransport() {
		this.runner.withPropertyValues("ws.transport.type=standard", "ws.transport.apply-to-spring-handlers=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("ws.transport.apply-to-spring-handlers"));
	}

	private FailureAnalysis failure(String name, String value) {
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		this.runner.withPropertyValues(name + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			analysis.set(FailureAnalyses.of(context.getStartupFailure(), this.started.get()));
		});
		return analysis.get();
	}

	private static WebSocketSettings settings(Map<String, String> properties) {
		WebSocketServerProperties bound = new Binder(List.of(new MapConfigurationPropertySource(properties)))
			.bindOrCreate("ws", WebSocketServerProperties.class);
		return new WebSocketSettings(bound);
	}

	static class PlainEndpoint {

		@OnOpen
		void open() {
		}

	}

}
