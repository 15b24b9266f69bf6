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

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the host names at which a server can be reached, directly and through a
 * proxy.
 */
@Promise("console")
@Tag("boot")
class HostTests {

	private static final String KNOWN = "console.example.org";

	private static final String UNKNOWN = "evil.example.org";

	@ParameterizedTest
	@CsvSource({ "DIRECT_TOMCAT, none", "DIRECT_TOMCAT, native", "TOMCAT, framework", "DIRECT_JETTY, native" })
	void consoleShouldKnowTheHostThatTheStrategyTells(ServerKind kind, String strategy) {
		try (TestServer server = start(kind, strategy)) {
			boolean forwarded = !strategy.equals("none");
			assertThat(console(server, KNOWN)).isEqualTo(200);
			assertThat(console(server, UNKNOWN)).isEqualTo(403);
			assertThat(console(server, "localhost", "X-Forwarded-Host", KNOWN)).isEqualTo(200);
			assertThat(console(server, "localhost", "X-Forwarded-Host", UNKNOWN)).isEqualTo(forwarded ? 403 : 200);
			assertThat(console(server, "backend", "X-Forwarded-Host", KNOWN)).isEqualTo(forwarded ? 200 : 403);
			assertThat(console(server, "backend", "X-Forwarded-Host", KNOWN, "X-Forwarded-Port", "8443"))
				.isEqualTo(forwarded ? 200 : 403);
		}
	}

	/**
	 * Endpoints may have any number of names, which the application knows.
	 */
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void endpointsShouldTakeAnyHostThatAFilterLetsPass(ServerKind kind) {
		try (TestServer server = start(kind, "none")) {
			assertThat(handshake(server, "/open", UNKNOWN)).isEqualTo(101);
			assertThat(handshake(server, "/guarded", UNKNOWN)).isEqualTo(403);
			assertThat(handshake(server, "/guarded", KNOWN)).isEqualTo(101);
			server.awaitNoConnection();
		}
	}

	private static TestServer start(ServerKind kind, String strategy) {
		return TestServer.start(kind,
				List.of(OpenEndpoint.class, KnownHosts.class, ConsoleTests.EverybodyIsKnown.class),
				"ws.console.enabled=true", "ws.console.allowed-hosts=" + KNOWN,
				"server.forward-headers-strategy=" + strategy,
				"logging.level.io.github.wsboot.console.ConsoleGuard=error");
	}

	private static int console(TestServer server, String host, String... headers) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/ws-console/")
			.without("Upgrade")
			.header("Connection", "close")
			.header("Host", host);
		for (int i = 0; i < headers.length; i += 2) {
			opening.header(headers[i], headers[i + 1]);
		}
		return opening.response().status();
	}

	private static int handshake(TestServer server, String path, String host) {
		return RawWebSocketClient.to(server, path)
			.header("Host", host)
			.header("Origin", "http://" + host)
			.response()
			.status();
	}

	@WebSocketEndpoint({ "/open", "/guarded" })
	static class OpenEndpoint extends RecordingEndpoint {

		OpenEndpoint(Journal journal) {
			super(journal);
		}

	}

	static class KnownHosts implements ConnectionFilter {

		@Override
		public boolean accept(HandshakeContext context) {
			return context.handshake().uri().getPath().equals("/open")
					|| KNOWN.equals(context.handshake().uri().getHost());
		}

	}

}
