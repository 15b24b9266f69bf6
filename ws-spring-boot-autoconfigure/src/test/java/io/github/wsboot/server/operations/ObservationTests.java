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

package io.github.wsboot.server.operations;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationPredicate;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.extension.observation.DefaultWebSocketMessageObservationConvention;
import io.github.wsboot.extension.observation.WebSocketMessageObservationContext;
import io.github.wsboot.extension.observation.WebSocketMessageObservationConvention;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.operations.ObservationTests.TracingInfrastructure.Spans;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for observations of messages, with the SDK of OpenTelemetry.
 */
@PlainOnly
class ObservationTests extends ServerTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN = "b7ad6b7169203331";

	private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";

	private static final String NO_HTTP = "management.observations.enable.http.server.requests=false";

	ObservationTests() {
		super(TestServer.WithActuator.class, TracingInfrastructure.class, TracedEndpoint.class,
				TracedLoopEndpoint.class, SilentEndpoint.class);
	}

	/**
	 * Return the server with tracing and these properties.
	 */
	TestServer traced(String... properties) {
		return server(Stream
			.concat(Stream.of(kind().exclusionWithTracing(), "management.tracing.sampling.probability=1",
					"ws.worker.max-threads=1", "ws.transport.event-loops=1"), Arrays.stream(properties))
			.toArray(String[]::new));
	}

	private RawWebSocketClient raw(TestServer server, String path, String traceParent) {
		return closeLater(RawWebSocketClient.to(server, path).header("traceparent", traceParent).connect());
	}

	private static List<SpanData> spans(TestServer server, RawWebSocketClient client, int count) {
		return server.bean(Spans.class).awaitMessages(server.connection(client.name()).id(), count);
	}

	private static LinkData link(SpanData span) {
		assertThat(span.getLinks()).hasSize(1);
		return span.getLinks().get(0);
	}

	@Promise("tracing")
	@Test
	void eachMessageShouldBeginATraceThatIsLinkedToTheHandshake() {
		TestServer server = traced();
		RawWebSocketClient client = raw(server, "/traced/lobby").text("a").text("b");
		List<SpanData> spans = spans(server, client, 2);
		SpanData handshake = server.bean(Spans.class).await(link(spans.get(0)).getSpanContext().getSpanId());
		assertThat(handshake.getKind()).isEqualTo(SpanKind.SERVER);
		assertThat(handshake.getName()).startsWith("http get");
		assertThat(spans).allSatisfy((span) -> {
			assertThat(span.getName()).isEqualTo("websocket /traced/{room} message");
			assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
			assertThat(span.getParentSpanContext().isValid()).isFalse();
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
			assertThat(link(span).getSpanContext().getTraceId()).isEqualTo(handshake.getTraceId());
			assertThat(link(span).getSpanContext().getSpanId()).isEqualTo(handshake.getSpanId());
			assertThat(attribute(span, "uri")).isEqualTo("/traced/{room}");
			assertThat(attribute(span, "websocket.callback")).isEqualTo("TracedEndpoint.message");
		});
		assertThat(Stream.concat(spans.stream(), Stream.of(handshake)).map(SpanData::getTraceId).distinct()).hasSize(3);
	}

	private static String attribute(SpanData span, String name) {
		return span.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().getKey().equals(name))
			.map((entry) -> String.valueOf(entry.getValue()))
			.findFirst()
			.orElse("");
	}

	@Promise("tracing")
	@Test
	void traceOfTheClientShouldGoOnInTheHandshake() {
		TestServer server = traced();
		RawWebSocketClient client = raw(server, "/traced/lobby", PARENT).text("a");
		LinkData link = link(spans(server, client, 1).get(0));
		assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE);
		SpanData handshake = server.bean(Spans.class).await(link.getSpanContext().getSpanId());
		assertThat(handshake.getParentSpanId()).isEqualTo(SPAN);
	}

	@Promise("tracing")
	@Test
	void withoutATraceOfTheRequestTheOneOfTheClientShouldBeLinked() {
		TestServer server = traced(NO_HTTP);
		SpanData linked = spans(server, raw(server, "/traced/lobby", PARENT).text("a"), 1).get(0);
		assertThat(link(linked).getSpanContext().getTraceId()).isEqualTo(TRACE);
		assertThat(link(linked).getSpanContext().getSpanId()).isEqualTo(SPAN);
		assertThat(linked.getTraceId()).isNotEqualTo(TRACE);
		assertThat(spans(server, raw(server, "/traced/lobby").text("a"), 1).get(0).getLinks()).isEmpty();
		assertThat(spans(server, raw(server, "/traced/lobby", "nonsense").text("a"), 1).get(0).getLinks()).isEmpty();
	}

	@Promise("tracing")
	@Test
	void failureShouldBeTheErrorOfItsMessageAlthoughItIsHandled() {
		TestServer server = traced();
		RawWebSocketClient client = raw(server, "/traced/lobby").text("fail");
		assertThat(client.nextText()).startsWith("error asked to fail");
		assertFailed(spans(server, client, 1).get(0), "asked to fail");
	}

	private static void assertFailed(SpanData span, String message) {
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(span.getEvents()).hasSize(1).first().satisfies((event) -> {
			assertThat(event.getName()).isEqualTo("exception");
			assertThat(event.getAttributes().asMap().values()).contains(message, "java.lang.IllegalStateException");
		});
	}

	@Promise("tracing")
	@Test
	void messageThatNobodyTakesShouldHaveASpanWithAnError() {
		TestServer server = traced();
		RawWebSocketClient client = raw(server, "/traced/lobby");
		String id = server.connection(client.name()).id();
		client.send(new RawFrame(true, RawFrame.BINARY, new byte[1]));
		assertThat(client.nextClose().closeCode()).isEqualTo(1003);
		SpanData span = server.bean(Spans.class).awaitMessages(id, 1).get(0);
		assertThat(span.getName()).isEqualTo("websocket /traced/{room}");
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attribute(span, "websocket.callback")).isEqualTo("none");
	}

	@Promise("tracing")
	@Test
	void spanShouldLastUntilTheStageIsDone() {
		TestServer server = traced();
		RawWebSocketClient client = raw(server, "/traced/lobby").text("stage");
		String id = server.connection(client.name()).id();
		server.journal().await(client.name(), "stage begins");
		assertThat(server.bean(Spans.class).ofMessages(id)).isEmpty();
		TracedEndpoint.complete(client.name(), "done");
		assertThat(client.nextText()).isEqualTo("done");
		assertThat(server.bean(Spans.class).awaitMessages(id, 1).get(0).getStatus().getStatusCode())
			.isEqualTo(StatusCode.OK);
	}

	@Promise("tracing")
	@Test
	void failureOfTheStageShouldBeTheErrorOfItsMessage() {
		TestServer server = traced();
		for (String path : List.of("/traced/lobby", "/loop/lobby")) {
			RawWebSocketClient client = raw(server, path).text("stage");
			server.journal().await(client.name(), "stage begins");
			TracedEndpoint.fail(client.name());
			String[] reply = client.nextText().split(" in ");
			assertThat(reply[0]).isEqualTo("error too late");
			SpanData span = spans(server, client, 1).get(0);
			assertFailed(span, "too late");
			assertThat(reply[1]).isEqualTo(span.getTraceId());
		}
	}

	@Promise("tracing")
	@Test
	void spanShouldEndWithTheConnection() {
		TestServer server = traced();
		RawWebSocketClient client = raw(server, "/traced/lobby").text("stage");
		String id = server.connection(client.name()).id();
		server.journal().await(client.name(), "stage begins");
		client.send(RawFrame.close(1000));
		assertThat(server.bean(Spans.class).awaitMessages(id, 1).get(0).getStatus().getStatusCode())
			.isEqualTo(StatusCode.OK);
	}

	@Promise("tracing")
	@Test
	void idsOfTheTraceShouldBeInTheMdcOfTheCallbackOnly() throws Exception {
		TestServer server = traced();
		for (String path : List.of("/traced/lobby", "/loop/lobby")) {
			RawWebSocketClient client = raw(server, path);
			for (int i = 1; i <= 3; i++) {
				String[] ids = client.text("mdc").nextText().split(" ");
				SpanData span = spans(server, client, i).get(i - 1);
				assertThat(ids).containsExactly(span.getTraceId(), span.getSpanId());
			}
			CompletableFuture<String> tick = new CompletableFuture<>();
			server.connection(client.name()).after(Duration.ZERO, (c) -> tick.complete(MDC.get("traceId")));
			assertThat(tick.get(60, TimeUnit.SECONDS)).isNull();
		}
		CompletableFuture<String> outside = new CompletableFuture<>();
		server.bean(CallbackExecutor.class).execute(() -> outside.complete(MDC.get("traceId")));
		assertThat(outside.get(60, TimeUnit.SECONDS)).isNull();
	}

	@Promise("tracing")
	@Test
	void predicateOfTheApplicationShouldBeRespected() {
		TestServer server = traced();
		RawWebSocketClient silent = raw(server, "/silent").text("a");
		assertThat(silent.nextText()).isEqualTo("a");
		spans(server, raw(server, "/traced/lobby").text("a"), 1);
		assertThat(server.bean(Spans.class).ofMessages(server.connection(silent.name()).id())).isEmpty();
	}

	@Promise("tracing")
	@Test
	void conventionOfTheApplicationShouldBeUsed() {
		TestServer server = traced("test.convention=true");
		RawWebSocketClient client = raw(server, "/traced/lobby").text("a");
		assertThat(spans(server, client, 1).get(0).getName()).isEqualTo("own name");
	}

	@Promise("tracing")
	@Test
	void whatIsNotSampledShouldNotBeExported() {
		TestServer server = traced("management.tracing.sampling.probability=0");
		RawWebSocketClient client = raw(server, "/traced/lobby");
		assertThat(client.text("mdc").nextText()).matches("[0-9a-f]{32} [0-9a-f]{16}");
		assertThat(client.text("mdc").nextText()).matches("[0-9a-f]{32} [0-9a-f]{16}");
		assertThat(server.bean(Spans.class).names()).isEmpty();
	}

	@Promise("tracing")
	@Test
	void whenSwitchedOffThereShouldBeTheHandshakeOnly() {
		TestServer server = traced("ws.observation.enabled=false");
		RawWebSocketClient client = raw(server, "/traced/lobby");
		assertThat(client.text("mdc").nextText()).isEqualTo("null null");
		assertThat(client.text("mdc").nextText()).isEqualTo("null null");
		TestServer.await("span of the handshake")
			.untilAsserted(() -> assertThat(server.bean(Spans.class).names()).hasSize(1));
	}

	@WebSocketEndpoint("/traced/{room}")
	static class TracedEndpoint extends RecordingEndpoint {

		private static final Map<String, CompletableFuture<String>> STAGES = new ConcurrentHashMap<>();

		TracedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		CompletionStage<String> message(String text, Connection connection) {
			return switch (text) {
				case "fail" -> throw new IllegalStateException("asked to fail");
				case "stage" -> stage(connection);
				case "mdc" -> CompletableFuture.completedStage(MDC.get("traceId") + " " + MDC.get("spanId"));
				default -> CompletableFuture.completedStage(text);
			};
		}

		private CompletionStage<String> stage(Connection connection) {
			CompletableFuture<String> stage = new CompletableFuture<>();
			STAGES.put(TestServer.clientOf(connection), stage);
			journal().add(connection, "stage begins");
			return stage;
		}

		@OnError
		String error(IllegalStateException ex) {
			return "error " + ex.getMessage() + " in " + MDC.get("traceId");
		}

		static void complete(String client, String result) {
			STAGES.remove(client).complete(result);
		}

		static void fail(String client) {
			STAGES.remove(client).completeExceptionally(new IllegalStateException("too late"));
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/loop/{room}")
	static class TracedLoopEndpoint extends TracedEndpoint {

		TracedLoopEndpoint(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/silent")
	static class SilentEndpoint extends EchoingEndpoint {

		SilentEndpoint(Journal journal) {
			super(journal);
		}

	}

	/**
	 * OpenTelemetry's SDK, which keeps all spans in memory.
	 */
	@Configuration(proxyBeanMethods = false)
	static class TracingInfrastructure {

		@Bean
		Spans spans() {
			return new Spans();
		}

		@Bean
		SimpleSpanProcessor spansInMemory(Spans spans) {
			return (SimpleSpanProcessor) SimpleSpanProcessor.create(spans.exporter);
		}

		@Bean
		ObservationPredicate nothingSilent() {
			return (name, context) -> !(context instanceof WebSocketMessageObservationContext message
					&& message.getConnection().endpoint().equals("/silent"));
		}

		@Bean
		@ConditionalOnBooleanProperty("test.convention")
		WebSocketMessageObservationConvention ownConvention() {
			return new DefaultWebSocketMessageObservationConvention() {

				@Override
				public String getContextualName(WebSocketMessageObservationContext context) {
					return "own name";
				}

			};
		}

		/**
		 * The spans that have ended.
		 */
		static final class Spans {

			private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

			/**
			 * Return the spans of a connection's messages, in the order of their end.
			 */
			List<SpanData> ofMessages(String connectionId) {
				return this.exporter.getFinishedSpanItems()
					.stream()
					.filter((span) -> span.getAttributes()
						.asMap()
						.entrySet()
						.stream()
						.anyMatch((entry) -> entry.getKey().getKey().equals("websocket.connection.id")
								&& entry.getValue().equals(connectionId)))
					.toList();
			}

			/**
			 * Wait for the spans of a connection's messages.
			 */
			List<SpanData> awaitMessages(String connectionId, int count) {
				return TestServer.await("spans of " + count + " messages")
					.until(() -> ofMessages(connectionId), (spans) -> spans.size() == count);
			}

			/**
			 * Wait for the end of a span.
			 */
			SpanData await(String spanId) {
				if (!SpanId.isValid(spanId)) {
					throw new IllegalArgumentException("'" + spanId + "' is no id of a span");
				}
				return TestServer.await("span " + spanId)
					.until(() -> this.exporter.getFinishedSpanItems()
						.stream()
						.filter((span) -> span.getSpanId().equals(spanId))
						.findFirst(), (found) -> found.isPresent())
					.orElseThrow();
			}

			List<String> names() {
				return this.exporter.getFinishedSpanItems().stream().map(SpanData::getName).toList();
			}

		}

	}

}
