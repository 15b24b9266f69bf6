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

package io.github.wsboot.console;

import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleGuard} and {@link TrustedHosts}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleGuardTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws-console/");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final TrustedHosts hosts = new TrustedHosts(List.of("console.example.org"));

	private final TrustedHosts trusted = new TrustedHosts(List.of("Console.example.org", "admin.example.org."));

	@Test
	void shouldLetPassWhoIsAllowedAtAKnownHost() throws Exception {
		assertThat(passes(new ConsoleGuard(() -> true, this.hosts), "console.example.org")).isTrue();
		assertThat(this.response.getHeader("X-Frame-Options")).isEqualTo("DENY");
	}

	@Test
	void shouldRefuseWhoIsNotAllowed(CapturedOutput output) throws Exception {
		assertThat(passes(new ConsoleGuard(() -> false, this.hosts), "localhost")).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getContentAsString()).contains("authenticated users only");
		assertThat(output).isEmpty();
	}

	@Test
	void shouldRefuseUnknownHostsAndWarnOnceOfTheProperty(CapturedOutput output) throws Exception {
		ConsoleGuard guard = new ConsoleGuard(() -> true, this.hosts);
		assertThat(passes(guard, "evil\n\u202eexample.org")).isFalse();
		assertThat(passes(guard, "other.example.org")).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getContentAsString()).contains("'ws.console.allowed-hosts'")
			.doesNotContain("example.org");
		assertThat(this.response.getHeader("X-Frame-Options")).isEqualTo("DENY");
		assertThat(output).containsOnlyOnce("WARN")
			.containsOnlyOnce("'ws.console.allowed-hosts'")
			.contains("'evil\\u000a\\u202eexample.org'");
	}

	private boolean passes(ConsoleGuard guard, String host) throws Exception {
		this.request.setServerName(host);
		return guard.preHandle(this.request, this.response, new Object());
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "192.168.17.4", "[::1]", "::1", "[2001:db8::7]", "[::ffff:192.0.2.1]",
			"[fe80::1%eth0]", "localhost", "LocalHost", "localhost.", "app.localhost", "a.b.localhost." })
	void shouldContainWhatNobodyCanHavePointElsewhere(String host) {
		assertThat(new TrustedHosts(Collections.emptyList()).contains(host)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "console.example.org", "CONSOLE.example.org", "console.example.org.", "admin.example.org" })
	void shouldContainWhatIsListed(String host) {
		assertThat(this.trusted.contains(host)).isTrue();
		assertThat(new TrustedHosts(Collections.emptyList()).contains(host)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "evil.example.org", "www.console.example.org", "example.org",
			"console.example.org..", "127.0.0.1.example.org", "127.0.0.1.nip.io", "1.2.3", "localhost.example.org",
			"mylocalhost", ".localhost", "localhost..", "console.example.org:8080", "cafe", "*" })
	void shouldNotContainAnyOtherName(String host) {
		assertThat(this.trusted.contains(host)).isFalse();
	}

}
