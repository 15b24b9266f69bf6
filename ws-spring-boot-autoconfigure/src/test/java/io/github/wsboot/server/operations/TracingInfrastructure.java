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

import java.util.List;

import io.micrometer.observation.ObservationPredicate;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.observation.DefaultWebSocketMessageObservationConvention;
import io.github.wsboot.observation.WebSocketMessageObservationContext;
import io.github.wsboot.observation.WebSocketMessageObservationConvention;
import io.github.wsboot.server.TestServer;

/**
 * OpenTelemetry's SDK, which keeps all spans in memory.
 */
@Configuration(proxyBeanMethods = false)
class TracingInfrastructure {

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
