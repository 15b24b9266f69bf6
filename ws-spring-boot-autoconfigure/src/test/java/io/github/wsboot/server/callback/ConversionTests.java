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
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.Formatter;
import org.springframework.format.FormatterRegistry;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.format.annotation.NumberFormat;
import org.springframework.format.annotation.NumberFormat.Style;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.MimeType;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;

import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that parameters and results of callbacks are converted as for a controller: most
 * callbacks here are methods of a controller, too, and both must return the same.
 */
@PlainOnly
class ConversionTests extends ServerTests {

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final List<Shape> SHAPES = List.of(new Circle(1), new Square(2));

	private static final Account ADA = new Account("Ada", "secret");

	ConversionTests() {
		super(Json.class, ShapeEndpoint.class, AccountEndpoint.class, OtherEndpoint.class, Advice.class,
				ShapesReader.class, ShapeMapReader.class, ShapeReader.class, NodeReader.class, MapReader.class,
				ViewReader.class, Formats.class, ValueEndpoint.class, OptionalValueEndpoint.class,
				AllValuesEndpoint.class, LocaleEndpoint.class, CheckedEndpoint.class, NumberEndpoint.class,
				EndedEndpoint.class);
	}

	@Override
	public TestServer server(String... properties) {
		return super.server(StringUtils.addStringToArray(properties, "spring.mvc.format.date=dd.MM.yyyy"));
	}

	@Promise("conversion")
	@Test
	void resultsShouldKeepTheTypeOfTheirElements() {
		assertThatControllerAndCallbackAgree("/shapes", "kind", "list", "array", "map", "nested", "stage", "mono",
				"wildcard");
	}

	@Promise("conversion")
	@Test
	void optionalsAndTypeVariablesShouldKeepTheTypeOfTheirElements() {
		TestClient client = connect("/shapes");
		String body = get("/shapes/list");
		for (String type : List.of("optional-list", "stage-of-optional", "generic")) {
			assertThat(client.text("{\"type\":\"" + type + "\"}").next()).as(type).isEqualTo(body);
		}
		assertThat(client.text("{\"type\":\"optional\"}").next()).isEqualTo("{\"kind\":\"circle\",\"radius\":1}");
	}

	@Promise("conversion")
	@Test
	void resultsShouldBeWrittenInTheViewOfTheirMethod() {
		assertThatControllerAndCallbackAgree("/accounts", "\"name\":\"Ada\"", "one", "list", "map", "optional", "stage",
				"mono", "generic", "interface");
	}

	@Promise("conversion")
	@Test
	void elementsOfAStreamShouldBeWrittenInTheViewOfTheirMethod() {
		String body = get("/accounts/flux");
		TestClient client = connect("/accounts").text("{\"type\":\"flux\"}");
		assertThat("[" + String.join(",", client.next(2)) + "]").isEqualTo(body).doesNotContain("password");
	}

	@Promise("conversion")
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

