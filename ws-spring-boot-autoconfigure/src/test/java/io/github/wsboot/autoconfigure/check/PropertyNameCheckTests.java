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

package io.github.wsboot.autoconfigure.check;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.StringUtils;

import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.autoconfigure.client.WebSocketClientProperties;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyNameCheck}.
 */
@Promise("start-up")
@ExtendWith(OutputCaptureExtension.class)
class PropertyNameCheckTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@CsvSource({ "ws.max-conections, ws.max-connections", "ws.maxConections, ws.max-connections",
			"ws.max_text_sise, ws.max-text-size", "ws.heartbeat.intervall, ws.heartbeat.interval",
			"ws.hartbeat.interval, ws.heartbeat.interval", "ws.heartbeat-interval, ws.heartbeat.interval",
			"ws.paht, ws.path", "ws.pat, ws.path", "ws.hanshake.rates, ws.handshake.rate",
			"ws.maxconectoins, ws.max-connections", "ws.drain.dealy, ws.drain.delay",
			"ws.allowed-origin[0], ws.allowed-origins", "ws.send.max-byte, ws.send.max-bytes",
			"ws.transport.tomcat.compact-buffer, ws.transport.tomcat.compact-buffers" })
	void keyThatIsNearlyOursShouldBeNamed(String key, String meant, CapturedOutput output) {
		check(Map.of(key, "1"));
		assertThat(output).containsOnlyOnce("The WebSocket starter has no property ")
			.contains("Did you mean '" + meant + "'?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws.max-connections", "ws.maxConnections", "ws.max_connections", "ws.MAX-CONNECTIONS",
			"ws.allowed-origins", "ws.allowed-origins[3]", "ws.my-application.limit", "ws.drain", "ws", "wss.path",
			"application.ws.paht", "ws.heartbeat.interval", "ws.data", "ws.bath2", "ws.auth", "ws.drain.delta",
			"ws.handshake.role", "ws.failsafe", "ws.client.connect-timeout",
			"ws.client.registration.quotes.max-text-size" })
	void whatIsOursOrSomebodyElsesShouldNotBeNamed(String key, CapturedOutput output) {
		check(Map.of(key, "1"));
		assertThat(output).doesNotContain("The WebSocket starter has no property");
	}

	@Test
	void keysOfAYamlFileShouldBeNamedWithTheirPlace(CapturedOutput output) throws Exception {
		String yaml = """
				ws:
				  alowed-origins:
				    - https://a.example
				    - https://b.example
				  drain:
				    dellay: 1s
				    timeout: 20s
				""";
		new YamlPropertySourceLoader().load("application.yaml", new ByteArrayResource(yaml.getBytes(), "the file"))
			.forEach(this.environment.getPropertySources()::addFirst);
		check(Map.of());
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "The WebSocket starter has no property"))
			.isEqualTo(2);
		assertThat(output).contains("'ws.drain.dellay' (Byte array resource [the file] - 6:13)")
			.contains("'ws.drain.delay'?");
		assertThat(output).contains("'ws.alowed-origins[0]' (Byte array resource [the file] - 3:7)")
			.contains("'ws.allowed-origins'?");
		assertThat(output).doesNotContain("a.example");
	}

	@Test
	void keyOfSeveralProfilesShouldBeNamedOnce(CapturedOutput output) {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("application-blue.properties", Map.of("ws.paths", "/blue")));
		check(Map.of("ws.paths", "/all"));
		assertThat(output).containsOnlyOnce("The WebSocket starter has no property");
	}

	@Test
	void argumentShouldBeNamed(CapturedOutput output) {
		this.environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource("--ws.worker.max-thread=3"));
		check(Map.of());
		assertThat(output).contains("Did you mean 'ws.worker.max-threads'?");
	}

	@Test
	void environmentVariableShouldBeLeftAlone(CapturedOutput output) {
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of("WS_PAHT", "/ws")));
		check(Map.of());
		assertThat(output).doesNotContain("The WebSocket starter has no property");
	}

	@ParameterizedTest
	@CsvSource({ "ws.client.conect-timeout, ws.client.connect-timeout",
			"ws.client.reconect.delay, ws.client.reconnect.delay",
			"ws.client.registration.quotes.max-text-sise, ws.client.registration.name.max-text-size",
			"ws.client.registration.quotes.send.max-byte, ws.client.registration.name.send.max-bytes",
			"ws.client.registration.quotes.ulr, ws.client.registration.name.url" })
	void keyThatIsNearlyOneOfClientsShouldBeNamed(String key, String meant, CapturedOutput output) {
		checkClient(Map.of(key, "1"));
		assertThat(output).containsOnlyOnce("The WebSocket starter has no property '" + key)
			.contains("Did you mean '" + meant + "'?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws.client.max-connecting", "ws.client.registration.quotes.url", "ws.client.headers.x",
			"ws.client.registration.a.headers.X-Key", "ws.client.registration.quotes.ssl.bundle",
			"ws.client.registration[my.client].url", "ws.path", "ws.send.max-byte", "ws.max-text-size" })
	void whatIsOfClientsOrOfTheServerShouldNotBeNamed(String key, CapturedOutput output) {
		checkClient(Map.of(key, "1"));
		assertThat(output).doesNotContain("The WebSocket starter has no property");
	}

	private void checkClient(Map<String, Object> properties) {
		this.environment.getPropertySources().addLast(new MapPropertySource("test", properties));
		ConfigurationPropertySources.attach(this.environment);
		new PropertyNameCheck(this.environment, "ws.client", WebSocketClientProperties.class)
			.afterSingletonsInstantiated();
	}

	private void check(Map<String, Object> properties) {
		this.environment.getPropertySources().remove("test");
		this.environment.getPropertySources().addLast(new MapPropertySource("test", properties));
		ConfigurationPropertySources.attach(this.environment);
		new PropertyNameCheck(this.environment, WebSocketServerProperties.class).afterSingletonsInstantiated();
	}

}
