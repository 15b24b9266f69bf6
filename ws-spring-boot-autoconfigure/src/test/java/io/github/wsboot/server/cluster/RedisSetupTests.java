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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.protocol.ProtocolVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.redis.RedisBinary;
import io.github.wsboot.cluster.redis.RedisProcess;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the ways in which an application may be connected with Redis.
 */
@Tag("redis")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class RedisSetupTests extends ServerTests {

	/** All that an application needs which is named {@code app}. */
	private static final String RESTRICTED_USER = "user chat on >secret resetchannels &ws:app:* "
			+ "-@all +publish +subscribe +unsubscribe +hello +ping";

	private static final String[] CREDENTIALS = { "spring.data.redis.username=chat",
			"spring.data.redis.password=secret" };

	@TempDir
	private Path folder;

	@Test
	void restrictedUserShouldHaveEnoughPermissions() {
		RedisProcess redis = redis("user default off", RESTRICTED_USER);
		assertMeet(start(redis, "a", CREDENTIALS), start(redis, "b", CREDENTIALS));
		assertThat(redis.clients()).hasSize(4)
			.allSatisfy((client) -> assertThat(client).contains(" user=chat ").contains(" resp=3"));
	}

	@Test
	void restrictedUserShouldHaveEnoughPermissionsWithTheFormerProtocol() {
		RedisProcess redis = redis("user default off", RESTRICTED_USER);
		assertMeet(start(List.of(Resp2.class), redis, "a", CREDENTIALS),
				start(List.of(Resp2.class), redis, "b", CREDENTIALS));
		assertThat(redis.clients()).hasSize(4)
			.allSatisfy((client) -> assertThat(client).contains(" user=chat ").contains(" resp=2"));
	}

	@Test
	void nodesShouldMeetWithAPassword() {
		RedisProcess redis = redis("requirepass secret");
		String password = "spring.data.redis.password=secret";
		assertMeet(start(redis, "a", password), start(redis, "b", password));
	}

	@Test
	void nodesShouldMeetWithCredentialsOfAProvider() {
		RedisProcess redis = redis("user default off", RESTRICTED_USER);
		assertMeet(start(List.of(WithProvider.class), redis, "a"), start(List.of(WithProvider.class), redis, "b"));
	}

	@Test
	void nodesShouldMeetWithTls() throws Exception {
		RedisProcess redis = redis();
		TestTls.writePem(this.folder);
		String[] tls = { "spring.data.redis.port=" + redis.enableTls(), "spring.data.redis.ssl.bundle=redis",
				"spring.ssl.bundle.pem.redis.truststore.certificate=" + this.folder.resolve("fullchain.pem").toUri() };
		assertMeet(start(redis, "a", tls), start(redis, "b", tls));
	}

	@Test
	void nodesShouldMeetOnRedis6() {
		RedisProcess redis = closeLater(RedisProcess.start(RedisBinary.EMBEDDED));
		assertThat(redis.command("INFO", "server")).contains("redis_version:6.2");
		assertMeet(start(redis, "a"), start(redis, "b"));
	}

	@Test
	void channelsShouldBeginWithThePrefix() {
		RedisProcess redis = redis();
		String prefix = "ws.cluster.prefix=[chat]*:";
		assertMeet(start(redis, "a", prefix), start(redis, "b", prefix));
		assertThat(redis.channels()).hasSizeGreaterThan(3)
			.allSatisfy((channel) -> assertThat(channel).startsWith("[chat]*:"));
	}

	@Test
	void applicationsWithDifferentNamesShouldNotSeeEachOther() {
		RedisProcess redis = redis();
		TestServer a = start(redis, "a");
		TestServer b = start(redis, "b");
		TestServer stranger = start(redis, "a", "spring.application.name=other");
		assertMeet(a, b);
		ClusterTests.awaitNodes(stranger, "a");
		TestClient ours = member(b);
		TestClient theirs = member(stranger);
		a.connections().broadcast("ours");
		a.connections().room("room").push("ours");
		a.connections().user("ada").push("ours");
		stranger.connections().broadcast("theirs");
		stranger.connections().room("room").push("theirs");
		stranger.connections().user("ada").push("theirs");
		assertThat(ours.next(3)).containsOnly("ours");
		assertThat(theirs.next(3)).containsOnly("theirs");
		stranger.close();
		a.connections().all().push("end");
		assertThat(ours.next()).isEqualTo("end");
		ClusterTests.awaitNodes(a, "a", "b");
	}

	private RedisProcess redis(String... settings) {
		return closeLater(RedisProcess.start(settings));
	}

	private TestServer start(RedisProcess redis, String name, String... properties) {
		return start(List.of(), redis, name, properties);
	}

	private TestServer start(List<Class<?>> configurations, RedisProcess redis, String name, String... properties) {
		List<Class<?>> sources = new ArrayList<>(List.of(PlainEndpoint.class, TestServer.WithRedis.class));
		sources.addAll(configurations);
		List<String> all = new ArrayList<>(
				List.of("ws.cluster.enabled=true", "spring.application.name=app", "ws.cluster.node-name=" + name,
						"spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port()));
		all.addAll(List.of(properties));
		TestServer node = TestServer.start(kind(), sources, all.toArray(String[]::new));
		closeLater(() -> {
			if (node.context().isActive()) {
				node.close();
			}
		});
		return node;
	}

	private void assertMeet(TestServer a, TestServer b) {
		ClusterTests.awaitNodes(a, "a", "b");
		ClusterTests.awaitNodes(b, "a", "b");
		TestClient client = member(b);
		ConnectionManager connections = a.connections();
		assertThat(connections.push(b.connection(client.name()).id(), "id")).isEqualTo(PushResult.FORWARDED);
		assertThat(ClusterTests.get(connections.room("room").push("room").forwarded())).isEqualTo(Forwarding.FORWARDED);
		connections.user("ada").push("user");
		connections.all().push("all");
		assertThat(client.next(4)).containsExactly("id", "room", "user", "all");
	}

	/**
	 * Return a client that is in a room and belongs to a user.
	 */
	private TestClient member(TestServer node) {
		TestClient client = connect(node, "/plain");
		Connection connection = node.connection(client.name());
		connection.join("room");
		ClusterTests.bindUser(connection, "ada");
		return client;
	}

	@Configuration(proxyBeanMethods = false)
	static class Resp2 {

		@Bean
		LettuceClientConfigurationBuilderCustomizer protocol() {
			return (builder) -> builder
				.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithProvider {

		@Bean
		LettuceClientConfigurationBuilderCustomizer credentials() {
			return (builder) -> builder.redisCredentialsProviderFactory(new RedisCredentialsProviderFactory() {

				@Override
				public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
					return RedisCredentialsProvider.from(() -> RedisCredentials.just("chat", "secret"));
				}

			});
		}

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

}
