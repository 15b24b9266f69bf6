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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser's session at a server with {@link SecurityInfrastructure}.
 */
public final class Login {

	private static final HttpClient http = HttpClient.newHttpClient();

	private final TestServer server;

	private String cookie = "";

	private Login(TestServer server) {
		this.server = server;
	}

	/**
	 * Log in by the form.
	 */
	public static Login of(TestServer server, String user) {
		Login login = new Login(server);
		HttpResponse<String> response = login.send(login.request("/login")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=" + user + "&password=secret")));
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).get().asString().doesNotContain("error");
		assertThat(login.cookie).startsWith("JSESSIONID=");
		return login;
	}

	public static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the origin that a browser sends from the server's own pages.
	 */
	public static String origin(TestServer server) {
		return (server.isTls() ? "https" : "http") + "://localhost:" + server.port();
	}

	public String cookie() {
		return this.cookie;
	}

	public HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	public HttpResponse<String> post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin(this.server) + path))
			.timeout(TestServer.TIMEOUT);
		return this.cookie.isEmpty() ? request : request.header("Cookie", this.cookie);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = (this.server.isTls() ? TestTls.http() : http).send(request.build(),
					BodyHandlers.ofString());
			response.headers()
				.allValues("Set-Cookie")
				.stream()
				.filter((value) -> value.startsWith("JSESSIONID="))
				.forEach((value) -> this.cookie = value.split(";")[0]);
			return response;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
