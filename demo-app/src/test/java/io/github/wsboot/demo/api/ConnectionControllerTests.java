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

package io.github.wsboot.demo.api;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionController}.
 */
class ConnectionControllerTests {

	private final ConnectionManager connections = mock();

	private final RestTestClient rest = RestTestClient.bindToController(new ConnectionController(this.connections))
		.build();

	@ParameterizedTest
	@CsvSource({ "ACCEPTED, 200", "FORWARDED, 202", "DROPPED, 409", "CLOSED, 409", "NOT_FOUND, 404", "TOO_LARGE, 413",
			"OVERLOADED, 503", "UNAVAILABLE, 503" })
	void shouldAnswerAPushWithItsResult(PushResult result, int status) {
		given(this.connections.push("1", "hello")).willReturn(result);
		this.rest.post()
			.uri("/api/connections/1/push")
			.body("hello")
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.isEqualTo(result.name());
	}

	@ParameterizedTest
	@EnumSource
	void shouldHaveAStatusForEachResult(PushResult result) {
		given(this.connections.push("1", "hello")).willReturn(result);
		this.rest.post()
			.uri("/api/connections/1/push")
			.body("hello")
			.exchange()
			.expectStatus()
			.value((status) -> assertThat(status < 300).isEqualTo(result.isAccepted()));
	}

}
