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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.server.Login;
import io.github.wsboot.server.TestServer;

/**
 * Client of a server's actuator over HTTP.
 */
final class ManagementClient {

	private static final HttpClient http = HttpClient.newHttpClient();

	private final String base;

	private final Map<String, String> headers;

	private ManagementClient(String base, Map<String, String> headers) {
		this.base = base;
		this.headers = headers;
	}

	/**
	 * Return a client of the actuator at the management port, which may be the server's.
	 */
	static ManagementClient of(TestServer server) {
		return of(server, "/actuator");
	}

	/**
	 * Return a client of the actuator that is below a path of the management port.
	 */
	static ManagementClient of(TestServer server, String path) {
		String port = server.context().getEnvironment().getProperty("local.management.port");
		return new ManagementClient("http://localhost:" + port + path, Collections.emptyMap());
	}

	ManagementClient as(String user) {
		return with("Authorization", Login.basic(user));
	}

	/**
	 * Return a client whose requests have a header more.
	 */
	ManagementClient with(String header, String value) {
		Map<String, String> headers = new HashMap<>(this.headers);
		headers.put(header, value);
		return new ManagementClient(this.base, headers);
	}

	Answer get(String path) {
		return send("GET", path, null);
	}

	Answer delete(String path) {
		return send("DELETE", path, null);
	}

	/**
	 * Post without a body.
	 */
	Answer post(String path) {
		return send("POST", path, null);
	}

	Answer post(String path, String json) {
		return send("POST", path, json);
	}

	private Answer send(String method, String path, String json) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.timeout(TestServer.TIMEOUT)
			.method(method, (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody());
		if (json != null) {
			request.header("Content-Type", "application/json");
		}
		this.headers.forEach(request::header);
		try {
			HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param body the body
	 */
	record Answer(int status, String body) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

		JsonNode at(String pointer) {
			return json().at(pointer);
		}

		String message() {
			return at("/message").asString();
		}

	}

}
