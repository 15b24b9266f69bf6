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

package io.github.wsboot.actuate;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.function.ServerRequest;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WriteRules}.
 */
@Promise("actuator")
class WriteRulesTests {

	private static final MediaType ACTUATOR_JSON = MediaType.valueOf("application/vnd.spring-boot.actuator.v3+json");

	private @Nullable CorsConfiguration cors;

	private @Nullable ProblemDescriptor check(MockHttpServletRequest request) {
		return check(request, Access.UNRESTRICTED);
	}

	private @Nullable ProblemDescriptor check(MockHttpServletRequest request, Access access) {
		return new WriteRules(this.cors,
				(host) -> List.of("localhost", "[::1]").contains(host.toLowerCase(Locale.ROOT)),
				List.of(ACTUATOR_JSON, MediaType.APPLICATION_JSON))
			.check(ServerRequest.create(request, Collections.emptyList()), access);
	}

	private static MockHttpServletRequest request(String method, String server, String... origins) {
		URI uri = URI.create(server);
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/actuator/websockets/drain");
		request.setScheme(uri.getScheme());
		request.setServerName(uri.getHost());
		request.setServerPort((uri.getPort() != -1) ? uri.getPort() : 80);
		if (method.equals("POST")) {
			request.setContentType("application/json");
		}
		for (String origin : origins) {
			request.addHeader("Origin", origin);
		}
		return request;
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/json;charset=utf-8",
			"application/vnd.spring-boot.actuator.v3+json" })
	void jsonOfAToolShouldBeTaken(String type) {
		MockHttpServletRequest request = request("POST", "http://node.example.org:8080");
		request.setContentType(type);
		assertThat(check(request)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
			"text/json", "*/*" })
	void otherBodiesShouldNot(String type) {
		MockHttpServletRequest request = request("DELETE", "http://localhost:8080");
		request.setMethod("POST");
		if (!type.isEmpty()) {
			request.setContentType(type);
		}
		assertThat(check(request)).isNotNull()
			.satisfies((problem) -> assertThat(problem.status()).isEqualTo(415))
			.extracting(ProblemDescriptor::message)
			.asString()
			.contains("'Content-Type: application/json'");
	}

	@Test
	void deletionShouldNeedNoBody() {
		assertThat(check(request("DELETE", "http://localhost:8080"))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:8080, http://localhost:8080", "http://localhost, http://localhost",
			"http://[::1]:8080, http://[::1]:8080", "http://LocalHost:8080, http://localhost:8080",
			"http://localhost:8080, HTTP://LOCALHOST:8080" })
	void pagesOfThisServerShouldBeAllowed(String server, String origin) {
		assertThat(check(request("DELETE", server, origin))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:8080, http://evil.example.org", "http://localhost:8080, http://localhost",
			"http://localhost:8080, http://localhost:8081", "http://localhost:8080, https://localhost:8080",
			"http://localhost:8080, null", "http://localhost:8080, ''", "http://localhost:8080, http://[",
			"http://localhost:8080, http://localhost:8080.evil.example.org" })
	void otherPagesShouldBeForeign(String server, String origin) {
		assertForeign(request("POST", server, origin));
		assertForeign(request("DELETE", server, origin));
	}

	@Test
	void severalOriginsShouldBeForeign() {
		assertForeign(request("POST", "http://localhost:8080", "http://localhost:8080", "http://localhost:8080"));
	}

	private void assertForeign(MockHttpServletRequest request) {
		assertThat(check(request)).isNotNull()
			.satisfies((problem) -> assertThat(problem.status()).isEqualTo(403))
			.extracting(ProblemDescriptor::message)
			.asString()
			.startsWith("Pages of other origins");
	}

	@Test
	void pagesOfOriginsThatTheActuatorAllowsShouldBeAllowed() {
		this.cors = new CorsConfiguration();
		this.cors.addAllowedOrigin("https://ops.example.org");
		assertThat(check(request("POST", "http://localhost:8080", "https://ops.example.org"))).isNull();
		assertThat(check(request("POST", "http://node.example.org", "https://ops.example.org"))).isNull();
		assertForeign(request("POST", "http://localhost:8080", "https://evil.example.org"));
	}

	@Test
	void pagesOfOriginsThatTheActuatorAllowsShouldBeAllowedInAnyCase() {
		this.cors = new CorsConfiguration();
		this.cors.addAllowedOrigin("https://Ops.example.org");
		this.cors.addAllowedOriginPattern("https://*.Team.example.org");
		for (String origin : List.of("https://ops.example.org", "HTTPS://OPS.example.org", "https://a.team.example.org",
				"https://A.TEAM.example.org")) {
			assertThat(check(request("POST", "http://localhost:8080", origin))).as(origin).isNull();
		}
		assertForeign(request("POST", "http://localhost:8080", "https://a.example.org"));
	}

	@Test
	void pageWhoseNameHasBeenMadeToPointHereShouldNotBeAllowed() {
		assertThat(check(request("POST", "http://evil.example.org:8080", "http://evil.example.org:8080"))).isNotNull()
			.satisfies((problem) -> assertThat(problem.status()).isEqualTo(403))
			.extracting(ProblemDescriptor::message)
			.asString()
			.contains("'ws.allowed-origins'");
	}

	@Test
	void pageOfAnAuthenticatedUserShouldBeAllowedWhateverTheHost() {
		MockHttpServletRequest request = request("POST", "http://node.example.org", "http://node.example.org");
		request.setUserPrincipal(() -> "ada");
		assertThat(check(request)).isNull();
		MockHttpServletRequest foreign = request("POST", "http://node.example.org", "http://evil.example.org");
		foreign.setUserPrincipal(() -> "ada");
		assertForeign(foreign);
	}

	@Test
	void nothingShouldBeAllowedWhereOnlyReadingIs() {
		assertThat(check(request("POST", "http://localhost:8080", "http://evil.example.org"), Access.READ_ONLY))
			.isNotNull()
			.extracting(ProblemDescriptor::message)
			.asString()
			.startsWith("Only reading");
	}

}
