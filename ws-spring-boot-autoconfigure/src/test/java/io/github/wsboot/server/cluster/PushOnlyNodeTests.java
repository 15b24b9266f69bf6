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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without a web server as a node that only pushes, beside two servers.
 */
class PushOnlyNodeTests extends InMemoryTests {

	PushOnlyNodeTests() {
		super(LineEndpoint.class);
	}

	@Test
	void nodeWithoutAWebServerShouldPushToTheClientsOfAll() {
		List<TestServer> servers = nodes("a", "b");
		List<TestClient> clients = servers.stream().map((server) -> client(server, "/lines")).toList();
		List<Connection> connections = connections(servers, clients);
		connections.forEach((connection) -> join(connection, "lobby"));
		connections.forEach((connection) -> bindUser(connection, "ada"));
		try (ConfigurableApplicationContext job = startJob()) {
			ConnectionManager manager = awaitCluster(job);
			assertThat(manager.count()).isZero();
			assertForwarded(manager.broadcast("to all"));
			assertForwarded(manager.room("lobby").except(connections.get(0).id()).push("to the others of a room"));
			assertForwarded(manager.user("ada").push("to a user"));
			assertForwarded(manager.endpoint("/lines").push("to an endpoint"));
			assertThat(manager.push(connections.get(1).id(), "to one")).isEqualTo(PushResult.FORWARDED);
			assertForwarded(manager.all().disconnect(CloseStatus.GOING_AWAY));
			assertThat(clients.get(0).remaining()).containsExactly("to all", "to a user", "to an endpoint");
			assertThat(clients.get(1).remaining()).containsExactly("to all", "to the others of a room", "to a user",
					"to an endpoint", "to one");
		}
		servers.forEach((server) -> awaitNodes(server, "a", "b"));
	}

	private static List<Connection> connections(List<TestServer> servers, List<TestClient> clients) {
		return List.of(servers.get(0).connection(clients.get(0).name()),
				servers.get(1).connection(clients.get(1).name()));
	}

	private ConfigurableApplicationContext startJob() {
		return new SpringApplicationBuilder(Job.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off")
			.run("--ws.cluster.enabled=true", "--spring.application.name=test", "--ws.cluster.node-name=job",
					"--" + engine().properties("job").get(0), "--logging.level.root=warn");
	}

	private static ConnectionManager awaitCluster(ConfigurableApplicationContext job) {
		ConnectionManager manager = job.getBean(ConnectionManager.class);
		TestServer.await("nodes that the job knows").until(() -> names(manager.cluster()).size() == 3);
		return manager;
	}

	private static void assertForwarded(BroadcastResult result) {
		assertThat(result.targeted()).isZero();
		assertThat(get(result.forwarded())).isEqualTo(Forwarding.FORWARDED);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Job extends InMemoryNodeEngine.WithEngine {

	}

	@WebSocketEndpoint("/lines")
	static class LineEndpoint extends RecordingEndpoint {

		LineEndpoint(Journal journal) {
			super(journal);
		}

	}

}
