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

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.PushResult;
import io.github.wsboot.node.RecordingNodes;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.operations.ActuatorTests.ActuatedEndpoint;
import io.github.wsboot.server.operations.ManagementClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the actuator endpoint on a node of a cluster, whose other nodes are recorded.
 */
@Tag("boot")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class ClusterActuatorTests extends ServerTests {

	private static final String TEXT = "{\"text\":\"hello\"}";

	ClusterActuatorTests() {
		super(TestServer.WithActuator.class, ActuatedEndpoint.class, ClusterConfiguration.class);
	}

	private TestServer actuated() {
		return server(ActuatorTests.EXPOSED, ActuatorTests.UNRESTRICTED);
	}

	private ManagementClient actuator() {
		return ManagementClient.of(actuated());
	}

	private RecordingNodes nodes() {
		return actuated().bean(RecordingNodes.class);
	}

	private TestClient client() {
		TestClient client = connect(actuated(), "/rooms/red/ada");
		assertThat(client.next()).isEqualTo("welcome");
		return client;
	}

	@BeforeEach
	void reset() {
		nodes().requests.clear();
		nodes().connections.clear();
		nodes().available = true;
		nodes().outcome = CompletableFuture.completedFuture(Forwarding.FORWARDED);
	}

	@Promise("actuator")
	@Test
	void summaryShouldShowTheCluster() {
		Answer answer = actuator().get("/websockets");
		assertThat(answer.at("/cluster").toString()).isEqualTo("{\"available\":true,\"nodes\":["
				+ "{\"id\":\"AAAAAAAA\",\"name\":\"one\",\"since\":\"2026-11-21T10:00:00Z\",\"connections\":1,"
				+ "\"self\":true,\"draining\":false},"
				+ "{\"id\":\"BBBBBBBB\",\"name\":\"two\",\"since\":\"2026-11-21T10:00:00Z\",\"connections\":2,"
				+ "\"self\":false,\"draining\":true}]}");
		nodes().available = false;
		assertThat(actuator().get("/websockets").at("/cluster/available").asBoolean(true)).isFalse();
	}

	@Promise("actuator")
	@Test
	void pushShouldBeAcceptedForOtherNodes() {
		TestClient client = client();
		assertForwarded(actuator().post("/websockets/rooms/red", TEXT), "{\"targeted\":1,\"forwarded\":true}");
		assertForwarded(actuator().post("/websockets/rooms/blue", TEXT), "{\"targeted\":0,\"forwarded\":true}");
		assertForwarded(actuator().post("/websockets/users/bob", TEXT), "{\"targeted\":0,\"forwarded\":true}");
		assertForwarded(actuator().post("/websockets/connections", TEXT), "{\"targeted\":1,\"forwarded\":true}");
		assertThat(client.next(2)).containsExactly("hello", "hello");
		assertThat(nodes().requests).containsExactly("push ROOM red hello", "push ROOM blue hello",
				"push USER bob hello", "push ALL hello");
	}

	@Test
	void disconnectShouldBeAcceptedForOtherNodes() {
		TestClient client = client();
		assertForwarded(actuator().delete("/websockets/users/ada?code=4000"),
				"{\"disconnected\":1,\"code\":4000,\"forwarded\":true}");
		assertThat(client.nextClose().getCode()).isEqualTo(4000);
		assertForwarded(actuator().delete("/websockets/users/bob"),
				"{\"disconnected\":0,\"code\":1000,\"forwarded\":true}");
		assertThat(nodes().requests).containsExactly("disconnect USER ada 4000", "disconnect USER bob 1000");
	}

	@Test
	void connectionOfAnotherNodeShouldBeReached() {
		nodes().connections.put("BBBBBBBB.1", PushResult.FORWARDED);
		assertForwarded(actuator().post("/websockets/connections/BBBBBBBB.1", TEXT),
				"{\"targeted\":0,\"forwarded\":true}");
		assertForwarded(actuator().delete("/websockets/connections/BBBBBBBB.1?code=4000"),
				"{\"disconnected\":0,\"code\":4000,\"forwarded\":true}");
		assertThat(nodes().requests).containsExactly("push BBBBBBBB.1 hello", "disconnect BBBBBBBB.1 4000");
		assertThat(actuator().post("/websockets/connections/CCCCCCCC.1", TEXT).status()).isEqualTo(404);
		assertThat(actuator().delete("/websockets/connections/CCCCCCCC.1").status()).isEqualTo(404);
	}

	@Test
	void connectionOfThisNodeShouldBeAnsweredAsWithoutACluster() {
		TestClient client = client();
		String path = "/websockets/connections/" + actuated().connection(client.name()).id();
		Answer pushed = actuator().post(path, TEXT);
		assertThat(pushed.status()).isEqualTo(200);
		assertThat(pushed.body()).isEqualTo("{\"targeted\":1}");
		Answer disconnected = actuator().delete(path);
		assertThat(disconnected.status()).isEqualTo(200);
		assertThat(disconnected.body()).isEqualTo("{\"disconnected\":1,\"code\":1000}");
		assertThat(nodes().requests).isEmpty();
	}

	@Promise("actuator")
	@Test
	void clusterThatIsAwayShouldBeSaid() {
		TestClient client = client();
		nodes().available = false;
		nodes().outcome = CompletableFuture.completedFuture(Forwarding.UNAVAILABLE);
		nodes().connections.put("BBBBBBBB.1", PushResult.UNAVAILABLE);
		assertThat(actuator().post("/websockets/connections/BBBBBBBB.1", TEXT).status()).isEqualTo(503);
		assertThat(actuator().delete("/websockets/connections/BBBBBBBB.1").status()).isEqualTo(503);
		Answer answer = actuator().post("/websockets/rooms/red", TEXT);
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.message())
			.isEqualTo("Only this node's connections were reached (1): the cluster is not available.");
		assertThat(client.next()).isEqualTo("hello");
	}

	private static void assertForwarded(Answer answer, String body) {
		assertThat(answer.body()).isEqualTo(body);
		assertThat(answer.status()).isEqualTo(202);
	}

	@Configuration(proxyBeanMethods = false)
	static class ClusterConfiguration {

		@Bean
		RecordingNodes nodes() {
			return new RecordingNodes();
		}

	}

}