	private HttpResponse<String> request(String path, String... headers) {
		try {
			HttpRequest.Builder request = HttpRequest.newBuilder(server().httpUri(path));
			if (headers.length > 0) {
				request.headers(headers);
			}
			return http.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Promise("conversion")
	@Test
	void broadcastShouldBeWrittenInTheViewOfItsMethod() {
		TestClient other = connect("/accounts");
		server().connection(other.name());
		TestClient client = connect("/accounts").text("{\"type\":\"broadcast\"}");
		assertThat(client.next()).isEqualTo("[{\"name\":\"Ada\"}]");
		assertThat(other.next()).isEqualTo("[{\"name\":\"Ada\"}]");
	}

	@Promise("conversion")
	@Test
	void typedResultShouldBeWrittenInTheViewOfItsMethod() {
		TestClient client = connect("/accounts");
		assertThat(client.text("{\"type\":\"typed\"}").next()).isEqualTo("{\"type\":\"opened\",\"name\":\"Ada\"}");
		assertThat(client.text("{\"type\":\"optional-typed\"}").next())
			.isEqualTo("{\"type\":\"opened\",\"name\":\"Ada\"}");
	}

	@Promise("conversion")
	@Test
	void resultOfAnErrorCallbackShouldBeWrittenInItsView() {
		TestClient client = connect("/accounts");
		assertThat(client.text("{\"type\":\"fail\"}").next()).isEqualTo("{\"name\":\"own\"}");
		assertThat(client.text("{\"type\":\"fail-otherwise\"}").next()).isEqualTo("{\"name\":\"advice\"}");
	}

	@Promise("conversion")
	@Test
	void pushShouldKnowNeitherViewNorDeclaredType() {
		TestClient client = connect("/accounts");
		server().connection(client.name()).push(SHAPES);
		assertThat(client.next()).isEqualTo("[{\"radius\":1},{\"side\":2}]");
	}

	@Promise("conversion")
	@Test
	void emptyOptionalShouldSendNothing() {
		TestClient client = connect("/others");
		client.text("{\"type\":\"empty\"}").text("{\"type\":\"empty-stage\"}").text("{\"type\":\"text\"}");
		assertThat(client.next()).isEqualTo("text");
	}

	@Promise("conversion")
	@Test
	void payloadsShouldBeReadAsTheParameterIsDeclared() {
		String circle = "{\"kind\":\"circle\",\"radius\":1}";
		assertThatReads("/read/shapes", "[" + circle + "]", "[Circle[radius=1]]");
		assertThatReads("/read/shape-map", "{\"a\":" + circle + "}", "{a=Circle[radius=1]}");
		assertThatReads("/read/shape", circle, "Circle[radius=1]");
		assertThatReads("/read/node", "[1, {\"a\": null}]", "[1,{\"a\":null}]");
		assertThatReads("/read/map", "{\"a\":[1,\"b\"]}", "{a=[1, b]}");
	}

	@Promise("conversion")
	@Test
	void payloadShouldBeReadInTheViewOfItsParameter() {
		assertThatReads("/read/view", "{\"name\":\"Ada\",\"password\":\"x\"}", "Ada null");
	}

	@Promise("conversion")
	@Test
	void valuesShouldBeConvertedAsForControllers() {
		String query = "?price=3EUR&grid=3x4&day=24.12.2026&at=2026-12-24T18:30:00&size=1,024&pair=1&pair=2&list=a,b"
				+ "&tenant=x&path=/tmp&kind=RED&zone=Europe/Berlin&wait=PT5S";
		assertThatValuesAgree(query, "Money[3 EUR] 3 by 4 2026-12-24 2026-12-24T18:30 1024 [1, 2] [a, b] Optional[x] "
				+ "/tmp RED Europe/Berlin PT5S 7 J\u00fcrgen [text/html, text/plain]");
	}

	private void assertThatValuesAgree(String query, String expected) {
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(), "/values/7" + query)
			.header("Cookie", "name=J%C3%BCrgen")
			.header("X-Types", "text/html,text/plain")
			.connect());
		assertThat(client.text("?").nextText()).isEqualTo(expected)
			.isEqualTo(request("/values/7" + query, "Cookie", "name=J%C3%BCrgen", "X-Types", "text/html,text/plain")
				.body());
	}

