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

package io.github.wsboot.transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientAddress}.
 */
class ClientAddressTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	@ParameterizedTest
	@CsvSource({ "192.0.2.7, 192.0.2.7", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
			"2001:db8:1:2::1, 2001:db8:1:2:0:0:0:0/64", "[2001:db8:1:2::1], 2001:db8:1:2:0:0:0:0/64",
			"fe80::1%eth0, fe80:0:0:0:0:0:0:0/64", "::1, 0:0:0:0:0:0:0:0/64", "::ffff:192.0.2.7, 192.0.2.7",
			"unknown, unknown", "client.example, client.example", "1.2.3.999, 1.2.3.999", "1.2.3, 1.2.3", "a:b, a:b",
			"192.0.2.7:4711, 192.0.2.7", "[192.0.2.7:4711], 192.0.2.7",
			"[2001:db8:1:2::1]:4711, 2001:db8:1:2:0:0:0:0/64", "'\"[2001:db8:1:2::1]:4711\"', 2001:db8:1:2:0:0:0:0/64",
			"unknown:4711, unknown", "_x:_y, _x", "[_x:4711], _x" })
	void networkShouldBeWhatAClientHasOneOf(String address, String network) {
		this.request.setRemoteAddr(address);
		assertThat(ClientAddress.network(this.request)).isEqualTo(network);
	}

	@Test
	void networkOfNobodyShouldBeNone() {
		this.request.setRemoteAddr(null);
		assertThat(ClientAddress.network(this.request)).isNull();
		assertThat(ClientAddress.of(this.request)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", ":80", "[]:1", "\"\"" })
	void textThatNamesNobodyShouldCountAsOneClient(String text) {
		this.request.setRemoteAddr(text);
		assertThat(ClientAddress.network(this.request)).isEqualTo("unknown");
	}

	@Test
	void forgedAddressShouldNotBeKeptInFull() {
		this.request.setRemoteAddr("x".repeat(8000));
		assertThat(ClientAddress.network(this.request)).hasSize(64);
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.7, /192.0.2.7:4711", "[2001:db8::1], '/[2001:db8:0:0:0:0:0:1]:4711'",
			"192.0.2.7:80, /192.0.2.7:80", "[192.0.2.7:80], /192.0.2.7:80",
			"[2001:db8::1]:80, '/[2001:db8:0:0:0:0:0:1]:80'", "'\"[2001:db8::1]:80\"', '/[2001:db8:0:0:0:0:0:1]:80'",
			"[2001:db8::1]:_x, '/[2001:db8:0:0:0:0:0:1]:4711'", "192.0.2.7:99999, /192.0.2.7:4711",
			"'[\"[2001:db8::1]:80\"]', '/[2001:db8:0:0:0:0:0:1]:80'", "_x:80, '_x/<unresolved>:80'",
			"unknown, 'unknown/<unresolved>:4711'" })
	void addressShouldBeThatOfTheRequest(String address, String expected) {
		this.request.setRemoteAddr(address);
		this.request.setRemotePort(4711);
		assertThat(ClientAddress.of(this.request)).hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource({ "client.example", "face", "1.2.3.999", "dead.beef" })
	void nameShouldNotBeLookedUp(String name) {
		this.request.setRemoteAddr(name);
		assertThat(ClientAddress.of(this.request).isUnresolved()).isTrue();
	}

}
