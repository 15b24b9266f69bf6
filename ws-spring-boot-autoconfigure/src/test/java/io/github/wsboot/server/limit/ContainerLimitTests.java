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

package io.github.wsboot.server.limit;

import java.util.List;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Our limit of connections must not be above that of the web server.
 */
class ContainerLimitTests {

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_JETTY })
	void limitAboveThatOfTheWebServerShouldFail(ServerKind kind) {
		String container = property(kind);
		assertThatException()
			.isThrownBy(() -> TestServer.start(kind, List.of(), "ws.max-connections=11", container + "=10"))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.withMessageContaining("'ws.max-connections'")
			.withMessageContaining("'" + container + "'")
			.withMessageContaining("only 10 connections");
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.JETTY })
	void limitOfTheWebServerShouldBeAllowed(ServerKind kind) {
		try (TestServer server = TestServer.start(kind, List.of(), "ws.max-connections=10", property(kind) + "=10")) {
			assertThat(server.port()).isPositive();
		}
		try (TestServer server = TestServer.start(kind, List.of(), "ws.max-connections=100000",
				property(kind) + "=100000")) {
			assertThat(server.port()).isPositive();
		}
	}

	private static String property(ServerKind kind) {
		return kind.name().contains("TOMCAT") ? "server.tomcat.max-connections" : "server.jetty.max-connections";
	}

}
