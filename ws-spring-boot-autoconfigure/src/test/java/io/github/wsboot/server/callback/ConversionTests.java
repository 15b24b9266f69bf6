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

package io.github.wsboot.server.callback;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonView;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;

import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callbacks take and return is converted as it would be for a controller: most
 * callbacks here are methods of a controller, too, and both have to say the same.
 */
@PlainOnly
class ConversionTests extends ServerTests {

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final List<Shape> SHAPES = List.of(new Circle(1), new Square(2));

	private static final Account ADA = new Account("Ada", "secret");

	ConversionTests() {
		super(Json.class, ShapeEndpoint.class, AccountEndpoint.class, OtherEndpoint.class, Advice.class,
				ShapesReader.class, ShapeMapReader.class, ShapeReader.class, NodeReader.class, MapReader.class,
				ViewReader.class);
	}

	@Test
	void resultsShouldKeepTheTypeOfTheirElements() {
		assertThatControllerAndCallbackAgree("/shapes", "kind", "list", "array", "map", "nested", "stage", "mono",
				"wildcard");
	}

	@Test
	void optionalsAndTypeVariablesShouldKeepTheTypeOfTheirElements() {
		TestClient client = connect("/shapes");
		String body = get("/shapes/list");
		for (String type : List.of("optional-list", "stage-of-optional", "generic")) {
			assertThat(client.text("{\"type\":\"" + type + "\"}").next()).as(type).isEqualTo(body);
		}
		assertThat(client.text("{\"type\":\"optional\"}").next()).isEqualTo("{\"kind\":\"circle\",\"radius\":1}");
	}

	@Test
	void resultsShouldBeWrittenInTheViewOfTheirMethod() {
		assertThatControllerAndCallbackAgree("/accounts", "\"name\":\"Ada\"", "one", "list", "map", "optional", "stage",
				"mono", "generic", "interface");
	}

	@Test
	void elementsOfAStreamShouldBeWrittenInTheViewOfTheirMethod() {
		String body = get("/accounts/flux");
		TestClient client = connect("/accounts").text("{\"type\":\"flux\"}");
		assertThat("[" + String.join(",", client.next(2)) + "]").isEqualTo(body).doesNotContain("password");
	}

	@Test
	void resultsShouldFollowTheMapperOfTheApplication() {
		assertThatControllerAndCallbackAgree("/others", "", "mixed", "filtered", "problem", "builder", "undeclared",
				"raw");
	}

	private void assertThatControllerAndCallbackAgree(String path, String expected, String... types) {
		TestClient client = connect(path);
		for (String type : types) {
			String body = get(path + "/" + type);
			client.text("{\"type\":\"" + type + "\"}");
			assertThat(client.next()).as(type).isEqualTo(body).contains(expected).doesNotContain("password");
		}
	}

	private String get(String path) {
		HttpResponse<String> response = request(path);
		assertThat(response.body()).as(path).isNotEmpty();
		return response.body();
	}

	private HttpResponse<String> request(String path) {
		try {
			URI uri = server().httpUri(path);
			return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void broadcastShouldBeWrittenInTheViewOfItsMethod() {
		TestClient other = connect("/accounts");
		server().connection(other.name());
		TestClient client = connect("/accounts").text("{\"type\":\"broadcast\"}");
		assertThat(client.next()).isEqualTo("[{\"name\":\"Ada\"}]");
		assertThat(other.next()).isEqualTo("[{\"name\":\"Ada\"}]");
	}

	@Test
	void typedResultShouldBeWrittenInTheViewOfItsMethod() {
		TestClient client = connect("/accounts");
		assertThat(client.text("{\"type\":\"typed\"}").next()).isEqualTo("{\"type\":\"opened\",\"name\":\"Ada\"}");
		assertThat(client.text("{\"type\":\"optional-typed\"}").next())
			.isEqualTo("{\"type\":\"opened\",\"name\":\"Ada\"}");
	}

	@Test
	void resultOfAnErrorCallbackShouldBeWrittenInItsView() {
		TestClient client = connect("/accounts");
		assertThat(client.text("{\"type\":\"fail\"}").next()).isEqualTo("{\"name\":\"own\"}");
		assertThat(client.text("{\"type\":\"fail-otherwise\"}").next()).isEqualTo("{\"name\":\"advice\"}");
	}

	@Test
	void pushShouldKnowNeitherViewNorDeclaredType() {
		TestClient client = connect("/accounts");
		server().connection(client.name()).push(SHAPES);
		assertThat(client.next()).isEqualTo("[{\"radius\":1},{\"side\":2}]");
	}

	@Test
	void emptyOptionalShouldSendNothing() {
		TestClient client = connect("/others");
		client.text("{\"type\":\"empty\"}").text("{\"type\":\"empty-stage\"}").text("{\"type\":\"text\"}");
		assertThat(client.next()).isEqualTo("text");
	}

	@Test
	void payloadsShouldBeReadAsTheParameterIsDeclared() {
		String circle = "{\"kind\":\"circle\",\"radius\":1}";
		assertThatReads("/read/shapes", "[" + circle + "]", "[Circle[radius=1]]");
		assertThatReads("/read/shape-map", "{\"a\":" + circle + "}", "{a=Circle[radius=1]}");
		assertThatReads("/read/shape", circle, "Circle[radius=1]");
		assertThatReads("/read/node", "[1, {\"a\": null}]", "[1,{\"a\":null}]");
		assertThatReads("/read/map", "{\"a\":[1,\"b\"]}", "{a=[1, b]}");
	}

	@Test
	void payloadShouldBeReadInTheViewOfItsParameter() {
		assertThatReads("/read/view", "{\"name\":\"Ada\",\"password\":\"x\"}", "Ada null");
	}

	private void assertThatReads(String path, String text, String expected) {
		assertThat(connect(path).text(text).next()).isEqualTo(expected);
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class) })
	interface Shape {

	}