	@Promise("conversion")
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                              | Optional.empty null false 5 null null
			?page=&size=&limit=&list= | Optional.empty null false 5 [] null
			?page=1&size=2&flag=on&limit=3&list=a&grid=3x4 | Optional[1] 2 true 3 [a] 3 by 4
			?page=1&page=2&size=2&size=3&list=a&list=b,c   | Optional[1] 2 false 5 [a, b,c] null
			""")
	void valuesThatMayBeMissingShouldBeAsForControllers(String query, String expected) {
		String path = "/optional-values" + query;
		assertThat(request(path).body()).as("for a controller").isEqualTo(expected);
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(), path).connect());
		assertThat(client.text("?").nextText()).isEqualTo(expected);
	}

	@Promise("conversion")
	@Test
	void allValuesShouldBeTakenAtOnce() {
		String path = "/all/7/red?a=1&a=2&b=3";
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server(), path).line("X-One", "1").line("X-One", "2").connect());
		assertThat(client.text("?").nextText()).isEqualTo("7 red 1 3 [1, 2] 1 [1, 2] [1, 2]");
	}

	@Promise("conversion")
	@Test
	void numbersShouldBeReadInTheLocaleOfTheRequest() {
		for (String language : List.of("de", "en")) {
			String size = language.equals("de") ? "1.234" : "1,234";
			RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(), "/locale?size=" + size)
				.header("Accept-Language", language)
				.connect());
			assertThat(client.text("?").nextText()).isEqualTo("handshake 1234, later 1234")
				.isEqualTo(
						"handshake 1234, later " + request("/locale?size=" + size, "Accept-Language", language).body());
		}
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(strings = { "", "?grid=3y4", "?grid=" })
	void valueThatCannotBeConvertedShouldRefuseTheHandshake(String query) {
		assertThat(request("/checked" + query).statusCode()).as("for a controller").isEqualTo(400);
		assertThat(RawWebSocketClient.to(server(), "/checked" + query).response().status()).isEqualTo(400);
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(strings = { "", "?number=x", "?number=" })
	void valueThatCannotBeConvertedLaterShouldCloseWith1008(String query) {
		TestClient client = connect("/numbers" + query);
		assertThat(client.text("number").nextClose())
			.isEqualTo(CloseStatus.POLICY_VIOLATION.withReason("Invalid parameter"));
		assertThat(server().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1008 POLICY");
	}

	/**
	 * The value is the client's choice, and would be in the trace of the exception.
	 */
	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void valueThatCannotBeConvertedAtTheEndShouldBeOneLineInTheLog(CapturedOutput output) {
		int before = Ended.ASKED.get();
		for (int i = 0; i < 3; i++) {
			connect("/ended?how=a%0Aforged").close(CloseStatus.NORMAL.getCode(), "");
		}
		TestServer.await("the end of all").until(() -> Ended.ASKED.get() == before + 3);
		TestServer.await("warning").until(() -> output.getAll().contains("was not called: "));
		assertThat(output).containsOnlyOnce("was not called: ")
			.contains("Malformed @RequestParam")
			.doesNotContain("forged", "\tat ");
	}

	@Promise("conversion")
	@Test
	void valueThatCannotBeConvertedShouldReachTheErrorCallback() {
		TestClient client = connect("/checked?grid=3x4&number=x");
		assertThat(client.text("number").next()).isEqualTo("number");
		assertThat(client.text("number").next()).isEqualTo("number");
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

	record Money(int amount, String currency) {

		@Override
		public String toString() {
			return "Money[" + this.amount + " " + this.currency + "]";
		}

	}

	/**
	 * Type that cannot be created from a text by itself.
	 */
	record Grid(int width, int height) {

		@Override
		public String toString() {
			return this.width + " by " + this.height;
		}

	}

	enum Colour {

		RED

	}

	@Configuration(proxyBeanMethods = false)
	static class Formats implements WebMvcConfigurer {

		@Bean
		Converter<String, Money> money() {
			return new MoneyConverter();
		}

		@Override
		public void addFormatters(FormatterRegistry registry) {
			registry.addFormatter(new GridFormatter());
		}

	}

	static class MoneyConverter implements Converter<String, Money> {

		@Override
		public Money convert(String source) {
			return new Money(Integer.parseInt(source.substring(0, 1)), source.substring(1));
		}

	}

	static class GridFormatter implements Formatter<Grid> {

		@Override
		public Grid parse(String text, Locale locale) throws ParseException {
			String[] parts = text.split("x");
			if (parts.length != 2) {
				throw new ParseException("No grid", 0);
			}
			return new Grid(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
		}

		@Override
		public String print(Grid grid, Locale locale) {
			return grid.width() + "x" + grid.height();
		}

	}

	@WebSocketEndpoint("/values/{id}")
	@RestController
	static class ValueEndpoint extends RecordingEndpoint {

		private static final String PATTERN = "#,###";

		ValueEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@GetMapping("/values/{id}")
		@SuppressWarnings("checkstyle:ParameterNumber")
		String values(@RequestParam Money price, @RequestParam Grid grid, @RequestParam LocalDate day,
				@RequestParam @DateTimeFormat(iso = ISO.DATE_TIME) LocalDateTime at,
				@RequestParam @NumberFormat(pattern = PATTERN) long size, @RequestParam int[] pair,
				@RequestParam List<String> list, @RequestParam Optional<String> tenant, @RequestParam Path path,
				@RequestParam Colour kind, @RequestParam ZoneId zone, @RequestParam Duration wait,
				@PathVariable Long id, @CookieValue String name, @RequestHeader("X-Types") List<MimeType> types) {
			return Stream
				.of(price, grid, day, at, size, Arrays.toString(pair), list, tenant, path, kind, zone, wait, id, name,
						types)
				.map(String::valueOf)
				.collect(Collectors.joining(" "));
		}

	}

	@WebSocketEndpoint("/optional-values")
	@RestController
	static class OptionalValueEndpoint extends RecordingEndpoint {

		OptionalValueEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@GetMapping("/optional-values")
		String values(@RequestParam Optional<Integer> page, @RequestParam(required = false) Integer size,
				@RequestParam(required = false) boolean flag, @RequestParam(defaultValue = "5") int limit,
				@RequestParam(required = false) List<String> list, @RequestParam @Nullable Grid grid) {
			return page + " " + size + " " + flag + " " + limit + " " + list + " " + grid;
		}

	}

	@WebSocketEndpoint("/all/{id}/{colour}")
	static class AllValuesEndpoint extends RecordingEndpoint {

		AllValuesEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String values(@PathVariable Map<String, String> variables, @RequestParam Map<String, String> params,
				@RequestParam MultiValueMap<String, String> allParams, @RequestHeader Map<String, Object> one,
				@RequestHeader MultiValueMap<String, String> all, @RequestHeader HttpHeaders headers) {
			return variables.get("id") + " " + variables.get("colour") + " " + params.get("a") + " " + params.get("b")
					+ " " + allParams.get("a") + " " + one.get("X-One") + " " + all.get("X-One") + " "
					+ headers.get("x-one");
		}

	}

	@WebSocketEndpoint("/locale")
	@RestController
	static class LocaleEndpoint extends RecordingEndpoint {

		LocaleEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		void check(HandshakeContext context, @RequestParam @NumberFormat(style = Style.NUMBER) int size) {
			context.attributes().put("size", size);
		}

		@OnMessage
		String later(Connection connection, @RequestParam @NumberFormat(style = Style.NUMBER) int size) {
			return "handshake " + connection.attributes().get("size") + ", later " + size;
		}

		@GetMapping("/locale")
		String locale(@RequestParam @NumberFormat(style = Style.NUMBER) int size) {
			return String.valueOf(size);
		}

	}

	@WebSocketEndpoint("/checked")
	@RestController
	static class CheckedEndpoint extends RecordingEndpoint {

		CheckedEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		@GetMapping("/checked")
		void check(@RequestParam Grid grid) {
		}

		@OnMessage
		void message(String text, @RequestParam int number) {
			throw new AssertionError("called");
		}

		@OnError
		String failed(MethodArgumentResolutionException ex) {
			return String.valueOf(ex.getMethodParameter().getParameterName());
		}

	}

	@WebSocketEndpoint("/numbers")
	static class NumberEndpoint extends RecordingEndpoint {

		NumberEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text, @RequestParam int number) {
			throw new AssertionError("called");
		}

	}

	/**
	 * Message with which a client reports its end; its conversion always fails.
	 */
	interface Ended {

		AtomicInteger ASKED = new AtomicInteger();

		static Ended valueOf(String how) {
			ASKED.incrementAndGet();
			throw new IllegalArgumentException("no end is '" + how + "'");
		}

	}

	@WebSocketEndpoint("/ended")
	static class EndedEndpoint {

		@OnMessage
		void message(String text) {
		}

		@OnClose
		void ended(@RequestParam Ended how) {
			throw new AssertionError("called");
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
