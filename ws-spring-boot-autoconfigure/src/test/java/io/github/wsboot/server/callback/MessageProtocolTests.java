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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.Assert;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.Connection;
import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.UnhandledMessageException;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerRole;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for protocols of others as an application writes them, in both directions and in
 * both roles: JSON-RPC 2.0, whose messages are objects, and OCPP-J, whose are arrays.
 */
@Promise("ask")
@ClientRole
class MessageProtocolTests extends ServerTests {

	MessageProtocolTests() {
		super(RpcEndpoint.class, StrictRpcEndpoint.class, ChargerEndpoint.class, LinesEndpoint.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^',
			textBlock = """
					"id":1,"method":"add","params":[1,2]       | {"jsonrpc":"2.0","id":1,"result":3}
					"id":"a b","method":"add","params":[1,2]   | {"jsonrpc":"2.0","id":"a b","result":3}
					"id":null,"method":"add","params":[1,2]    | {"jsonrpc":"2.0","id":null,"result":3}
					"id":1.5,"method":"add","params":[1,2]     | {"jsonrpc":"2.0","id":1.5,"result":3}
					"id":1,"method":"find","params":{"name":"tea"} | {"jsonrpc":"2.0","id":1,"result":{"name":"tea"}}
					"id":1,"method":"later"                    | {"jsonrpc":"2.0","id":1,"result":[1,2]}
					"id":1,"method":"nothing"                  | {"jsonrpc":"2.0","id":1,"result":null}
					"id":1,"method":"unknown"                  | {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}
					"id":1,"method":"add","params":{"a":1}     | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params"}}
					"id":1,"method":"find","params":{"name":" "} | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params"}}
					"id":1,"method":"failing"                  | {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error"}}
					"id":1,"method":"sold out"                 | {"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"Sold out"}}
					""")
	void requestOfJsonRpcShouldBeAnswered(String request, String response) {
		TestClient client = connect("/rpc");
		assertThat(client.text("{\"jsonrpc\":\"2.0\"," + request + "}").next()).isEqualTo(response);
		assertThat(client.text(rpc("\"id\":0,\"method\":\"nothing\"")).next()).contains("\"id\":0");
	}

	@Test
	void notificationOfJsonRpcShouldNotBeAnswered() {
		TestClient client = connect("/rpc");
		client.text(rpc("\"method\":\"nothing\""));
		client.text(rpc("\"method\":\"pushing\",\"params\":[]"));
		assertThat(client.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"pushed\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[]", "5", "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}]", "{}",
			"{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"nothing\"}", "{\"jsonrpc\":\"2.0\",\"id\":1}" })
	void malformedMessageShouldReachOnErrorOrClose(String message) {
		TestClient client = connect("/rpc");
		assertThat(client.text(message).next()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32");
		TestClient strict = connect("/strict-rpc");
		assertThat(strict.text(message).nextClose().getCode()).isEqualTo(1007);
	}

	@Test
	void clientOfJsonRpcShouldBeAsked() {
		TestClient client = connect("/rpc");
		Connection connection = connection(client);
		CompletionStage<Tea> tea = connection.ask(new Choose(List.of("tea", "milk")), Tea.class);
		JsonNode request = JsonMapper.shared().readTree(client.next());
		assertThat(request.path("method").asString()).isEqualTo("choose");
		assertThat(request.path("params").toString()).isEqualTo("{\"options\":[\"tea\",\"milk\"]}");
		client.text(rpc("\"id\":" + request.get("id") + ",\"result\":{\"name\":\"milk\"}"));
		assertThat(Answers.await(tea)).isEqualTo(new Tea("milk"));
		CompletionStage<Tea> refused = connection.ask(new Choose(List.of()), Tea.class);
		JsonNode second = JsonMapper.shared().readTree(client.next());
		client.text(rpc("\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"}"));
		client.text(rpc("\"id\":" + second.get("id") + ",\"error\":{\"code\":-32602,\"message\":\"No options\"}"));
		assertThat(Answers.awaitFailure(refused)).isInstanceOfSatisfying(AskFailedException.class,
				(ex) -> assertThat(ex.content()).isEqualTo("{\"code\":-32602,\"message\":\"No options\"}"));
		assertThat(client.text(rpc("\"id\":7,\"method\":\"nothing\"")).next()).contains("\"id\":7");
	}

	@Test
	void bothSidesOfJsonRpcShouldAskWithTheSameIds() {
		TestClient client = connect("/rpc");
		CompletionStage<Tea> tea = connection(client).ask(new Choose(List.of("tea")), Tea.class);
		JsonNode id = JsonMapper.shared().readTree(client.next()).get("id");
		client.text(rpc("\"id\":" + id + ",\"method\":\"add\",\"params\":[1,1]"));
		assertThat(client.next()).isEqualTo(rpc("\"id\":" + id + ",\"result\":2"));
		client.text(rpc("\"id\":" + id + ",\"result\":{\"name\":\"tea\"}"));
		assertThat(Answers.await(tea)).isEqualTo(new Tea("tea"));
	}

	@Test
	void callbackShouldAskWhileItsClientWaitsForIt() {
		TestClient client = connect("/rpc");
		client.text(rpc("\"id\":\"first\",\"method\":\"ask back\""));
		JsonNode request = JsonMapper.shared().readTree(client.next());
		client.text(rpc("\"id\":" + request.get("id") + ",\"result\":{\"name\":\"milk\"}"));
		assertThat(client.next()).isEqualTo(rpc("\"id\":\"first\",\"result\":{\"name\":\"milk\"}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			[2,"a-1","BootNotification",{"chargePointVendor":"V"}] | [3,"a-1",{"status":"Accepted","interval":300}]
			[2,"a-1","Heartbeat",{}]                        | [3,"a-1",{}]
			[2,"a-1","StatusNotification",{}]               | [3,"a-1",{}]
			[2,"a-1","Unknown",{}]                          | [4,"a-1","NotImplemented","",{}]
			[2,"a-1","BootNotification",[]]                 | [4,"a-1","FormationViolation","",{}]
			[2,"a-1","BootNotification",{}]                 | [4,"a-1","PropertyConstraintViolation","",{}]
			[2,"a-1","Failing",{}]                          | [4,"a-1","InternalError","",{}]
			[2,"a-1","Refused",{}]                          | [4,"a-1","SecurityError","",{}]
			""")
	void callOfOcppShouldBeAnswered(String call, String answer) {
		TestServer server = server("ws.failure=log");
		TestClient charger = connect(server, "/charger");
		assertThat(charger.text(call).next()).isEqualTo(answer);
		assertThat(charger.text("[2,\"after\",\"Heartbeat\",{}]").next()).isEqualTo("[3,\"after\",{}]");
	}

	@Test
	void chargerShouldBeCalled() {
		TestClient charger = connect("/charger");
		Connection connection = connection(charger);
		CompletionStage<Status> started = connection.ask(new RemoteStartTransaction("tag"), Status.class);
		JsonNode call = JsonMapper.shared().readTree(charger.next());
		assertThat(call.get(0).asInt()).isEqualTo(2);
		assertThat(call.get(2).asString()).isEqualTo("RemoteStartTransaction");
		assertThat(call.get(3).toString()).isEqualTo("{\"idTag\":\"tag\"}");
		charger.text("[3," + call.get(1) + ",{\"status\":\"Accepted\"}]");
		assertThat(Answers.await(started)).isEqualTo(new Status("Accepted"));
		CompletionStage<Status> refused = connection.ask(new RemoteStartTransaction("other"), Status.class);
		JsonNode second = JsonMapper.shared().readTree(charger.next());
		assertThat(second.get(1)).isNotEqualTo(call.get(1));
		charger.text("[3,\"never asked\",{}]");
		charger.text("[4," + second.get(1) + ",\"NotSupported\",\"no\",{}]");
		assertThat(Answers.awaitFailure(refused)).isInstanceOfSatisfying(AskFailedException.class,
				(ex) -> assertThat(ex.content()).contains("NotSupported"));
	}

	@ServerRole("Servers may stay silent")
	@Test
	void answerThatIsLateShouldNotBeTheFirstMessage() {
		TestServer server = server("ws.first-message-timeout=3s");
		TestClient charger = connect(server, "/charger");
		CompletionStage<Status> started = server.connection(charger.name())
			.ask(new RemoteStartTransaction("tag"), Status.class, Duration.ofMillis(20));
		JsonNode call = JsonMapper.shared().readTree(charger.next());
		Answers.awaitFailure(started);
		charger.text("[3," + call.get(1) + ",{\"status\":\"Accepted\"}]");
		assertThat(charger.nextClose().getCode()).isEqualTo(1008);
	}

	@Test
	void malformedArrayShouldCloseAndUnknownKindBeIgnored() {
		TestClient charger = connect("/charger");
		assertThat(charger.text("[9,\"x\"]").text("[2,\"1\",\"Heartbeat\",{}]").next()).isEqualTo("[3,\"1\",{}]");
		assertThat(charger.text("{}").nextClose().getCode()).isEqualTo(1007);
	}

	@Test
	void payloadThatTheProtocolRefusesShouldNotBeAsked() {
		TestClient charger = connect("/charger");
		Connection connection = connection(charger);
		assertThatIllegalArgumentException().isThrownBy(() -> connection.ask(Map.of()))
			.withMessage("A call needs a @MessageType");
		assertThat(charger.text("[2,\"1\",\"Heartbeat\",{}]").next()).isEqualTo("[3,\"1\",{}]");
	}

	@Test
	void protocolWithoutJsonShouldGetSimpleResultsAsTheyAre() {
		TestClient client = connect("/lines");
		assertThat(client.text("ask 1 upper tea").next()).isEqualTo("answer 1 TEA");
		assertThat(client.text("ask 1 nothing x").next()).isEqualTo("answer 1 null");
		assertThat(client.text("say upper tea").next()).isEqualTo("TEA");
		CompletionStage<String> name = connection(client).ask("name", String.class);
		String number = client.next().replace("ask ", "").replace(" name", "");
		client.text("answer " + number + " Ada");
		assertThat(Answers.await(name)).isEqualTo("Ada");
	}

	@Test
	void failureThatTheProtocolCannotWriteShouldBeWrittenWithoutTheResult() {
		TestClient client = connect("/lines");
		assertThat(client.text("ask 2 broken x").next()).isEqualTo("failed 2");
		assertThat(client.nextClose().getCode()).isEqualTo(1011);
	}

	private Connection connection(TestClient client) {
		return server().connection(client.name());
	}

	private static String rpc(String fields) {
		return "{\"jsonrpc\":\"2.0\"," + fields + "}";
	}

	record Tea(@NotBlank String name) {

	}

	@MessageType("choose")
	record Choose(List<String> options) {

	}

	record RpcError(int code, String message) {

	}

	static class MalformedException extends RuntimeException {

		private final transient RpcError error;

		MalformedException(RpcError error) {
			this.error = error;
		}

		RpcError error() {
			return this.error;
		}

	}

	static class SoldOutException extends RuntimeException {

	}

	/** JSON-RPC 2.0, without batches. */
	static class JsonRpc implements MessageProtocol {

		private final JsonMapper mapper;

		JsonRpc(JsonMapper mapper) {
			this.mapper = mapper;
		}

		@Override
		public InboundMessage read(String text) {
			JsonNode message = tree(text);
			check(message.path("jsonrpc").asString("").equals("2.0"));
			JsonNode id = message.get("id");
			if (message.path("method").isString()) {
				String method = message.get("method").asString();
				JsonNode params = message.path("params");
				return (id != null) ? InboundMessage.question(id, method, params)
						: InboundMessage.message(method, params);
			}
			check(id != null && (message.has("result") || message.has("error")));
			return message.has("error") ? InboundMessage.failure(id.asString(""), message.get("error"))
					: InboundMessage.answer(id.asString(""), message.get("result"));
		}

		private JsonNode tree(String text) {
			try {
				return this.mapper.readTree(text);
			}
			catch (JacksonException ex) {
				throw new MalformedException(new RpcError(-32700, "Parse error"));
			}
		}

		private static void check(boolean condition) {
			if (!condition) {
				throw new MalformedException(new RpcError(-32600, "Invalid Request"));
			}
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			Assert.notNull(type, "A request needs a @MessageType, which is the method");
			return new Request("2.0", number, type, payload);
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			Map<String, @Nullable Object> response = response(id);
			response.put("result", result);
			return response;

		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			Map<String, @Nullable Object> response = response(id);
			response.put("error", (result != null) ? result : error(cause));
			return response;
		}

		static Map<String, @Nullable Object> response(@Nullable Object id) {
			Map<String, @Nullable Object> response = new LinkedHashMap<>();
			response.put("jsonrpc", "2.0");
			response.put("id", id);
			return response;
		}

		private static RpcError error(Throwable cause) {
			if (cause instanceof UnhandledMessageException) {
				return new RpcError(-32601, "Method not found");
			}
			return (cause instanceof PayloadConversionException || cause instanceof PayloadValidationException)
					? new RpcError(-32602, "Invalid params") : new RpcError(-32603, "Internal error");
		}

		record Request(String jsonrpc, long id, String method, Object params) {

		}

	}

	@WebSocketEndpoint(value = "/rpc", protocol = JsonRpc.class)
	static class RpcEndpoint extends RecordingEndpoint {

		RpcEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("add")
		int add(int[] numbers) {
			return numbers[0] + numbers[1];
		}

		@OnMessage("find")
		Tea find(@Valid Tea tea) {
			return tea;
		}

		@OnMessage("later")
		CompletionStage<int[]> later() {
			return CompletableFuture.supplyAsync(() -> new int[] { 1, 2 });
		}

		@OnMessage("nothing")
		void nothing() {
		}

		@OnMessage("pushing")
		Map<String, String> pushing() {
			Map<String, String> notification = new LinkedHashMap<>();
			notification.put("jsonrpc", "2.0");
			notification.put("method", "pushed");
			return notification;
		}

		@OnMessage("ask back")
		CompletionStage<Tea> askBack(Connection connection) {
			return connection.ask(new Choose(List.of("tea", "milk")), Tea.class);
		}

		@OnMessage("failing")
		void failing() {
			throw new IllegalStateException("secret");
		}

		@OnMessage("sold out")
		void soldOut() {
			throw new SoldOutException();
		}

		@OnError
		RpcError soldOut(SoldOutException ex) {
			return new RpcError(-32000, "Sold out");
		}

		@OnError
		void failed(IllegalStateException ex) {
		}

		@OnError
		Map<String, @Nullable Object> malformed(MalformedException ex) {
			Map<String, @Nullable Object> response = JsonRpc.response(null);
			response.put("error", ex.error());
			return response;
		}

	}

	@WebSocketEndpoint(value = "/strict-rpc", protocol = JsonRpc.class)
	static class StrictRpcEndpoint extends RecordingEndpoint {

		StrictRpcEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("nothing")
		void nothing() {
		}

	}

	@MessageType("RemoteStartTransaction")
	record RemoteStartTransaction(String idTag) {

	}

	record Status(String status) {

	}

	record BootNotification(@NotBlank String chargePointVendor) {

	}

	record Registration(String status, int interval) {

	}

	/** OCPP-J 1.6. */
	static class Ocpp implements MessageProtocol {

		private final JsonMapper mapper;

		Ocpp(JsonMapper mapper) {
			this.mapper = mapper;
		}

		@Override
		public InboundMessage read(String text) {
			JsonNode message = this.mapper.readTree(text);
			Assert.isTrue(message.isArray() && message.path(1).isString(), "No message of OCPP-J");
			String id = message.get(1).asString();
			return switch (message.get(0).asInt()) {
				case 2 -> InboundMessage.question(id, message.path(2).asString(), message.path(3));
				case 4 -> InboundMessage.failure(id, message);
				default -> InboundMessage.answer(id, message.path(2));
			};
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			Assert.notNull(type, "A call needs a @MessageType");
			return List.of(2, Long.toString(number), type, payload);
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			return List.of(3, id, (result != null) ? result : Map.of());

		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			return List.of(4, id, (result != null) ? result : code(cause), "", Map.of());
		}

		private static String code(Throwable cause) {
			if (cause instanceof UnhandledMessageException) {
				return "NotImplemented";
			}
			if (cause instanceof PayloadConversionException) {
				return "FormationViolation";
			}
			return (cause instanceof PayloadValidationException) ? "PropertyConstraintViolation" : "InternalError";
		}

	}

	@WebSocketEndpoint(value = "/charger", protocol = Ocpp.class)
	static class ChargerEndpoint extends RecordingEndpoint {

		ChargerEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("BootNotification")
		Registration booted(@Valid BootNotification notification) {
			return new Registration("Accepted", 300);
		}

		@OnMessage("Heartbeat")
		Map<String, String> heartbeat() {
			return Map.of();
		}

		@OnMessage("StatusNotification")
		void status() {
		}

		@OnMessage("Failing")
		void failing() {
			throw new IllegalStateException("secret");
		}

		@OnMessage("Refused")
		void refused() {
			throw new SecurityException("secret");
		}

		@OnError
		String refused(SecurityException ex) {
			return "SecurityError";
		}

	}

	/** Words instead of JSON. */
	static class Lines implements MessageProtocol {

		@Override
		public InboundMessage read(String text) {
			String[] words = text.split(" ");
			return switch (words[0]) {
				case "ask" -> InboundMessage.question(words[1], words[2], words[3]);
				case "answer" -> InboundMessage.answer(words[1], words[2]);
				case "say" -> InboundMessage.message(words[1], words[2]);
				default -> throw new IllegalArgumentException();
			};
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			return "ask " + number + " " + payload;
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			return "answer " + id + " " + result;

		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			Assert.isNull(result, "No room for it");
			return "failed " + id;
		}

	}

	@WebSocketEndpoint(value = "/lines", protocol = Lines.class)
	static class LinesEndpoint extends RecordingEndpoint {

		LinesEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("upper")
		String upper(String text) {
			return text.toUpperCase(Locale.ROOT);
		}

		@OnMessage("nothing")
		void nothing() {
		}

		@OnMessage("broken")
		void broken() {
			throw new SoldOutException();
		}

		@OnError
		String failed(SoldOutException ex) {
			return "the protocol fails with this";
		}

	}

}