	@JsonTypeName("circle")
	record Circle(int radius) implements Shape {

	}

	@JsonTypeName("square")
	record Square(int side) implements Shape {

	}

	interface Public {

	}

	interface Secret {

	}

	record Account(@JsonView(Public.class) String name, @JsonView(Secret.class) String password) {

	}

	@MessageType("opened")
	record Opened(@JsonView(Public.class) String name, @JsonView(Secret.class) String password) {

	}

	record Mixed(String shown, String hidden) {

	}

	record MixIn(String shown, @JsonIgnore String hidden) {

	}

	@JsonFilter("shown")
	record Filtered(String shown, String hidden) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Json {

		@Bean
		JsonMapperBuilderCustomizer mixInAndFilter() {
			return (builder) -> builder.addMixIn(Mixed.class, MixIn.class)
				.filterProvider(new SimpleFilterProvider().addFilter("shown",
						SimpleBeanPropertyFilter.filterOutAllExcept("shown")));
		}

	}

	abstract static class Generic<T> extends RecordingEndpoint {

		private final T value;

		Generic(Journal journal, T value) {
			super(journal);
			this.value = value;
		}

		@OnMessage("generic")
		@GetMapping("/generic")
		T generic() {
			return this.value;
		}

	}

	@WebSocketEndpoint("/shapes")
	@RestController
	@RequestMapping("/shapes")
	static class ShapeEndpoint extends Generic<List<Shape>> {

		ShapeEndpoint(Journal journal) {
			super(journal, SHAPES);
		}

		@OnMessage("list")
		@GetMapping("/list")
		List<Shape> list() {
			return SHAPES;
		}

		@OnMessage("array")
		@GetMapping("/array")
		Shape[] array() {
			return SHAPES.toArray(Shape[]::new);
		}

		@OnMessage("map")
		@GetMapping("/map")
		Map<String, Shape> map() {
			return Map.of("a", SHAPES.get(0));
		}

		@OnMessage("nested")
		@GetMapping("/nested")
		Map<String, List<Shape>> nested() {
			return new TreeMap<>(Map.of("a", SHAPES, "b", List.of()));
		}

		@OnMessage("optional")
		Optional<Shape> optional() {
			return Optional.of(SHAPES.get(0));
		}

		@OnMessage("optional-list")
		Optional<List<Shape>> optionalList() {
			return Optional.of(SHAPES);
		}

		@OnMessage("stage")
		@GetMapping("/stage")
		CompletableFuture<List<Shape>> stage() {
			return CompletableFuture.completedFuture(SHAPES);
		}

		@OnMessage("stage-of-optional")
		CompletionStage<Optional<List<Shape>>> stageOfOptional() {
			return CompletableFuture.completedFuture(Optional.of(SHAPES));
		}

		@OnMessage("mono")
		@GetMapping("/mono")
		Mono<List<Shape>> mono() {
			return Mono.just(SHAPES);
		}

		@OnMessage("wildcard")
		@GetMapping("/wildcard")
		CompletableFuture<? extends List<? extends Shape>> wildcard() {
			return stage();
		}

	}

	interface Accounts {

		@JsonView(Public.class)
		Account declared();

	}

	@WebSocketEndpoint("/accounts")
	@RestController
	@RequestMapping("/accounts")
	static class AccountEndpoint extends Generic<Account> implements Accounts {

		AccountEndpoint(Journal journal) {
			super(journal, ADA);
		}

		@OnMessage("one")
		@GetMapping("/one")
		@JsonView(Public.class)
		Account one() {
			return ADA;
		}

		@OnMessage("list")
		@GetMapping("/list")
		@JsonView(Public.class)
		List<Account> list() {
			return List.of(ADA);
		}

