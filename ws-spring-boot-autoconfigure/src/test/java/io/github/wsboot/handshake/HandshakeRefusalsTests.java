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

package io.github.wsboot.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.StringUtils;

import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandshakeRefusals}.
 */
@Promise("handshake")
@ExtendWith(OutputCaptureExtension.class)
class HandshakeRefusalsTests {

	private static final String LINE = "WARN";

	private final List<Object> events = new ArrayList<>();

	private final HandshakeRefusals refusals = new HandshakeRefusals(this.events::add);

	@BeforeEach
	void logWarnings() {
		// Servers of other tests may have changed it
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(HandshakeRefusals.class.getName(), LogLevel.WARN);
	}

	private static MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/chat/secret");
		request.setQueryString("token=secret");
		request.addHeader("Cookie", "id=secret");
		return request;
	}

	private void refuse(String kind) {
		this.refusals.add("/chat/{room}", request(), HttpStatus.TOO_MANY_REQUESTS,
				new RefusalReason(HandshakeRejection.LIMIT, kind, kind + " is full"));
	}

	@Test
	void firstOfEachKindShouldBeLoggedAndOthersCounted(CapturedOutput output) {
		refuse("one");
		refuse("one");
		refuse("two");
		refuse("one");
		assertThat(StringUtils.countOccurrencesOf(output.getAll(), LINE)).isEqualTo(2);
		assertThat(output).containsOnlyOnce("Handshake at '/chat/{room}' was answered with 429: one is full")
			.containsOnlyOnce("Handshake at '/chat/{room}' was answered with 429: two is full");
	}

	@Test
	void nextOneAfterAMinuteShouldSayHowManyThereWere(CapturedOutput output) {
		refuse("one");
		refuse("one");
		refuse("one");
		passMinute();
		refuse("one");
		assertThat(StringUtils.countOccurrencesOf(output.getAll(), LINE)).isEqualTo(2);
		assertThat(output).containsOnlyOnce("one is full (2 more of this kind since the last such line)");
	}

	private void passMinute() {
		Map<?, ?> kinds = (Map<?, ?>) ReflectionTestUtils.getField(this.refusals, "kinds");
		((AtomicLong) ReflectionTestUtils.getField(kinds.get("one"), "next")).set(System.nanoTime());
	}

	@Test
	void latestShouldBeKeptTheNewestFirst() {
		for (int i = 0; i < 250; i++) {
			refuse("number " + i);
		}
		assertThat(this.refusals.latest()).hasSize(100);
		assertThat(this.refusals.latest().get(0).explanation()).isEqualTo("number 249 is full");
		assertThat(this.refusals.latest().get(99).explanation()).isEqualTo("number 150 is full");
		assertThat(this.events).hasSize(250).hasOnlyElementsOfType(HandshakeRejectedEvent.class);
	}

	@Test
	void failureShouldBeLoggedWithItsStackTrace(CapturedOutput output) {
		this.refusals.add("/chat/{room}", request(), HttpStatus.INTERNAL_SERVER_ERROR,
				RefusalReason.failed("the check", new IllegalStateException("expected by the test")));
		assertThat(output).contains("the check has failed with java.lang.IllegalStateException")
			.contains("expected by the test")
			.contains("\tat ");
		assertThat(this.refusals.latest().get(0).explanation()).doesNotContain("expected");
	}

	@Test
	void addressThatAClientHasWrittenShouldForgeNothing() {
		MockHttpServletRequest request = request();
		request.setRemoteAddr("a\n\u202e" + "x".repeat(500));
		this.refusals.add("/chat/{room}", request, HttpStatus.FORBIDDEN,
				RefusalReason.byInterceptor(HttpStatus.FORBIDDEN));
		assertThat(this.refusals.latest().get(0).remoteAddress()).startsWith("a\\u000a\\u202ex").hasSizeLessThan(120);
		assertThat(this.refusals.latest().toString()).doesNotContain("secret");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					POST  | HTTP/1.1 | websocket | Upgrade             | 13 | AQIDBAUGBwgJCgsMDQ4PEA== | the method is 'POST'
					GE\u202eT | HTTP/1.1 | websocket | Upgrade         | 13 | AQIDBAUGBwgJCgsMDQ4PEA== | 'GE\\u202eT'
					GET   | HTTP/1.0 | websocket | Upgrade             | 13 | AQIDBAUGBwgJCgsMDQ4PEA== | proxy_http_version 1.1
					GET   | HTTP/1.1 | h2c       | Upgrade             | 13 | AQIDBAUGBwgJCgsMDQ4PEA== | 'Upgrade: websocket' is missing
					GET   | HTTP/1.1 | WebSocket | close               | 13 | AQIDBAUGBwgJCgsMDQ4PEA== | 'Connection: Upgrade' is missing
					GET   | HTTP/1.1 | websocket | keep-alive, upgrade | 12 | AQIDBAUGBwgJCgsMDQ4PEA== | 'Sec-WebSocket-Version' is '12', and this server speaks 13
					GET   | HTTP/1.1 | websocket | Upgrade             | 13 | AQID                     | 'Sec-WebSocket-Key' is missing
					GET   | HTTP/1.1 | websocket | Upgrade             | 13 | AQIDBAUGBwgJCgsMDQ4PEA== | cannot be read
					""")
	void flawOfARequestShouldBeNamed(String method, String protocol, String upgrade, String connection, String version,
			String key, String explanation) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/chat");
		request.setProtocol(protocol);
		request.addHeader("Upgrade", upgrade);
		request.addHeader("Connection", connection);
		request.addHeader("Sec-WebSocket-Version", version);
		request.addHeader("Sec-WebSocket-Key", key);
		assertThat(RefusalReason.malformed(request).explanation()).contains(explanation);
		assertThat(RefusalReason.malformed(request).kind()).doesNotContain(method);
	}

}
