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

package io.github.wsboot.cluster.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.exceptions.JedisDataException;

import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisProcess}.
 */
@Tag("redis")
class RedisProcessTests {

	@ParameterizedTest
	@EnumSource
	void shouldObeyCommands(RedisBinary binary) throws IOException {
		try (RedisProcess redis = RedisProcess.start(binary, "client-output-buffer-limit pubsub 1mb 1mb 10")) {
			assertThat(redis.command("CONFIG", "GET", "client-output-buffer-limit")).contains("pubsub 1048576");
			assertThat(redis.command("INFO", "server")).contains("redis_version:" + switch (binary) {
				case INSTALLED -> "";
				case EMBEDDED -> "6.2.";
			});
			assertThatExceptionOfType(JedisDataException.class).isThrownBy(() -> redis.command("NO", "COMMAND"));
			assertThat(redis.clients()).isEmpty();
			try (Socket client = connect(redis)) {
				assertThat(ask(client, "SUBSCRIBE news")).startsWith("*3");
				assertThat(redis.clients()).hasSize(1).first().asString().contains(" cmd=subscribe ");
				assertThat(redis.channels()).containsExactly("news");
				redis.command("CLIENT", "KILL", "TYPE", "pubsub");
				// To the end of the stream
				assertThat(client.getInputStream().readAllBytes())
					.endsWith(":1\r\n".getBytes(StandardCharsets.US_ASCII));
			}
			assertThat(redis.clients()).isEmpty();
			assertThat(redis.channels()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void shouldStartAgainOnTheSamePort(RedisBinary binary) throws IOException {
		try (RedisProcess redis = RedisProcess.start(binary)) {
			redis.command("SET", "key", "value");
			Socket client = connect(redis);
			redis.kill();
			assertThat(client.getInputStream().read()).isNegative();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(redis));
			redis.restart();
			assertThat(redis.command("EXISTS", "key")).isEqualTo("0");
			redis.stop();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(redis));
			redis.restart();
		}
	}

	@Test
	void shouldAcceptConnectionsAndSayNothingDuringAPause() throws IOException {
		try (RedisProcess redis = RedisProcess.start()) {
			redis.pause();
			try (Socket client = connect(redis)) {
				client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
				TestServer.await("silence")
					.during(Duration.ofMillis(100))
					.until(() -> client.getInputStream().available() == 0);
				redis.resume();
				assertThat(client.getInputStream().read()).isEqualTo('+');
			}
			redis.pause();
		}
	}

	@Test
	void shouldObeyWhateverOtherUsersMayDo() throws IOException {
		try (RedisProcess redis = RedisProcess.start("requirepass secret")) {
			try (Socket client = connect(redis)) {
				assertThat(ask(client, "PING")).startsWith("-NOAUTH");
				assertThat(ask(client, "AUTH secret")).startsWith("+OK");
			}
			redis.command("ACL", "SETUSER", "default", "off");
			assertThat(redis.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void shouldServeTls() throws IOException {
		try (RedisProcess redis = RedisProcess.start()) {
			try (Socket client = TestTls.context().getSocketFactory().createSocket(redis.host(), redis.enableTls())) {
				((SSLSocket) client).startHandshake();
				assertThat(ask(client, "PING")).isEqualTo("+PONG");
			}
		}
	}

	@Test
	void shouldReplicate() {
		try (RedisProcess primary = RedisProcess.start(); RedisProcess replica = RedisProcess.start()) {
			assertThat(replica.isPrimary()).isTrue();
			replica.replicate(primary);
			assertThat(replica.isPrimary()).isFalse();
			assertThat(primary.clients()).isEmpty();
			assertThat(replica.clients()).isEmpty();
		}
	}

	private static Socket connect(RedisProcess redis) throws IOException {
		return new Socket(redis.host(), redis.port());
	}

	private static String ask(Socket client, String command) throws IOException {
		client.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
		StringBuilder line = new StringBuilder();
		for (int next = client.getInputStream().read(); next != '\r'; next = client.getInputStream().read()) {
			assertThat(next).isNotNegative();
			line.append((char) next);
		}
		return line.toString().stripLeading();
	}

}
