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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.actuate.ConnectionOperations;
import io.github.wsboot.actuate.WebSocketsActuatorEndpoint;
import io.github.wsboot.actuate.WebSocketsJmxExtension;
import io.github.wsboot.actuate.WebSocketsWebExtension;
import io.github.wsboot.readme.OperatorSecurity;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.SecurityInfrastructure;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for access to the actuator endpoint, by operation, user and port.
 */
@Tag("boot")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class ActuatorAccessTests extends ServerTests {

	private static final String HELLO = "{\"text\":\"hello\"}";

	ActuatorAccessTests() {
		super(TestServer.WithActuator.class, ActuatorTests.ActuatedEndpoint.class);
	}

	@Promise("actuator")
	@Test
	void nothingShouldBeExposedByDefault() {
		TestServer server = server();
		assertThat(ManagementClient.of(server).get("/websockets").status()).isEqualTo(404);
		assertThat(server.context().getBeanNamesForType(WebSocketsActuatorEndpoint.class)).isEmpty();
		assertThat(server.context().getBeanNamesForType(ConnectionOperations.class)).isEmpty();
	}

	@Promise("actuator")
	@Test
	void onlyReadingShouldBeAllowedByDefault() {
		assertReadOnly(server(ActuatorTests.EXPOSED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoint.websockets.access=read-only",
			"management.endpoints.access.default=read-only" })
	void onlyReadingShouldBeAllowedIfSoConfigured(String property) {
		assertReadOnly(server(ActuatorTests.EXPOSED, property));
	}

	@Test
	void writingShouldBeCappedByTheAccessThatIsPermitted() {
		assertReadOnly(server(ActuatorTests.EXPOSED, ActuatorTests.UNRESTRICTED,
				"management.endpoints.access.max-permitted=read-only"));
	}

	private void assertReadOnly(TestServer server) {
		TestClient client = connect(server, "/rooms/red/ada");
		assertThat(client.next()).isEqualTo("welcome");
		ManagementClient actuator = ManagementClient.of(server);
		String connection = "/websockets/connections/" + server.connection(client.name()).id();
		assertThat(actuator.get("/websockets").status()).isEqualTo(200);
		assertThat(actuator.get("/websockets/connections").status()).isEqualTo(200);
		assertThat(actuator.get(connection).status()).isEqualTo(200);
		for (String path : List.of(connection, "/websockets/rooms/red", "/websockets/users/ada",
				"/websockets/connections")) {
			assertThatIsRefused(actuator.post(path, HELLO));
		}
		assertThatIsRefused(actuator.post("/websockets/drain"));
		assertThatIsRefused(actuator.delete("/websockets/drain"));
		assertThatIsRefused(actuator.delete(connection));
		assertThatIsRefused(actuator.delete("/websockets/users/ada"));
		assertThat(client.text("still here").next()).as("nothing was pushed, nobody disconnected")
			.isEqualTo("red: still here");
	}

	private static void assertThatIsRefused(ManagementClient.Answer answer) {
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.at("/status").asInt()).isEqualTo(403);
		assertThat(answer.message()).startsWith("Only reading is allowed")
			.contains("'management.endpoint.websockets.access=unrestricted'");
	}

	@Promise("actuator")
	@Test
	void withoutAccessThereShouldBeNothing() {
		TestServer server = server(ActuatorTests.EXPOSED, "management.endpoint.websockets.access=none");
		ManagementClient actuator = ManagementClient.of(server);
		for (String path : List.of("/websockets", "/websockets/connections", "/websockets/connections/any")) {
			assertThat(actuator.get(path).status()).as(path).isEqualTo(404);
		}
		assertThat(actuator.post("/websockets/drain").status()).isEqualTo(404);
		assertThat(actuator.delete("/websockets/users/ada").status()).isEqualTo(404);
		assertThat(server.context().getBeanNamesForType(WebSocketsActuatorEndpoint.class)).isEmpty();
		assertThat(server.context().getBeanNamesForType(WebSocketsWebExtension.class)).isEmpty();
		assertThat(server.context().getBeanNamesForType(WebSocketsJmxExtension.class)).isEmpty();
		assertThat(actuator.get("/health").status()).as("what else there is").isEqualTo(200);
	}

	@Promise("actuator")
	@Test
	void separateManagementPortShouldBeTheOnlyOne() {
		TestServer server = server(ActuatorTests.EXPOSED, ActuatorTests.UNRESTRICTED, "management.server.port=0",
				"management.endpoint.health.show-details=always");
		TestClient client = connect(server, "/rooms/red/ada");
		assertThat(client.next()).isEqualTo("welcome");
		ManagementClient actuator = ManagementClient.of(server);
		assertThat(server.context().getEnvironment().getProperty("local.management.port"))
			.isNotEqualTo(String.valueOf(server.port()));
		assertThat(actuator.get("/websockets").at("/connections").asInt()).isEqualTo(1);
		assertThat(actuator.get("/websockets/connections?size=0").message())
			.isEqualTo("'size' must be between 1 and 1000, but is 0.");
		assertThat(actuator.post("/websockets/rooms/red", HELLO).status()).isEqualTo(200);
		assertThat(client.next()).isEqualTo("hello");
		assertThat(actuator.post("/websockets/drain").status()).isEqualTo(415);
		assertThat(actuator.with("Origin", Login.origin(server)).post("/websockets/drain", "{}").status())
			.as("a page of the other port")
			.isEqualTo(403);
		assertThat(actuator.get("/health/websocket").at("/details/connections").asInt()).isEqualTo(1);
		assertThat(actuator.delete("/websockets/users/ada").status()).isEqualTo(200);
		assertThat(client.nextClose().getCode()).isEqualTo(1000);
		assertThat(RawWebSocketClient.to(server, "/actuator/websockets").response().status()).isEqualTo(404);
	}

	@Promise("actuator")
	@ParameterizedTest
	@CsvSource({ "management.server.port=0, /actuator/websockets",
			"server.servlet.context-path=/app, /app/actuator/websockets",
			"spring.mvc.servlet.path=/mvc, /mvc/actuator/websockets",
			"management.endpoints.web.base-path=/manage, /manage/websockets",
			"management.endpoints.web.base-path=/, /websockets",
			"management.endpoints.web.path-mapping.websockets=sockets, /actuator/sockets" })
	void writingShouldBeRefusedWhereverTheEndpointIs(String property, String path) {
		ManagementClient actuator = ManagementClient.of(server(ActuatorTests.EXPOSED, property), path);
		assertThat(actuator.get("/connections").status()).isEqualTo(200);
		assertThatIsRefused(actuator.post("/drain"));
	}

	@Test
	void springSecuritysOwnRulesShouldCoverIt() {
		try (TestServer server = secured()) {
			ManagementClient actuator = ManagementClient.of(server);
			assertThat(actuator.get("/websockets").status()).isEqualTo(401);
			assertThat(actuator.as("ada").get("/websockets").status()).isEqualTo(200);
			assertThat(actuator.as("ada").post("/websockets/connections", HELLO).status()).as("no CSRF token")
				.isIn(401, 403);
		}
	}

	@Promise("actuator")
	@Test
	void applicationsRulesShouldHoldForIt() {
		try (TestServer server = secured(OperatorSecurity.class)) {
			ManagementClient actuator = ManagementClient.of(server);
			assertThat(actuator.get("/websockets").status()).isEqualTo(401);
			assertThat(actuator.post("/websockets/drain").status()).isEqualTo(401);
			assertThat(actuator.as("ada").get("/websockets/connections").status()).isEqualTo(403);
			assertThat(actuator.as("ada").post("/websockets/connections", HELLO).status()).isEqualTo(403);
			assertThat(actuator.as("bob").get("/websockets/connections").status()).isEqualTo(200);
			assertThat(actuator.as("bob").post("/websockets/connections", HELLO).body()).isEqualTo("{\"targeted\":0}");
			assertThat(actuator.as("bob").delete("/websockets/users/nobody").message())
				.isEqualTo("There is no connection of user 'nobody'.");
		}
	}

	private TestServer secured(Class<?>... rules) {
		List<Class<?>> sources = new ArrayList<>(List.of(TestServer.WithActuator.class, TestServer.WithSecurity.class,
				SecurityInfrastructure.class, ActuatorTests.ActuatedEndpoint.class));
		sources.addAll(List.of(rules));
		return TestServer.start(kind(), sources, ActuatorTests.EXPOSED, ActuatorTests.UNRESTRICTED);
	}

}
