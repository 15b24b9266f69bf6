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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.operations.ManagementClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the actuator endpoint over HTTP, with everything allowed, and over JMX.
 */
@Tag("boot")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class ActuatorTests extends ServerTests {

	static final String EXPOSED = "management.endpoints.web.exposure.include=health,websockets";

	static final String UNRESTRICTED = "management.endpoint.websockets.access=unrestricted";

	private static final MBeanServer mbeans = ManagementFactory.getPlatformMBeanServer();

	private static final List<String> JMX = List.of("spring.jmx.enabled=true",
			"management.endpoints.jmx.exposure.include=websockets");

	ActuatorTests() {
		super(TestServer.WithActuator.class, ActuatedEndpoint.class, SilentEndpoint.class);
	}

	private TestServer actuated() {
		return server(EXPOSED, UNRESTRICTED, "ws.max-connections=500");
	}

	private ManagementClient actuator() {
		return ManagementClient.of(actuated());
	}

	private TestClient client(String room, String user) {
		TestClient client = connect(actuated(), "/rooms/" + room + "/" + user);
		assertThat(client.next()).isEqualTo("welcome");
		return client;
	}

	private String id(TestClient client) {
		return actuated().connection(client.name()).id();
	}

	@Promise("actuator")
	@Test
	void summaryShouldTellEndpointsAndCounts() {
		client("red", "ada");
		client("blue", "ada");
		Answer answer = actuator().get("/websockets");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"connections\":2,\"limit\":500,\"rooms\":4,\"users\":1,"
				+ "\"draining\":false,\"endpoints\":[{\"path\":\"/rooms/{room}/{user}\",\"connections\":2,"
				+ "\"callbacks\":[\"@OnOpen ActuatorTests.ActuatedEndpoint.open(Connection)\","
				+ "\"@OnMessage ActuatorTests.ActuatedEndpoint.said(String, String)\","
				+ "\"@OnClose RecordingEndpoint.close(Connection, CloseStatus, CloseCause)\"]},"
				+ "{\"path\":\"/silent\",\"connections\":0,\"callbacks\":[\"@OnMessage ActuatorTests.SilentEndpoint"
				+ ".said(String)\"]},{\"path\":\"/silent/too\",\"connections\":0,\"callbacks\":[\"@OnMessage "
				+ "ActuatorTests.SilentEndpoint.said(String)\"]}]}");
	}

	@Test
	void summaryShouldNameNoLimitThatThereIsNot() {
		Answer answer = ManagementClient.of(server(EXPOSED)).get("/websockets");
		assertThat(answer.json().propertyNames()).containsExactly("connections", "rooms", "users", "draining",
				"endpoints");
	}

	@Promise("actuator")
	@Test
	void connectionsShouldComeInPages() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 7; i++) {
			ids.add(id(client("red", "ada")));
		}
		List<String> seen = new ArrayList<>();
		for (int page = 0; page < 4; page++) {
			Answer answer = actuator().get("/websockets/connections?size=2&page=" + page);
			assertThat(answer.at("/page").asInt()).isEqualTo(page);
			assertThat(answer.at("/size").asInt()).isEqualTo(2);
			assertThat(answer.at("/more").asBoolean()).isEqualTo(page < 3);
			answer.at("/connections").forEach((row) -> seen.add(row.get("id").asString()));
		}
		assertThat(seen).as("each once").hasSize(7).hasSameElementsAs(ids);
		Answer last = actuator().get("/websockets/connections?size=7");
		assertThat(last.at("/connections")).hasSize(7);
		assertThat(last.at("/more").asBoolean()).as("a page that is full and the last").isFalse();
		assertThat(actuator().get("/websockets/connections?size=2&page=2147483647").at("/connections")).isEmpty();
	}

	@Test
	void pageShouldHaveAHundredConnectionsUnlessAskedForMore() {
		Answer answer = actuator().get("/websockets/connections");
		assertThat(answer.body()).isEqualTo("{\"page\":0,\"size\":100,\"more\":false,\"connections\":[]}");
		assertThat(actuator().get("/websockets/connections?size=1000").status()).isEqualTo(200);
	}

	@Promise("actuator")
	@Test
	void connectionsShouldBeFiltered() {
		String redAda = id(client("red", "ada"));
		String redBob = id(client("red", "bob"));
		String blueAda = id(client("blue", "ada"));
		connect(actuated(), "/silent");
		assertThat(ids("?room=red")).containsExactlyInAnyOrder(redAda, redBob);
		assertThat(ids("?room=group/red")).containsExactlyInAnyOrder(redAda, redBob);
		assertThat(ids("?user=ada")).containsExactlyInAnyOrder(redAda, blueAda);
		assertThat(ids("?user=ada&room=red")).containsExactly(redAda);
		assertThat(ids("?endpoint=/rooms/%7Broom%7D/%7Buser%7D")).containsExactlyInAnyOrder(redAda, redBob, blueAda);
		assertThat(ids("?endpoint=/rooms/%7Broom%7D/%7Buser%7D&user=bob&room=red")).containsExactly(redBob);
		assertThat(ids("?endpoint=/silent")).hasSize(1).doesNotContain(redAda, redBob, blueAda);
		assertThat(ids("?endpoint=/silent&user=ada")).isEmpty();
		assertThat(ids("?room=green")).isEmpty();
	}

	private List<String> ids(String query) {
		List<String> ids = new ArrayList<>();
		actuator().get("/websockets/connections" + query)
			.at("/connections")
			.forEach((row) -> ids.add(row.get("id").asString()));
		return ids;
	}

	@Promise("actuator")
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			size=0     | 'size' must be between 1 and 1000, but is 0.
			size=1001  | 'size' must be between 1 and 1000, but is 1001.
			size=ten   | 'size' must be a number, but is 'ten'.
			page=-1    | 'page' must be between 0 and 2147483647, but is -1.
			page=0.5   | 'page' must be a number, but is '0.5'.
			""", quoteCharacter = '"')
	void wrongPageShouldBeRefused(String query, String message) {
		Answer answer = actuator().get("/websockets/connections?" + query);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.at("/status").asInt()).isEqualTo(400);
		assertThat(answer.message()).isEqualTo(message);
	}

	@Promise("actuator")
	@Test
	void connectionShouldBeShownWithItsRoomsAndNothingOfItsHandshake() {
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(actuated(), "/rooms/red/ada?access_token=query-secret")
					.header("Authorization", "Bearer header-secret")
					.header("Cookie", "JSESSIONID=cookie-secret")
					.connect());
		assertThat(client.nextText()).isEqualTo("welcome");
		String id = actuated().connection(client.name()).id();
		Answer answer = actuator().get("/websockets/connections/" + id);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("id", "endpoint", "user", "state", "since",
				"remoteAddress", "queuedMessages", "queuedBytes", "droppedMessages", "rooms");
		assertThat(answer.at("/id").asString()).isEqualTo(id);
		assertThat(answer.at("/endpoint").asString()).isEqualTo("/rooms/{room}/{user}");
		assertThat(answer.at("/user").asString()).isEqualTo("ada");
		assertThat(answer.at("/state").asString()).isEqualTo("ESTABLISHED");
		assertThat(answer.at("/since").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
		assertThat(answer.at("/remoteAddress").asString()).matches("(127\\.0\\.0\\.1|localhost|[0:]*1):\\d+");
		assertThat(answer.at("/rooms").values()).extracting((room) -> room.asString())
			.containsExactly("group/red", "red");
		assertThat(answer.body() + actuator().get("/websockets/connections").body()).doesNotContain("secret")
			.doesNotContain("token")
			.doesNotContain("cookie");
	}

	@Promise("handshake")
	@Test
	void refusedHandshakesShouldBeListedWithNothingOfTheirRequest() {
		for (int i = 0; i < 2; i++) {
			assertThat(RawWebSocketClient.to(actuated(), "/rooms/secret/secret?access_token=secret")
				.header("Origin", "https://evil.example/" + i)
				.header("Authorization", "Bearer secret")
				.header("Cookie", "JSESSIONID=secret")
				.response()
				.status()).isEqualTo(403);
		}
		TestServer.await("refusals").until(() -> actuator().get("/websockets/refusals").at("/refusals").size() >= 2);
		Answer answer = actuator().get("/websockets/refusals");
		assertThat(answer.at("/refusals/1/explanation").asString()).startsWith("origin https://evil.example/0 refused");
		assertThat(answer.at("/refusals/0").propertyNames()).containsExactly("at", "endpoint", "status", "reason",
				"explanation", "remoteAddress");
		assertThat(answer.at("/refusals/0/at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
		assertThat(answer.at("/refusals/0/endpoint").asString()).isEqualTo("/rooms/{room}/{user}");
		assertThat(answer.at("/refusals/0/status").asInt()).isEqualTo(403);
		assertThat(answer.at("/refusals/0/reason").asString()).isEqualTo("origin");
		assertThat(answer.at("/refusals/0/explanation").asString())
			.startsWith("origin https://evil.example/1 refused: the server's own is http")
			.contains("'server.forward-headers-strategy'", "'ws.allowed-origins'");
		assertThat(answer.at("/refusals/0/remoteAddress").asString()).contains(":");
		assertThat(answer.body()).doesNotContain("secret").doesNotContain("token");
	}

	@Test
	void roundTripShouldBeShownOnceThereIsOne() {
		TestServer server = server(EXPOSED, "ws.heartbeat.interval=1s");
		TestClient client = connect(server, "/silent");
		String id = server.connection(client.name()).id();
		TestServer.await("pong")
			.until(() -> ManagementClient.of(server)
				.get("/websockets/connections/" + id)
				.at("/roundTripMillis")
				.isNumber());
	}

	@Promise("actuator")
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					GET    | /websockets/connections/none  | There is no connection 'none'.
					GET    | /websockets/rooms             | There is no 'rooms' to GET; there are 'connections', 'connections/{id}', 'clients' and 'refusals'.
					GET    | /websockets/rooms/red         | There is no 'rooms' to GET; there are 'connections', 'connections/{id}', 'clients' and 'refusals'.
					DELETE | /websockets/connections/none  | There is no connection 'none'.
					DELETE | /websockets/users/none        | There is no connection of user 'none'.
					DELETE | /websockets/rooms/red         | There is no 'rooms' to DELETE; there are 'connections/{id}', 'users/{name}' and 'drain'.
					DELETE | /websockets/users             | There is no 'users' to DELETE; there are 'connections/{id}', 'users/{name}' and 'drain'.
					DELETE | /websockets/drain             | There is no drain to cancel: none was begun on request.
					DELETE | /websockets/drain/it          | There is no 'drain' to DELETE; there are 'connections/{id}', 'users/{name}' and 'drain'.
					POST   | /websockets/connections/none  | There is no connection 'none'.
					POST   | /websockets/rooms/none        | There is no connection in room 'none'.
					POST   | /websockets/rooms/a/b         | There is no connection in room 'a/b'.
					POST   | /websockets/users/none        | There is no connection of user 'none'.
					POST   | /websockets/groups/none       | There is no 'groups' to POST; there are 'connections/{id}', 'rooms/{name}' and 'users/{name}'.
					POST   | /websockets/rooms             | There is no 'rooms' to POST; there are 'connections' and 'drain'.
					""",
			quoteCharacter = '"')
	void whatIsNotThereShouldBeSaid(String method, String path, String message) {
		Answer answer = switch (method) {
			case "GET" -> actuator().get(path);
			case "DELETE" -> actuator().delete(path);
			default -> actuator().post(path, "{\"text\":\"hello\"}");
		};
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.at("/status").asInt()).isEqualTo(404);
		assertThat(answer.message()).isEqualTo(message);
	}

	@Promise("actuator")
	@Test
	void connectionShouldBeClosedWithAStatus() {
		TestClient first = client("red", "ada");
		TestClient second = client("red", "ada");
		Answer answer = actuator().delete("/websockets/connections/" + id(first) + "?code=4000&reason=moved%20on");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"disconnected\":1,\"code\":4000}");
		assertThat(first.nextClose()).isEqualTo(new CloseStatus(4000, "moved on"));
		assertThat(actuator().delete("/websockets/connections/" + id(second)).body())
			.isEqualTo("{\"disconnected\":1,\"code\":1000}");
		assertThat(second.nextClose().getCode()).isEqualTo(1000);
		assertThat(actuated().journal().awaitEnd(first.name())).contains("close 4000 SERVER");
	}

	@Promise("actuator")
	@Test
	void connectionsOfAUserShouldBeClosedWithAStatus() {
		TestClient red = client("red", "ada");
		TestClient blue = client("blue", "ada");
		TestClient other = client("red", "bob");
		Answer answer = actuator().delete("/websockets/users/ada?code=1008");
		assertThat(answer.body()).isEqualTo("{\"disconnected\":2,\"code\":1008}");
		assertThat(red.nextClose().getCode()).isEqualTo(1008);
		assertThat(blue.nextClose().getCode()).isEqualTo(1008);
		assertThat(other.text("still here").next()).isEqualTo("red: still here");
	}

	@Promise("close")
	@Test
	void closeReasonThatIsTooLongShouldBeCut() {
		TestClient client = client("red", "ada");
		Answer answer = actuator()
			.delete("/websockets/connections/" + id(client) + "?code=4000&reason=" + "x".repeat(200));
		assertThat(answer.body()).isEqualTo("{\"disconnected\":1,\"code\":4000}");
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(4000, "x".repeat(123)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			code=5     | Close code 5 must not be sent; use 1000-1003, 1007-1014 or 3000-4999.
			code=1006  | Close code 1006 must not be sent; use 1000-1003, 1007-1014 or 3000-4999.
			code=one   | 'code' must be a number, but is 'one'.
			""", quoteCharacter = '"')
	void wrongCloseStatusShouldBeRefused(String query, String message) {
		TestClient client = client("red", "ada");
		for (String path : List.of("/websockets/connections/" + id(client), "/websockets/users/ada")) {
			Answer answer = actuator().delete(path + "?" + query);
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.message()).isEqualTo(message);
		}
		assertThat(client.text("still here").next()).isEqualTo("red: still here");
	}

	@Promise("actuator")
	@Test
	void pushShouldReachOneARoomAUserOrAll() {
		TestClient redAda = client("red", "ada");
		TestClient redBob = client("red", "bob");
		TestClient blueAda = client("blue", "ada");
		assertPushed(1, "/websockets/connections/" + id(redAda), "one");
		assertPushed(2, "/websockets/rooms/red", "room");
		assertPushed(1, "/websockets/rooms/group/blue", "room with a slash");
		assertPushed(2, "/websockets/users/ada", "user");
		assertPushed(3, "/websockets/connections", "all");
		assertThat(redAda.next(4)).containsExactly("one", "room", "user", "all");
		assertThat(redBob.next(2)).containsExactly("room", "all");
		assertThat(blueAda.next(3)).containsExactly("room with a slash", "user", "all");
	}

	private void assertPushed(int targeted, String path, String text) {
		Answer answer = actuator().post(path, "{\"text\":\"" + text + "\"}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"targeted\":" + targeted + "}");
	}

	@Test
	void pushToNobodyAtAllShouldBeFine() {
		assertPushed(0, "/websockets/connections", "all");
	}

	@Test
	void jsonShouldBePushedAsText() {
		TestClient client = client("red", "ada");
		actuator().post("/websockets/rooms/red", "{\"text\":\"{\\\"type\\\":\\\"news\\\"}\"}");
		assertThat(client.next()).isEqualTo("{\"type\":\"news\"}");
	}

	@Test
	void pushWithoutTextShouldBeRefused() {
		TestClient client = client("red", "ada");
		for (String path : List.of("/websockets/connections/" + id(client), "/websockets/rooms/red",
				"/websockets/users/ada", "/websockets/connections")) {
			Answer answer = actuator().post(path, "{\"txt\":\"hello\"}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.message()).isEqualTo("'text' is missing: the message to push.");
		}
		assertThat(actuator().post("/websockets/connections", "{}").message())
			.isEqualTo("'text' is missing: the message to push.");
		assertThat(client.text("nothing came").next()).isEqualTo("red: nothing came");
	}

	@Test
	void pushThatIsTooLargeShouldBeRefused() {
		TestServer server = server(EXPOSED, UNRESTRICTED, "ws.send.max-bytes=1KB");
		TestClient client = connect(server, "/silent");
		Answer answer = ManagementClient.of(server)
			.post("/websockets/connections/" + server.connection(client.name()).id(),
					"{\"text\":\"" + "x".repeat(2000) + "\"}");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).isEqualTo("'text' is larger than 'ws.send.max-bytes'.");
	}

	@Test
	void drainThatIsSwitchedOffShouldBeSaid() {
		Answer answer = ManagementClient.of(server(EXPOSED, UNRESTRICTED, "ws.drain.enabled=false"))
			.post("/websockets/drain", "{}");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.message()).isEqualTo("There is no drain, since 'ws.drain.enabled' is false.");
	}

	/**
	 * Content types that a page of any site can send, with a form.
	 */
	@Promise("actuator")
	@ParameterizedTest
	@ValueSource(strings = { "", "text/plain", "application/x-www-form-urlencoded" })
	void whatHasNoJsonBodyShouldBeRefused(String type) {
		TestClient client = client("red", "ada");
		ManagementClient form = type.isEmpty() ? actuator() : actuator().with("Content-Type", type);
		for (String path : List.of("/websockets/drain", "/websockets/connections", "/websockets/users/ada",
				"/websockets/rooms/red", "/websockets/connections/" + id(client))) {
			Answer answer = form.post(path);
			assertThat(answer.status()).isEqualTo(415);
			assertThat(answer.message()).contains("'Content-Type: application/json'");
		}
		assertThat(actuator().get("/websockets").at("/draining").asBoolean(true)).isFalse();
		assertThat(client.text("nothing came").next()).isEqualTo("red: nothing came");
	}

	@Promise("actuator")
	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example.org", "null", "http://localhost:1" })
	void pageOfAnotherSiteShouldChangeNothing(String origin) {
		TestClient client = client("red", "ada");
		ManagementClient page = actuator().with("Origin", origin);
		for (String path : List.of("/websockets/drain", "/websockets/connections", "/websockets/users/ada",
				"/websockets/rooms/red", "/websockets/connections/" + id(client))) {
			assertThatIsForeign(page.post(path, "{\"text\":\"hello\"}"));
			assertThatIsForeign(page.delete(path));
		}
		assertThat(actuator().get("/websockets").at("/draining").asBoolean(true)).isFalse();
		assertThat(client.text("nothing came").next()).isEqualTo("red: nothing came");
	}

	private static void assertThatIsForeign(Answer answer) {
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.at("/status").asInt()).isEqualTo(403);
		assertThat(answer.message()).contains("'management.endpoints.web.cors.allowed-origins'");
	}

	@Test
	void pageOfThisServerMayPush() {
		TestClient client = client("red", "ada");
		ManagementClient page = actuator().with("Origin", Login.origin(actuated()));
		assertThat(page.post("/websockets/rooms/red", "{\"text\":\"hello\"}").status()).isEqualTo(200);
		assertThat(client.next()).isEqualTo("hello");
	}

	@Test
	void pageThatTheActuatorAllowsMayPush() {
		TestServer server = server(EXPOSED, UNRESTRICTED,
				"management.endpoints.web.cors.allowed-origins=https://ops.example.org",
				"management.endpoints.web.cors.allowed-methods=POST");
		ManagementClient actuator = ManagementClient.of(server);
		assertThat(actuator.with("Origin", "https://ops.example.org")
			.post("/websockets/connections", "{\"text\":\"hello\"}")
			.body()).isEqualTo("{\"targeted\":0}");
		assertThatIsForeign(actuator.with("Origin", "https://evil.example.org")
			.post("/websockets/connections", "{\"text\":\"hello\"}"));
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_JETTY })
	void otherServersShouldAnswerTheSame(ServerKind kind) {
		try (TestServer server = TestServer.start(kind, List.of(TestServer.WithActuator.class, ActuatedEndpoint.class),
				EXPOSED, UNRESTRICTED); TestClient client = TestClient.connect(server, "/rooms/red/ada")) {
			assertThat(client.next()).isEqualTo("welcome");
			ManagementClient actuator = ManagementClient.of(server);
			assertThat(actuator.get("/websockets/connections?room=group/red").at("/connections")).hasSize(1);
			assertThat(actuator.post("/websockets/rooms/group/red", "{\"text\":\"hello\"}").status()).isEqualTo(200);
			assertThat(client.next()).isEqualTo("hello");
			assertThat(actuator.delete("/websockets/users/ada?code=4001").status()).isEqualTo(200);
			assertThat(client.nextClose().getCode()).isEqualTo(4001);
		}
	}

	private TestServer start(String domain, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 3);
		all[properties.length] = JMX.get(0);
		all[properties.length + 1] = JMX.get(1);
		all[properties.length + 2] = "management.endpoints.jmx.domain=" + domain;
		return server(all);
	}

	private static ObjectName name(String domain) throws Exception {
		Set<ObjectName> names = mbeans.queryNames(new ObjectName(domain + ":type=Endpoint,name=Websockets,*"), null);
		assertThat(names).hasSize(1);
		return names.iterator().next();
	}

	private static Object invoke(String domain, String operation, Object... arguments) throws Exception {
		MBeanOperationInfo info = Arrays.stream(mbeans.getMBeanInfo(name(domain)).getOperations())
			.filter((candidate) -> candidate.getName().equals(operation))
			.findFirst()
			.orElseThrow();
		String[] signature = Arrays.stream(info.getSignature()).map(MBeanParameterInfo::getType).toArray(String[]::new);
		return mbeans.invoke(name(domain), operation, arguments, signature);
	}

	@Promise("actuator")
	@Test
	void eachThingToDoShouldBeAnOperation() throws Exception {
		String domain = "ws.all";
		TestServer server = start(domain, UNRESTRICTED);
		TestClient client = connect(server, "/rooms/red/ada");
		TestClient other = connect(server, "/rooms/blue/bob");
		assertThat(client.next()).isEqualTo("welcome");
		assertThat(other.next()).isEqualTo("welcome");
		assertThat(invoke(domain, "summary")).asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("connections", 2)
			.containsEntry("draining", false);
		Map<?, ?> page = (Map<?, ?>) invoke(domain, "connections", null, "red", null, null, null);
		String id = server.connection(client.name()).id();
		assertThat((List<?>) page.get("connections")).hasSize(1)
			.first()
			.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("id", id);
		assertThat((Map<?, ?>) invoke(domain, "connection", id)).extracting("user").isEqualTo("ada");
		assertThat(invoke(domain, "push", id, "one")).isEqualTo(Map.of("targeted", 1));
		assertThat(invoke(domain, "pushToRoom", "red", "room")).isEqualTo(Map.of("targeted", 1));
		assertThat(invoke(domain, "pushToUser", "ada", "user")).isEqualTo(Map.of("targeted", 1));
		assertThat(invoke(domain, "pushToAll", "all")).isEqualTo(Map.of("targeted", 2));
		assertThat(client.next(4)).containsExactly("one", "room", "user", "all");
		assertThat(invoke(domain, "disconnect", id, 4000, "moved on"))
			.isEqualTo(Map.of("disconnected", 1, "code", 4000));
		assertThat(client.nextClose().getReason()).isEqualTo("moved on");
		assertThat(invoke(domain, "disconnectUser", "bob", null, null))
			.isEqualTo(Map.of("disconnected", 1, "code", 1000));
		assertThat(other.next()).isEqualTo("all");
		assertThat(other.nextClose().getCode()).isEqualTo(1000);
	}

	@Test
	void clientsShouldBeAnOperation() throws Exception {
		String domain = "ws.clients";
		TestServer server = start(domain, UNRESTRICTED);
		String template = "ws://localhost:" + server.port() + "/rooms/red/{user}";
		WebSocketClients clients = server.context().getBean(WebSocketClients.class);
		ClientConnection client = clients.uri(template + "?token=secret", "eve").connect();
		try {
			client.whenEstablished().toCompletableFuture().get(60, TimeUnit.SECONDS);
			Map<?, ?> page = (Map<?, ?>) invoke(domain, "clients", null, null, null);
			assertThat((List<?>) page.get("clients")).hasSize(1)
				.first()
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("id", client.id())
				.containsEntry("client", template)
				.containsEntry("state", "ESTABLISHED");
			assertThat(page.toString()).doesNotContain("secret");
			assertThat((Map<?, ?>) invoke(domain, "clients", "another", 0, 10)).extracting("clients")
				.isEqualTo(List.of());
			assertRefused("'size' must be between 1 and 1000, but is 5000.", domain, "clients", null, 0, 5000);
		}
		finally {
			client.disconnect();
		}
	}

	@Test
	void whatIsWrongShouldBeSaid() {
		String domain = "ws.wrong";
		start(domain, UNRESTRICTED);
		assertRefused("'size' must be between 1 and 1000, but is 5000.", domain, "connections", null, null, null, 0,
				5000);
		assertRefused("There is no connection 'none'.", domain, "connection", "none");
		assertRefused("There is no connection of user 'none'.", domain, "disconnectUser", "none", null, null);
		assertRefused("Close code 7 must not be sent", domain, "disconnect", "none", 7, null);
		assertRefused("There is no connection in room 'none'.", domain, "pushToRoom", "none", "text");
	}

	private static void assertRefused(String message, String domain, String operation, Object... arguments) {
		assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke(domain, operation, arguments))
			.withMessageContaining(message);
	}

	@Promise("actuator")
	@Test
	void onlyWhatReadsShouldBeThereByDefault() throws Exception {
		String domain = "ws.default";
		start(domain);
		assertThat(mbeans.getMBeanInfo(name(domain)).getOperations()).extracting(MBeanOperationInfo::getName)
			.containsExactlyInAnyOrder("summary", "connections", "connection", "clients", "refusals");
	}

	@Test
	void drainShouldBeginAndSayHowManyConnectionsThereAre() throws Exception {
		String domain = "ws.drain";
		TestServer server = start(domain, UNRESTRICTED);
		TestClient client = connect(server, "/rooms/red/ada");
		assertThat(client.next()).isEqualTo("welcome");
		assertThat((Map<?, ?>) invoke(domain, "drain")).extracting("begun").isEqualTo(true);
		assertThat(client.nextClose().getCode()).isEqualTo(1012);
		assertThat((Map<?, ?>) invoke(domain, "drain")).extracting("begun").isEqualTo(false);
		assertThat((Map<?, ?>) invoke(domain, "cancelDrain")).extracting("cancelled").isEqualTo(true);
		assertRefused("There is no drain to cancel: none was begun on request.", domain, "cancelDrain");
		assertThat(connect(server, "/rooms/red/ada").next()).isEqualTo("welcome");
	}

	@WebSocketEndpoint({ "/silent", "/silent/too" })
	static class SilentEndpoint {

		@OnMessage
		void said(String text) {
		}

	}

	/**
	 * Endpoint whose connections the actuator shows and changes: each is in the room and
	 * of the user that its path names.
	 */
	@WebSocketEndpoint("/rooms/{room}/{user}")
	static class ActuatedEndpoint extends RecordingEndpoint {

		ActuatedEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			connection.bindUser(connection.pathVariables().get("user"));
			connection.join(connection.pathVariables().get("room"));
			connection.join("group/" + connection.pathVariables().get("room"));
			connection.push("welcome");
		}

		@OnMessage
		String said(String text, @PathVariable String room) {
			return room + ": " + text;
		}

	}

}
