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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a page whose user has logged in by a form, while the server is replaced.
 */
class RedeployTests {

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void pageShouldHaveToLogInAgain(ServerKind kind) throws Exception {
		TestServer before = start(kind, 0);
		Login login = Login.of(before, "ada");
		int port = before.port();
		redeploy(before, login);
		try (TestServer after = start(kind, port)) {
			RawWebSocketClient.Response refused = live(after, login).response();
			assertThat(refused.status()).isEqualTo(302);
			assertThat(refused.header("Location")).endsWith("/login");
			assertThat(fetch(after, login).statusCode()).as("what a page can see").isEqualTo(302);
			try (RawWebSocketClient client = live(after, Login.of(after, "ada")).connect()) {
				assertThat(client.text("hello").nextText()).isEqualTo("hello");
				client.send(RawFrame.close(1000)).nextClose();
			}
		}
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void pageWhoseSessionIsKeptShouldConnectAgain(ServerKind kind, @TempDir Path sessions) throws Exception {
		String[] kept = { "server.servlet.session.persistent=true", "server.servlet.session.store-dir=" + sessions };
		TestServer before = start(kind, 0, kept);
		Login login = Login.of(before, "ada");
		int port = before.port();
		redeploy(before, login);
		try (TestServer after = start(kind, port, kept)) {
			assertThat(fetch(after, login).statusCode()).isEqualTo(200);
			try (RawWebSocketClient client = live(after, login).connect()) {
				assertThat(client.text("hello").nextText()).isEqualTo("hello");
				client.send(RawFrame.close(1000)).nextClose();
			}
		}
	}

	private static void redeploy(TestServer server, Login login) {
		try (RawWebSocketClient client = live(server, login).connect()) {
			assertThat(client.text("hello").nextText()).isEqualTo("hello");
			CompletableFuture<?> stop = Background.supply(() -> {
				server.close();
				return "stopped";
			});
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.send(RawFrame.close(1012));
			stop.join();
		}
	}

	private static RawWebSocketClient.Opening live(TestServer server, Login login) {
		return RawWebSocketClient.to(server, "/live")
			.header("Cookie", login.cookie())
			.header("Origin", Login.origin(server));
	}

	private static HttpResponse<String> fetch(TestServer server, Login login) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(Login.origin(server) + "/me"))
			.header("Cookie", login.cookie())
			.timeout(TestServer.TIMEOUT)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static TestServer start(ServerKind kind, int port, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("server.port=" + port);
		return TestServer.start(kind,
				List.of(TestServer.WithSecurity.class, FormLogin.class, LiveEndpoint.class, UserController.class),
				all.toArray(String[]::new));
	}

	@WebSocketEndpoint("/live")
	static class LiveEndpoint extends EchoingEndpoint {

		LiveEndpoint(Journal journal) {
			super(journal);
		}

	}

	@RestController
	static class UserController {

		@GetMapping("/me")
		String me() {
			return "me";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormLogin {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("ada").password("{noop}secret").roles("USER").build());
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf((csrf) -> csrf.ignoringRequestMatchers("/login"))
				.build();
		}

	}

}
