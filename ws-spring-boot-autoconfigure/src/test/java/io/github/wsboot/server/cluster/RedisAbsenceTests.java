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

package io.github.wsboot.server.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.redis.RedisProcess;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for nodes that have no Redis for all their life, until it appears.
 */
@Tag("redis")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class RedisAbsenceTests extends ServerTests {

	/** Twice the promised time, for slow machines. */
	private static final Duration TIME_TO_JOIN = Duration.ofSeconds(20);

	private static final String FOREIGN_ID = "AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA";

	private static final HttpClient http = HttpClient.newHttpClient();

	@Promise("push")
	@Test
	void nodesShouldServeTheirClientsAndJoinWhenRedisAppears() throws Exception {
		RedisProcess redis = closeLater(RedisProcess.start());
		redis.stop();
		TestServer node = start(redis, "node", false);
		TestServer strict = start(redis, "strict", true);
		TestClient client = connect(node, "/plain");
		Connection connection = node.connection(client.name());
		connection.join("room");
		assertThat(ClusterTests.get(connection.whenReachable())).isFalse();
		assertThat(node.connections().push(connection.id(), "by id")).isEqualTo(PushResult.ACCEPTED);
		BroadcastResult result = node.connections().room("room").push("to the room");
		assertThat(result.targeted()).isOne();
		assertThat(ClusterTests.get(result.forwarded())).isEqualTo(Forwarding.UNAVAILABLE);
		assertThat(node.connections().push(FOREIGN_ID, "x")).isEqualTo(PushResult.UNAVAILABLE);
		assertThat(client.next(2)).containsExactly("by id", "to the room");
		assertHealth(node, "", 200, "\"status\":\"DEGRADED\"");
		assertHealth(node, "/readiness", 200, "\"status\":\"UP\"");
		assertHealth(node, "/liveness", 200, "\"status\":\"UP\"");
		assertHealth(strict, "", 503, "\"status\":\"OUT_OF_SERVICE\"");
		assertHealth(strict, "/readiness", 503, "\"status\":\"OUT_OF_SERVICE\"");
		assertHealth(strict, "/liveness", 200, "\"status\":\"UP\"");
		redis.restart();
		long start = System.nanoTime();
		ClusterTests.awaitNodes(node, "node", "strict");
		ClusterTests.awaitNodes(strict, "node", "strict");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME_TO_JOIN);
		ClusterTests.awaitReachable(connection);
		strict.connections().room("room").push("from the other node");
		assertThat(client.next()).isEqualTo("from the other node");
		for (TestServer each : List.of(node, strict)) {
			assertHealth(each, "", 200, "\"websocketCluster\":{\"status\":\"UP\"");
			assertHealth(each, "/readiness", 200, "\"status\":\"UP\"");
		}
	}

	private TestServer start(RedisProcess redis, String name, boolean required) {
		return closeLater(TestServer.start(kind(),
				List.of(TestServer.WithActuator.class, PlainEndpoint.class, TestServer.WithRedis.class),
				"ws.cluster.enabled=true", "spring.application.name=test", "ws.cluster.node-name=" + name,
				"ws.cluster.required=" + required, "spring.data.redis.host=" + redis.host(),
				"spring.data.redis.port=" + redis.port(), "management.health.redis.enabled=false",
				"management.endpoint.health.show-components=always"));
	}

	private static void assertHealth(TestServer node, String group, int status, String text)
			throws IOException, InterruptedException {
		HttpResponse<String> health = http
			.send(HttpRequest.newBuilder(node.httpUri("/actuator/health" + group)).build(), BodyHandlers.ofString());
		assertThat(health.body()).contains(text);
		assertThat(health.statusCode()).isEqualTo(status);
	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

}
