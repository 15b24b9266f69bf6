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

package io.github.wsboot.server.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Program;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pages that were loaded over HTTP/2, in a real browser.
 */
class Http2IntegrationTests {

	@Promise("protocol")
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
	void pageThatCameByHttp2ShouldOpenWebSockets(ServerKind kind) throws InterruptedException {
		assertThat(report(kind)).isEqualTo("page by h2: hello");
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
	void pageThatCameByHttp2ShouldOpenWebSocketsOfTheContainer(ServerKind kind) throws InterruptedException {
		assertThat(report(kind, "ws.transport.type=standard")).isEqualTo("page by h2: hello");
	}

	private static String report(ServerKind kind, String... properties) throws InterruptedException {
		List<String> all = new ArrayList<>(List.of("server.http2.enabled=true"));
		all.addAll(List.of(properties));
		try (Program browser = Program.find("WS_REQUIRE_BROWSER", "chromium", "chromium-browser", "google-chrome");
				TestServer server = TestServer.start(kind,
						List.of(DirectSuite.EchoEndpoint.class, PageController.class), all.toArray(String[]::new))) {
			browser.start("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
					"--disable-background-networking", "--disable-component-update", "--no-first-run",
					"--ignore-certificate-errors", "--user-data-dir=" + browser.folder().resolve("profile"),
					server.httpUri("/page").toString());
			String report = server.bean(PageController.class).reports.poll(TestServer.TIMEOUT.toSeconds(),
					TimeUnit.SECONDS);
			assertThat(report).as(browser::output).isNotNull();
			return report;
		}
	}

	@RestController
	static class PageController {

		private static final String PAGE = """
				<!doctype html>
				<link rel="icon" href="data:,">
				<script>
				const page = performance.getEntriesByType('navigation')[0].nextHopProtocol
				const report = (what) => fetch(`/report?what=${encodeURIComponent(`page by ${page}: ${what}`)}`)
				const socket = new WebSocket(`wss://${location.host}/echo?client=page`)
				socket.onopen = () => socket.send('hello')
				socket.onmessage = (event) => report(event.data)
				socket.onerror = () => report('no WebSocket')
				</script>
				""";

		private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

		@GetMapping(path = "/page", produces = MediaType.TEXT_HTML_VALUE)
		String page() {
			return PAGE;
		}

		@GetMapping("/report")
		void report(@RequestParam String what) {
			this.reports.add(what);
		}

	}

}
