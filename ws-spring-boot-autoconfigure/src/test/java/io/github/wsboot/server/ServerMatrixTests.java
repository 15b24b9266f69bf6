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

package io.github.wsboot.server;

import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.transport.SelectingUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that suites run on the servers that they name, each on a server of its own.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerMatrixTests extends ServerTests {

	private final Set<ServerKind> seen = EnumSet.noneOf(ServerKind.class);

	private TestServer before;

	@Test
	@Order(1)
	void serverShouldBeOfTheKind() {
		TestServer server = server();
		assertThat(server.context().getWebServer() instanceof TomcatWebServer)
			.isEqualTo(kind().toString().contains("tomcat"));
		assertThat(server.context().getBean(RequestUpgradeStrategy.class) instanceof SelectingUpgradeStrategy)
			.isEqualTo(kind().isDirect());
		assertThat(server.context().getEnvironment().containsProperty("server.ssl.key-store"))
			.isEqualTo(kind().isTls());
		assertThat(server).isNotSameAs(this.before);
		this.before = server;
	}

	@Test
	@Order(2)
	void serverShouldBeStartedOnceForAKind() {
		assertThat(server()).isSameAs(this.before);
	}

	@Test
	@Order(3)
	void eachKindShouldComeOnce() {
		assertThat(this.seen.add(kind())).isTrue();
	}

}
