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
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;

import io.github.wsboot.server.Login;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what Spring Security answers when the browser client asks by HTTP why its
 * handshake was refused.
 */
class QuestionByHttpTests extends ServerTests {

	QuestionByHttpTests() {
		super(TestServer.WithSecurity.class, Chains.class);
	}

	@ParameterizedTest
	@CsvSource({ "/form, 302", "/form-and-basic, 401", "/neither, 403", "/entry-point, 401" })
	void answerShouldDependOnTheFilterChain(String path, int status) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(Login.origin(server()) + path + "/chat"))
			.header("Accept", "*/*")
			.header("X-Requested-With", "XMLHttpRequest")
			.timeout(TestServer.TIMEOUT)
			.build();
		HttpResponse<Void> response = TestTls.http().send(request, HttpResponse.BodyHandlers.discarding());
		assertThat(response.statusCode()).isEqualTo(status);
		// With "Basic", the browser would ask for a password itself
		assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class Chains {

		@Bean
		@Order(1)
		SecurityFilterChain form(HttpSecurity http) {
			return authenticated(http, "/form/**").formLogin(Customizer.withDefaults()).build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain formAndBasic(HttpSecurity http) {
			return authenticated(http, "/form-and-basic/**").formLogin(Customizer.withDefaults())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(3)
		SecurityFilterChain neither(HttpSecurity http) {
			return authenticated(http, "/neither/**").build();
		}

		@Bean
		@Order(4)
		SecurityFilterChain entryPoint(HttpSecurity http) {
			return authenticated(http, "/entry-point/**")
				.exceptionHandling((exceptions) -> exceptions
					.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
				.build();
		}

		private static HttpSecurity authenticated(HttpSecurity http, String paths) {
			return http.securityMatcher(paths)
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated());
		}

	}

}
