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

package io.github.wsboot.docs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonView;
import com.google.protobuf.Int32Value;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.converter.ProtobufMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import reactor.core.publisher.Flux;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the page about endpoints.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EndpointsExamplesTests {

	@LocalServerPort
	private int port;

	@Test
	void attributesShouldBelongToOneConnection() {
		try (ExampleClient first = connect("/counter"); ExampleClient second = connect("/counter")) {
			first.send("a");
			assertThat(first.nextText()).isEqualTo("1");
			first.send("b");
			assertThat(first.nextText()).isEqualTo("2");
			second.send("c");
			assertThat(second.nextText()).isEqualTo("1");
		}
	}

	@Test
	void resultsMayComeLater() {
		try (ExampleClient client = connect("/forecasts")) {
			client.send("{\"type\":\"forecast\",\"name\":\"Oslo\"}");
			assertThat(client.nextText()).isEqualTo("{\"place\":\"Oslo\",\"degrees\":7}");
			client.send("{\"type\":\"history\",\"name\":\"Oslo\"}");
			assertThat(client.nextText()).isEqualTo("{\"place\":\"Oslo\",\"degrees\":5}");
			assertThat(client.nextText()).isEqualTo("{\"place\":\"Oslo\",\"degrees\":6}");
		}
	}

	@Test
	void typeShouldChooseTheCallback() {
		try (ExampleClient client = connect("/bids")) {
			client.send("{\"type\":\"place\",\"amount\":7}");
			assertThat(client.nextText()).isEqualTo("{\"type\":\"placed\",\"amount\":7}");
			client.send("hello");
			assertThat(client.nextText()).isEqualTo("unknown: hello");
		}
	}

	@Test
	void pushShouldFollowTheViewThatItIsGiven(@Autowired ShapePublisher publisher,
			@Autowired ConnectionManager connections) {
		try (ExampleClient client = connect("/shapes")) {
			await().until(() -> connections.endpoint("/shapes").count() == 1);
			publisher.publish(List.of(new Circle(2, "secret")));
			assertThat(client.nextText()).isEqualTo("[{\"kind\":\"Circle\",\"radius\":2}]");
		}
	}

	@Test
	void valuesShouldBeConverted() {
		UUID order = UUID.randomUUID();
		try (ExampleClient client = ExampleClient.connect(this.port, "/orders/" + order + "?last=3",
				(handshake) -> handshake.header("Cookie", "theme=dark"))) {
			assertThat(client.nextText()).isEqualTo("{\"order\":\"" + order + "\",\"last\":3,\"theme\":\"dark\"}");
		}
		try (ExampleClient client = connect("/orders/" + order)) {
			assertThat(client.nextText()).contains("\"last\":10", "\"theme\":\"light\"");
		}
		try (ExampleClient client = connect("/orders/none")) {
			assertThat(client.closeCode()).isEqualTo(1008);
		}
	}

	@Test
	void protobufShouldTravelInBinaryMessages() throws Exception {
		try (ExampleClient client = connect("/squares")) {
			client.send(Int32Value.of(7).toByteString().asReadOnlyByteBuffer());
			assertThat(Int32Value.parseFrom(client.nextBinary()).getValue()).isEqualTo(49);
		}
	}

	@Test
	void constraintsShouldHold() {
		try (ExampleClient client = connect("/rooms/lobby")) {
			client.send("{\"type\":\"line\",\"text\":\"hello\"}");
			assertThat(client.nextText()).isEqualTo("{\"type\":\"line\",\"text\":\"hello\"}");
			client.send("[\"a\",\"b\"]");
			assertThat(client.nextText()).isEqualTo("2");
			client.send("[\"a\",\" \"]");
			assertThat(client.closeCode()).isEqualTo(1008);
		}
		try (ExampleClient client = connect("/rooms/lobby")) {
			client.send("{\"type\":\"line\",\"text\":\"\"}");
			assertThat(client.closeCode()).isEqualTo(1008);
		}
		try (ExampleClient client = connect("/rooms/a-name-of-more-than-20-characters")) {
			assertThat(client.closeCode()).isEqualTo(1008);
		}
	}

	@Test
	void adviceShouldAnswerForAllEndpoints() {
		try (ExampleClient client = connect("/bids")) {
			client.send("{\"type\":\"place\",\"amount\":{}}");
			assertThat(client.nextText()).isEqualTo("{\"type\":\"problem\",\"text\":\"This message cannot be read\"}");
		}
		try (ExampleClient client = connect("/closed-auction")) {
			client.send("7");
			assertThat(client.nextText()).isEqualTo("{\"type\":\"problem\",\"text\":\"Not now\"}");
		}
	}

	private ExampleClient connect(String path) {
		return ExampleClient.connect(this.port, path);
	}

	@ExampleApplication
	@Import({ CounterEndpoint.class, ForecastEndpoint.class, Weather.class, BidEndpoint.class, ClosedEndpoint.class,
			ShapeEndpoint.class, ShapePublisher.class, OrderEndpoint.class, Protobuf.class, SquareEndpoint.class,
			RoomEndpoint.class, Problems.class })
	static class Application {

	}

	@WebSocketEndpoint("/counter")
	static class CounterEndpoint {

		@OnOpen
		void opened(Connection connection) {
			connection.attributes().put("counter", new AtomicInteger());
		}

		@OnMessage
		int count(Connection connection, String text) {
			return ((AtomicInteger) connection.attributes().get("counter")).incrementAndGet();
		}

	}

	@WebSocketEndpoint("/forecasts")
	static class ForecastEndpoint {

		private final Weather weather;

		ForecastEndpoint(Weather weather) {
			this.weather = weather;
		}

		@OnMessage("forecast")
		CompletableFuture<Forecast> forecast(Place place) {
			return this.weather.forecast(place.name());
		}

		@OnMessage("history")
		Flux<Forecast> history(Place place) {
			return this.weather.history(place.name());
		}

	}

	@Component
	static class Weather {

		CompletableFuture<Forecast> forecast(String place) {
			return CompletableFuture.supplyAsync(() -> new Forecast(place, 7));
		}

		Flux<Forecast> history(String place) {
			return Flux.just(5, 6).map((degrees) -> new Forecast(place, degrees)).delayElements(Duration.ofMillis(1));
		}

	}

	@WebSocketEndpoint("/closed-auction")
	static class ClosedEndpoint {

		@OnMessage
		void bid(String text) {
			throw new IllegalStateException("The auction is over");
		}

	}

	record Place(String name) {

	}

	record Forecast(String place, int degrees) {

	}

	@WebSocketEndpoint("/bids")
	static class BidEndpoint {

		@OnMessage("place")
		Placed place(Bid bid) {
			return new Placed(bid.amount());
		}

		@OnMessage
		String anythingElse(String text) {
			return "unknown: " + text;
		}

		@MessageType("placed")
		record Placed(int amount) {

		}

	}

	record Bid(int amount) {

	}

	@WebSocketEndpoint("/shapes")
	static class ShapeEndpoint {

		@OnOpen
		void opened() {
		}

	}

	@Component
	static class ShapePublisher {

		private static final TypeReference<List<Shape>> SHAPES = new TypeReference<>() {
		};

		private final JsonMapper jsonMapper;

		private final ConnectionManager connections;

		ShapePublisher(JsonMapper jsonMapper, ConnectionManager connections) {
			this.jsonMapper = jsonMapper;
			this.connections = connections;
		}

		void publish(List<Shape> shapes) {
			String json = this.jsonMapper.writerWithView(Public.class).forType(SHAPES).writeValueAsString(shapes);
			this.connections.broadcast(json);
		}

	}

	interface Public {

	}

	interface Internal {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
	interface Shape {

	}

	record Circle(@JsonView(Public.class) int radius, @JsonView(Internal.class) String note) implements Shape {

	}

	@WebSocketEndpoint("/orders/{order}")
	static class OrderEndpoint {

		@OnOpen
		Opened opened(@PathVariable UUID order, @RequestParam(defaultValue = "10") int last,
				@CookieValue Optional<String> theme) {
			return new Opened(order, last, theme.orElse("light"));
		}

	}

	record Opened(UUID order, int last, String theme) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Protobuf {

		@Bean
		@ForWebSocketEndpoints
		ProtobufMessageConverter protobufMessages() {
			return new ProtobufMessageConverter();
		}

	}

	@WebSocketEndpoint("/squares")
	static class SquareEndpoint {

		@OnMessage
		Int32Value square(Int32Value number) {
			return Int32Value.of(number.getValue() * number.getValue());
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	@Validated
	static class RoomEndpoint {

		@OnOpen
		void opened(Connection connection, @PathVariable @Size(max = 20) String room) {
			connection.join(room);
		}

		@OnMessage("line")
		@Broadcast(room = "{room}")
		Line line(@Valid Line line) {
			return line;
		}

		@OnMessage
		int tags(List<@NotBlank String> tags) {
			return tags.size();
		}

		@MessageType("line")
		record Line(@NotBlank @Size(max = 500) String text) {

		}

	}

	@WebSocketAdvice
	static class Problems {

		@OnError
		Problem unreadable(PayloadConversionException ex) {
			return new Problem("This message cannot be read");
		}

		@OnError(IllegalStateException.class)
		Problem conflict() {
			return new Problem("Not now");
		}

		@MessageType("problem")
		record Problem(String text) {

		}

	}

}
