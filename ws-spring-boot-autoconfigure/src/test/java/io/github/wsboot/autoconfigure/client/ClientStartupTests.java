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

package io.github.wsboot.autoconfigure.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.websocket.ClientEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.socket.client.WebSocketConnectionManager;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.autoconfigure.DurationProperties;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.autoconfigure.check.InvalidEndpointFailureAnalyzer;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.client.bean.AnnotatedClients;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.client.connection.RegisteredClient;
import io.github.wsboot.endpoint.EndpointRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is found and checked at start-up. Nothing connects.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientStartupTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(WebSocketServerAutoConfiguration.class, WebSocketConnectionManagerAutoConfiguration.class,
				WebSocketClientAutoConfiguration.class, JacksonAutoConfiguration.class, SslAutoConfiguration.class));

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebSocketServerAutoConfiguration.class,
				WebSocketConnectionManagerAutoConfiguration.class, WebSocketClientAutoConfiguration.class,
				JacksonAutoConfiguration.class, SslAutoConfiguration.class));

	static Stream<Arguments> wrongClients() {
		return Stream.of(Arguments.of(BothKinds.class,
				"is annotated with @WebSocketClient and @WebSocketEndpoint, but its class", "Move the callbacks"),
				Arguments.of(ClientAndAdvice.class, "@WebSocketClient and @WebSocketAdvice", "Move the callbacks"),
				Arguments.of(Broadcasting.class,
						"Method 'ClientStartupTests.Broadcasting.message(String)' of WebSocket client bean "
								+ "'clientStartupTests.Broadcasting' is annotated with @Broadcast",
						"push to an audience"),
				Arguments.of(UnknownVariable.class, "has a @PathVariable 'room' that its URI does not have",
						"Rename it to one of [symbol] or add '{room}' to the URI."),
				Arguments.of(HttpScheme.class,
						"has the URI 'https://example.org/x', but its scheme is neither 'ws' nor 'wss'",
						"Write a URI such as"),
				Arguments.of(NoUri.class, "WebSocket client bean 'clientStartupTests.NoUri' has no URI.",
						"or set 'ws.client.registration.clientStartupTests.NoUri.url'"),
				Arguments.of(NoHost.class, "but it has no host", "Write a URI such as"),
				Arguments.of(RestOfPath.class,
						"has the URI 'wss://localhost/{*rest}', but the variable '{*rest}' is not just a name",
						"Write a URI such as"),
				Arguments.of(UserInfo.class, "has the URI 'wss://my_host/' with user information.",
						"set the header 'Authorization'"),
				Arguments.of(Unresolved.class, "has a placeholder without a value", "Define the property"),
				Arguments.of(NoCallback.class, "WebSocket client bean 'clientStartupTests.NoCallback' has no callback.",
						"WebSocketClients.uri(...)"),
				Arguments.of(BadSubProtocol.class,
						"WebSocket client bean 'clientStartupTests.BadSubProtocol' has the sub-protocol 'a b'",
						"Write a name"),
				Arguments.of(JakartaClient.class, "is annotated with 'jakarta.websocket.ClientEndpoint'",
						"Annotate the class with @WebSocketClient instead."),
				Arguments.of(JakartaCallbacks.class,
						"of WebSocket client bean 'clientStartupTests.JakartaCallbacks' is annotated with "
								+ "'jakarta.websocket.OnMessage'",
						"Import 'io.github.wsboot.annotation.OnMessage' instead."),
				Arguments.of(HandshakeOfServer.class, "has a parameter of the type 'HandshakeContext'",
						"Take a ConnectRequest instead."),
				Arguments.of(ConnectionInHandshake.class, "has a parameter of the type 'Connection'",
						"Take a ConnectRequest instead."),
				Arguments.of(HeaderInHandshake.class, "a value of the request, which is about to be made",
						"Take a ConnectRequest"),
				Arguments.of(ResultOfHandshake.class, "results of @OnHandshake are not sent",
						"Return void; an exception ends the attempt."),
				Arguments.of(RequestInOpen.class, "only @OnHandshake can change the request", "Take a Handshake"),
				Arguments.of(Cookies.class, "clients keep no cookies", "Read the header 'Cookie'"),
				Arguments.of(ErrorWithConnection.class, "has a parameter that needs a connection",
						"Keep only the exception and the ClientConnection"),
				Arguments.of(ErrorWithResult.class, "there is no connection to send it", "Return void."),
				Arguments.of(TwoOpens.class, "WebSocket client bean 'clientStartupTests.TwoOpens' declares",
						"Keep one of them."),
				Arguments.of(EndpointWithRequest.class,
						"has the parameter 'ConnectRequest request', but there is no payload",
						"Only the callbacks of a @WebSocketClient can take it; those of endpoints take a "
								+ "HandshakeContext."),
				Arguments.of(EndpointWithClientConnection.class, "has the parameter 'ClientConnection client'",
						"Remove it"));
	}

	@ParameterizedTest
	@MethodSource("wrongClients")
	void wrongCodeShouldFailWithItsFix(Class<?> bean, String description, String action) {
		this.webRunner.withBean(bean).run((context) -> {
			FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains(description);
			assertThat(analysis.getAction()).contains(action);
		});
	}

	@Test
	void twoClientsOfOneNameShouldFail() {
		this.runner.withBean(Quotes.class).withBean(SameName.class).run((context) -> {
			FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'clientStartupTests.Quotes'",
					"'clientStartupTests.SameName'", "both have the name 'Quotes'");
			assertThat(analysis.getAction()).contains("@WebSocketClient(name = \"...\")");
		});
	}

	@Test
	void registrationOfNoClientShouldFail() {
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.client.registration.quots.max-text-size=1KB")
			.run((context) -> {
				FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.isEqualTo("The property 'ws.client.registration.quots' is that of no WebSocket client.");
				assertThat(analysis.getAction()).startsWith("Use one of the names [quotes], or annotate");
			});
	}

	@Test
	void registrationOfAClientThatATestLeavesOutShouldBeWarnedOf(CapturedOutput output) {
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.client.registration.trades.url=ws://localhost/",
					"spring.boot.enableautoconfiguration=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("'ws.client.registration' with [trades]");
			});
	}

	@Test
	void registrationWithoutAnyClientShouldBeWarnedOf(CapturedOutput output) {
		this.runner.withPropertyValues("ws.client.registration.quots.max-text-size=1KB").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("does not have: 'ws.client.registration' with [quots]");
		});
	}

	@ParameterizedTest
	@CsvSource({ "ws.client.connect-timeout, 0s, ws.client.connect-timeout",
			"ws.client.max-text-size, 0B, ws.client.max-text-size",
			"ws.client.registration.quotes.send.max-messages, 0, ws.client.registration.quotes.send.max-messages",
			"ws.client.reconnect.max-delay, 1ms, ws.client.reconnect.max-delay",
			"ws.client.reconnect.max-attempts, 0, ws.client.reconnect.max-attempts",
			"ws.client.offline-queue.max-messages, -1, ws.client.offline-queue.max-messages",
			"ws.client.offline-queue.max-messages, 1001, ws.client.offline-queue.max-messages",
			"ws.client.ssl.bundle, missing, ws.client.ssl.bundle",
			"ws.client.registration.quotes.ssl.bundle, missing, ws.client.registration.quotes.ssl.bundle" })
	void wrongPropertyShouldFailWithItsName(String property, String value, String named) {
		this.runner.withBean(Quotes.class)
			.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(failure) -> assertThat(failure.getName()).isEqualTo(named)));
	}

	@ParameterizedTest
	@MethodSource
	void endlessDurationShouldFailAndSayWhy(String name) {
		this.runner.withBean(Quotes.class)
			.withPropertyValues(name + "=110000d")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo(name);
					assertThat(failure.getReason()).isEqualTo("It must not be more than 3650d, which is ten years.");
				}));
	}

	static Stream<String> endlessDurationShouldFailAndSayWhy() {
		return Stream.of("ws.client", "ws.client.registration.quotes")
			.flatMap((prefix) -> DurationProperties.names(ClientConnectionProperties.class, prefix));
	}

	@ParameterizedTest
	@CsvSource({ "ws.client.max-text-size, ws.client.max-text-size",
			"ws.client.max-binary-size, ws.client.max-binary-size",
			"ws.client.registration.quotes.max-text-size, ws.client.registration.quotes.max-text-size" })
	void messageThatTakesMostOfTheMemoryShouldFail(String property, String named) {
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.receive.max-total-bytes=4MB", property + "=1025KB")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo(named);
					assertThat(failure.getReason())
						.isEqualTo("A message must not take more than a quarter of 'ws.receive.max-total-bytes'.");
				}));
	}

	@Test
	void aQuarterOfTheMemoryAndTheDefaultShouldBeAllowed() {
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.receive.max-total-bytes=4MB", "ws.client.max-text-size=1MB")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.receive.max-total-bytes=64KB")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void offlineQueueShouldFitIntoThatOfASocket() {
		WebApplicationContextRunner runner = this.webRunner.withBean(Quotes.class)
			.withPropertyValues("ws.client.offline-queue.max-bytes=2MB");
		runner.run((context) -> assertThat(context).hasNotFailed());
		runner.withPropertyValues("ws.client.offline-queue.max-messages=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'ws.client.send.max-bytes', which is 1048576 bytes, or raise that"));
	}

	@Test
	void hostMayHaveAnUnderscore() {
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.client.registration.quotes.url=ws://quote_service:8080/{symbol}")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void shouldHaveDefaultsAndThePropertiesOfOne() {
		this.runner.withBean(Quotes.class)
			.withBean(Plain.class)
			.withPropertyValues("ws.client.handshake-timeout=7s", "ws.client.headers.X-All=all",
					"ws.client.registration.quotes.connect-timeout=3s", "ws.client.registration.quotes.headers.X-One=1",
					"ws.client.registration.quotes.url=ws://localhost/{symbol}?k=v",
					"ws.client.registration.plainClient.max-text-size=1KB",
					"ws.client.registration.plainClient.auto-connect=true",
					"ws.client.registration.plainClient.reconnect.max-attempts=3")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				RegisteredClient quotes = client(context.getBean(AnnotatedClients.class), "quotes");
				assertThat(quotes.autoConnect()).isTrue();
				assertThat(quotes.uri()).isEqualTo("ws://localhost/{symbol}?k=v");
				assertThat(quotes.subProtocols()).containsExactly("v2", "v1");
				assertThat(quotes.settings().connectTimeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(quotes.settings().handshakeTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(quotes.settings().limits().maxTextSize()).isEqualTo(65536);
				assertThat(quotes.settings().reconnect().maxAttempts()).isNull();
				assertThat(quotes.headers().toSingleValueMap()).containsEntry("X-All", "all")
					.containsEntry("X-One", "1");
				RegisteredClient plain = client(context.getBean(AnnotatedClients.class), "plainClient");
				assertThat(plain.uri()).isEqualTo("wss://plain.example.org/");
				assertThat(plain.autoConnect()).isFalse();
				assertThat(plain.settings().connectTimeout()).isEqualTo(Duration.ofSeconds(10));
				assertThat(plain.settings().limits().maxTextSize()).isEqualTo(1024);
				assertThat(plain.settings().reconnect().maxAttempts()).isEqualTo(3);
				assertThat(plain.headers().toSingleValueMap()).containsOnlyKeys("X-All");
			});
	}

	@ParameterizedTest
	@CsvSource({ "true, true, true", "true, false, false", "false, true, true", "false, false, false" })
	void propertiesShouldSayWhetherClientsConnect(boolean all, boolean one, boolean expected) {
		this.runner.withBean(Quotes.class)
			.withPropertyValues("ws.client.auto-connect=" + all, "ws.client.registration.quotes.auto-connect=" + one)
			.run((context) -> assertThat(client(context.getBean(AnnotatedClients.class), "quotes").autoConnect())
				.isEqualTo(expected));
	}

	@Test
	void whenClientsMustNotConnectNoneShould() {
		this.runner.withBean(Nowhere.class)
			.withPropertyValues("ws.client.auto-connect=false")
			.run((context) -> assertThat(context.getBean(WebSocketClients.class).count()).isZero());
	}

	@Test
	void beansWithObviousNamesShouldNotCollideWithOurs() {
		this.runner
			.withBean("webSocketConnectionManager", WebSocketConnectionManager.class,
					() -> new WebSocketConnectionManager(new StandardWebSocketClient(), new TextWebSocketHandler(),
							URI.create("ws://localhost/")))
			.withBean("webSocketClientManager", Text.class, Text::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ConnectionManager.class)
				.hasSingleBean(WebSocketClients.class));
	}

	private static RegisteredClient client(AnnotatedClients clients, String name) {
		return clients.find(name).orElseThrow();
	}

	@Test
	void clientShouldBeNoEndpoint() {
		this.webRunner.withBean(Plain.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(EndpointRegistry.class).endpoints()).isEmpty();
			assertThat(context.getBean(ClientDefinitions.class).clients()).hasSize(1);
		});
	}

	@Test
	void lazyInitializationShouldNotHideWrongCode() {
		this.runner.withBean(Broadcasting.class)
			.withPropertyValues("spring.main.lazy-initialization=true")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("@Broadcast"));
	}

	@Test
	void applicationWithoutClientsShouldHaveNoThreadForThem() {
		Set<Thread> before = ourThreads();
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			Set<Thread> started = ourThreads();
			started.removeAll(before);
			assertThat(started).isEmpty();
		});
	}

	private static Set<Thread> ourThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("ws-"))
			.collect(Collectors.toSet());
	}

	@Test
	void eachContextShouldHaveItsOwnClients() {
		this.runner.withBean(Plain.class)
			.run((parent) -> this.webRunner.withParent(parent)
				.withBean(Quotes.class)
				.withPropertyValues("ws.client.registration.plainClient.connect-timeout=1s")
				.run((child) -> {
					assertThat(child).hasNotFailed();
					assertThat(child.getBean(ClientDefinitions.class).clients()).extracting("name")
						.isEqualTo(List.of("quotes"));
					assertThat(child.getBean(EndpointRegistry.class).endpoints()).isEmpty();
				}));
	}

	@WebSocketClient(name = "quotes", value = "wss://quotes.example.org/stream/{symbol}", subProtocols = { "v2", "v1" })
	static class Quotes {

		@OnHandshake
		void authenticate(ConnectRequest request, @PathVariable String symbol) {
		}

		@OnOpen
		String opened(@PathVariable String symbol, @RequestHeader(required = false) String authorization) {
			return symbol;
		}

		@OnClose
		void closed(CloseCause cause, ClientConnection client) {
		}

		@OnError
		void failed(ConnectFailedException failure, ClientConnection client) {
		}

		@OnError
		String failed(IllegalStateException failure, Connection connection) {
			return "failed";
		}

	}

	@WebSocketClient(name = "plainClient", value = "wss://plain.example.org/", autoConnect = false)
	static class Plain {

		@OnMessage
		void message(String message) {
		}

	}

	@WebSocketClient("ws://localhost:1/")
	static class Nowhere extends Text {

	}

	@WebSocketClient(name = "Quotes", value = "ws://example.org/")
	static class SameName extends Text {

	}

	static class Text {

		@OnMessage
		void message(String message) {
		}

	}

	@WebSocketClient("ws://example.org/")
	@WebSocketEndpoint("/both")
	static class BothKinds extends Text {

	}

	@WebSocketClient("ws://example.org/")
	@WebSocketAdvice
	static class ClientAndAdvice {

		@OnError
		void failed(RuntimeException failure) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class Broadcasting {

		@OnMessage
		@Broadcast
		String message(String message) {
			return message;
		}

	}

	@WebSocketClient("ws://example.org/{symbol}")
	static class UnknownVariable {

		@OnOpen
		void opened(@PathVariable String room) {
		}

	}

	@WebSocketClient("https://example.org/x?secret=1")
	static class HttpScheme extends Text {

	}

	@WebSocketClient
	static class NoUri extends Text {

	}

	@WebSocketClient("ws:///path")
	static class NoHost extends Text {

	}

	@WebSocketClient("wss://localhost/{*rest}")
	static class RestOfPath extends Text {

	}

	@WebSocketClient("wss://u:p@ss@my_host/")
	static class UserInfo extends Text {

	}

	@WebSocketClient("${there.is.no.such.url}")
	static class Unresolved extends Text {

	}

	@WebSocketClient("ws://example.org/")
	static class NoCallback {

	}

	@WebSocketClient(uri = "ws://example.org/", subProtocols = "a b")
	static class BadSubProtocol extends Text {

	}

	@ClientEndpoint
	static class JakartaClient extends Text {

	}

	@WebSocketClient("ws://example.org/")
	static class JakartaCallbacks {

		@jakarta.websocket.OnMessage
		void message(String message) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class HandshakeOfServer {

		@OnHandshake
		void handshake(HandshakeContext context) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class ConnectionInHandshake {

		@OnHandshake
		void handshake(Connection connection) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class HeaderInHandshake {

		@OnHandshake
		void handshake(@RequestHeader String authorization) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class ResultOfHandshake {

		@OnHandshake
		String handshake(ConnectRequest request) {
			return "";
		}

	}

	@WebSocketClient("ws://example.org/")
	static class RequestInOpen {

		@OnOpen
		void opened(ConnectRequest request) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class Cookies {

		@OnOpen
		void opened(@CookieValue String session) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class ErrorWithConnection extends Text {

		@OnError
		void failed(ConnectFailedException failure, Connection connection) {
		}

	}

	@WebSocketClient("ws://example.org/")
	static class ErrorWithResult extends Text {

		@OnError
		String failed(ConnectFailedException failure) {
			return "";
		}

	}

	@WebSocketClient("ws://example.org/")
	static class TwoOpens {

		@OnOpen
		void one() {
		}

		@OnOpen
		void two() {
		}

	}

	@WebSocketEndpoint("/one")
	static class EndpointWithRequest extends Text {

		@OnHandshake
		void handshake(ConnectRequest request) {
		}

	}

	@WebSocketEndpoint("/one")
	static class EndpointWithClientConnection {

		@OnMessage
		void message(ClientConnection client) {
		}

	}

}
