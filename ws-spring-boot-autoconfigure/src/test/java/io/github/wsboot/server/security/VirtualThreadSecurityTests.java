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

package io.github.wsboot.server.security;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.github.wsboot.server.Login;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.SecurityInfrastructure;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.security.SecurityTests.ContextEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's context in callbacks on virtual threads.
 */
@Tag("virtual-threads")
class VirtualThreadSecurityTests extends ServerTests {

	VirtualThreadSecurityTests() {
		super(TestServer.WithSecurity.class, SecurityInfrastructure.class, ContextEndpoint.class);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void contextShouldBeSetOnVirtualThreads() {
		TestServer server = server("spring.threads.virtual.enabled=true");
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/context").header("Authorization", Login.basic("ada")).connect());
		RawWebSocketClient nobody = raw(server, "/public/context");
		assertThat(client.text("thread").nextText()).startsWith("VirtualThread[").endsWith(" as ada");
		assertThat(client.text("stage").nextText()).isEqualTo("error as ada");
		assertThat(nobody.text("thread").nextText()).startsWith("VirtualThread[").endsWith(" as anonymousUser");
	}

}