		@OnMessage("map")
		@GetMapping("/map")
		@JsonView(Public.class)
		Map<String, Account> map() {
			return Map.of("ada", ADA);
		}

		@OnMessage("optional")
		@GetMapping("/optional")
		@JsonView(Public.class)
		Optional<Account> optional() {
			return Optional.of(ADA);
		}

		@OnMessage("stage")
		@GetMapping("/stage")
		@JsonView(Public.class)
		CompletableFuture<Account> stage() {
			return CompletableFuture.completedFuture(ADA);
		}

		@OnMessage("mono")
		@GetMapping("/mono")
		@JsonView(Public.class)
		Mono<Account> mono() {
			return Mono.just(ADA);
		}

		@OnMessage("flux")
		@GetMapping("/flux")
		@JsonView(Public.class)
		Flux<Account> flux() {
			return Flux.just(ADA, new Account("Bob", "secret"));
		}

		@Override
		@OnMessage("generic")
		@GetMapping("/generic")
		@JsonView(Public.class)
		Account generic() {
			return super.generic();
		}

		@Override
		@OnMessage("interface")
		@GetMapping("/interface")
		public Account declared() {
			return ADA;
		}

		@OnMessage("broadcast")
		@Broadcast
		@JsonView(Public.class)
		CompletableFuture<List<Account>> broadcast() {
			return CompletableFuture.completedFuture(List.of(ADA));
		}

		@OnMessage("typed")
		@JsonView(Public.class)
		Opened typed() {
			return new Opened("Ada", "secret");
		}

		@OnMessage("optional-typed")
		@JsonView(Public.class)
		Optional<Opened> optionalTyped() {
			return Optional.of(typed());
		}

		@OnMessage("fail")
		void fail() {
			throw new IllegalStateException("fail");
		}

		@OnMessage("fail-otherwise")
		void failOtherwise() {
			throw new UnsupportedOperationException("fail");
		}

		@OnError
		@JsonView(Public.class)
		Account failed(IllegalStateException ex) {
			return new Account("own", "secret");
		}

	}

	@WebSocketAdvice
	static class Advice {

		@OnError
		@JsonView(Public.class)
		CompletionStage<Account> failed(UnsupportedOperationException ex) {
			return CompletableFuture.completedFuture(new Account("advice", "secret"));
		}

	}

	@WebSocketEndpoint("/others")
	@RestController
	@RequestMapping("/others")
	static class OtherEndpoint extends RecordingEndpoint {

		OtherEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("mixed")
		@GetMapping("/mixed")
		Mixed mixed() {
			return new Mixed("a", "b");
		}

		@OnMessage("filtered")
		@GetMapping("/filtered")
		List<Filtered> filtered() {
			return List.of(new Filtered("a", "b"));
		}

		@OnMessage("problem")
		@GetMapping("/problem")
		ProblemDetail problem() {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "Taken");
			problem.setInstance(URI.create("/others"));
			problem.setProperty("free", List.of("b"));
			return problem;
		}

		@OnMessage("builder")
		@GetMapping("/builder")
		CharSequence builder() {
			return new StringBuilder("a \"text\"");
		}

		@OnMessage("undeclared")
		@GetMapping("/undeclared")
		Object undeclared() {
			return SHAPES;
		}

		@OnMessage("raw")
		@GetMapping("/raw")
		@SuppressWarnings("rawtypes")
		CompletableFuture raw() {
			return CompletableFuture.completedFuture(SHAPES);
		}

		@OnMessage("empty")
		Optional<Shape> empty() {
			return Optional.empty();
		}

		@OnMessage("empty-stage")
		CompletableFuture<Optional<Shape>> emptyStage() {
			return CompletableFuture.completedFuture(Optional.empty());
		}

		@OnMessage("text")
		Optional<String> text() {
			return Optional.of("text");
		}

	}

	abstract static class Reader<T> extends RecordingEndpoint {

		Reader(Journal journal) {
			super(journal);
		}

		@OnMessage
		String read(T payload) {
			return String.valueOf(payload);
		}

	}

	@WebSocketEndpoint("/read/shapes")
	static class ShapesReader extends Reader<List<Shape>> {

		ShapesReader(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/read/shape-map")
	static class ShapeMapReader extends Reader<Map<String, Shape>> {

		ShapeMapReader(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/read/shape")
	static class ShapeReader extends Reader<Shape> {

		ShapeReader(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/read/node")
	static class NodeReader extends Reader<JsonNode> {

		NodeReader(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/read/map")
	static class MapReader extends Reader<Map<String, Object>> {

		MapReader(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/read/view")
	static class ViewReader extends RecordingEndpoint {

		ViewReader(Journal journal) {
			super(journal);
		}

		@OnMessage
		String read(@JsonView(Public.class) Account account) {
			return account.name() + " " + account.password();
		}

	}

}
