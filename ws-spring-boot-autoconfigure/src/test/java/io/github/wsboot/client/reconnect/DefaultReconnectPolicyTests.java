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

package io.github.wsboot.client.reconnect;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectFailedException.Reason;
import io.github.wsboot.client.ConnectFailedException.Response;
import io.github.wsboot.client.ConnectionEnding;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefaultReconnectPolicy}: the table of the documentation, row by row.
 */
class DefaultReconnectPolicyTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final Duration REFUSED = Duration.ofMinutes(5);

	private double random = 0.5;

	private DefaultReconnectPolicy policy = policy(true, null);

	private DefaultReconnectPolicy policy(boolean enabled, @Nullable Integer maxAttempts) {
		ReconnectSettings settings = new ReconnectSettings(enabled, Duration.ofMillis(500), Duration.ofSeconds(30),
				Duration.ofSeconds(5), REFUSED, maxAttempts);
		return new DefaultReconnectPolicy(settings, Clock.fixed(NOW, ZoneOffset.UTC), () -> this.random);
	}

	@ParameterizedTest
	@CsvSource({ "0, 250", "1, 500", "2, 1000", "3, 2000", "5, 8000", "6, 15000", "60, 15000", "2147483647, 15000" })
	void boundShouldDoubleWithEachAttempt(int attempt, long millis) {
		assertThat(this.policy.delay(failed(attempt, Reason.NETWORK, null))).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void delayShouldCoverTheWholeRangeFromItsMinimum() {
		this.random = 0;
		assertThat(this.policy.delay(failed(3, Reason.NETWORK, null))).isEqualTo(Duration.ofMillis(50));
		this.random = Math.nextDown(1.0);
		assertThat(this.policy.delay(failed(3, Reason.NETWORK, null))).isBetween(Duration.ofMillis(3999),
				Duration.ofMillis(4000));
	}

	@ParameterizedTest
	@EnumSource(names = { "NETWORK", "TIMEOUT" })
	void networkFailuresShouldBackOff(Reason reason) {
		assertBackOff(failed(1, reason, null));
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 425, 429, 500, 502, 503, 504 })
	void temporaryStatusesShouldBackOff(int status) {
		assertBackOff(status(status));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 3000, 4000, 4500 })
	void codesThatAreNotNamedShouldBackOff(int code) {
		assertBackOff(closed(1, code, CloseCause.SERVER, Duration.ZERO));
	}

	@Test
	void reasonOfAServerThatGoesAwayShouldBeTheLowerBound() {
		CloseStatus status = CloseStatus.SERVICE_RESTARTED.withReason("retry-after=7");
		ConnectionEnding ending = new ConnectionEnding("test", 0, null, status, CloseCause.SERVER, Duration.ZERO);
		assertThat(this.policy.delay(ending)).isEqualTo(Duration.ofMillis(7_250));
		ConnectionEnding days = new ConnectionEnding("test", 0, null, status.withReason("retry-after=99999"),
				CloseCause.SERVER, Duration.ZERO);
		assertThat(this.policy.delay(days)).isEqualTo(Duration.ofDays(1).plusMillis(250));
	}

	@ParameterizedTest
	@EnumSource(names = { "CLIENT", "TIMEOUT", "NETWORK", "PROTOCOL_ERROR", "SLOW_CONSUMER", "POLICY", "FAILURE" })
	void refusingCodesOfThisSideShouldBackOff(CloseCause cause) {
		assertBackOff(closed(1, 1008, cause, Duration.ZERO));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1003, 1008, 1010, 4403, 4409 })
	void refusingCodesShouldTakeTheSlowLane(int code) {
		assertSlowLane(closed(1, code, CloseCause.SERVER, Duration.ZERO));
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 302, 400, 403, 404, 410, 426 })
	void otherStatusesShouldTakeTheSlowLane(int status) {
		assertSlowLane(status(status));
	}

	@ParameterizedTest
	@EnumSource(names = { "TLS", "PROTOCOL" })
	void untrustedCertificatesAndBrokenResponsesShouldTakeTheSlowLane(Reason reason) {
		assertSlowLane(failed(1, reason, null));
	}

	@Test
	void requestThatMustNotBeSentShouldTakeTheSlowLane() {
		assertSlowLane(failed(1, Reason.REQUEST, null));
		assertSlowLane(failed(1, Reason.REQUEST, null, new InvalidRequestException("CR", null)));
	}

	@Test
	void failureOfCallbackShouldBackOff() {
		assertBackOff(failed(1, Reason.REQUEST, null, new IOException("identity provider")));
		assertBackOff(failed(1, Reason.REQUEST, null, new IllegalArgumentException("token")));
	}

	@Test
	void slowLaneShouldGiveOrTakeHalf() {
		this.random = 0;
		assertThat(this.policy.delay(status(404))).isEqualTo(Duration.ofSeconds(150));
		this.random = Math.nextDown(1.0);
		assertThat(this.policy.delay(status(404))).isBetween(Duration.ofSeconds(449), Duration.ofSeconds(450));
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 407 })
	void refusedCredentialsShouldBeTriedSoonOnce(int status) {
		assertSoon(status(status));
		assertSlowLane(status(status));
		assertSlowLane(status(status));
	}

	@Test
	void expiredCredentialsShouldBeTriedSoonOnce() {
		assertSoon(closed(1, 4401, CloseCause.SERVER, Duration.ZERO));
		assertSlowLane(closed(2, 4401, CloseCause.SERVER, Duration.ofSeconds(1)));
	}

	@Test
	void clientsShouldNotComeBackTogetherWithNewCredentials() {
		this.random = 0;
		assertThat(this.policy.delay(status(401))).isEqualTo(Duration.ofMillis(50));
		this.policy.reset();
		this.random = Math.nextDown(1.0);
		assertThat(this.policy.delay(status(401))).isBetween(Duration.ofMillis(549), Duration.ofMillis(550));
	}

	@Test
	void networkFailureBetweenShouldNotAllowAnotherAttemptSoon() {
		assertSoon(status(401));
		assertBackOff(failed(2, Reason.NETWORK, null));
		assertSlowLane(status(401));
	}

	@Test
	void stableConnectionShouldAllowAnotherAttemptSoon() {
		assertSoon(closed(0, 4401, CloseCause.SERVER, Duration.ofSeconds(5)));
		assertSoon(closed(0, 4401, CloseCause.SERVER, Duration.ofSeconds(5)));
		assertSlowLane(status(401));
	}

	@Test
	void resetShouldAllowAnotherAttemptSoon() {
		assertSoon(status(401));
		this.policy.reset();
		assertSoon(status(401));
	}

	@ParameterizedTest
	@CsvSource({ "429, 10, 10500", "503, 10, 10500", "503, ' 7 ', 7500", "502, 10, 500", "503, soon, 500",
			"503, -5, 500", "503, 'Thu, 01 Jan 2026 00:00:20 GMT', 20500", "429, 'Wed, 31 Dec 2025 23:59:00 GMT', 500",
			"503, 999999999, 86400500", "503, 99999999999999999999, 500" })
	void retryAfterShouldBeTheLowerBound(int status, String value, long millis) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, value);
		ConnectionEnding ending = failed(1, Reason.STATUS, new Response(HttpStatusCode.valueOf(status), headers));
		assertThat(this.policy.delay(ending)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void shouldGiveUpAfterMaxAttempts() {
		this.policy = policy(true, 3);
		assertThat(this.policy.delay(failed(2, Reason.NETWORK, null))).isNotNull();
		assertThat(this.policy.delay(failed(3, Reason.NETWORK, null))).isNull();
		assertThat(this.policy.delay(closed(0, 1000, CloseCause.SERVER, Duration.ofHours(1)))).isNotNull();
	}

	@Test
	void shouldGiveUpWhenDisabled() {
		this.policy = policy(false, null);
		assertThat(this.policy.delay(failed(1, Reason.NETWORK, null))).isNull();
	}

	@Test
	void shouldGiveUpWhenTheApplicationStops() {
		assertThat(this.policy.delay(closed(1, 1001, CloseCause.SHUTDOWN, Duration.ZERO))).isNull();
	}

	private void assertBackOff(ConnectionEnding ending) {
		assertThat(this.policy.decide(ending))
			.isEqualTo(new ReconnectDecision(Duration.ofMillis((ending.attempt() == 2) ? 1000 : 500), false));
	}

	private void assertSlowLane(ConnectionEnding ending) {
		assertThat(this.policy.decide(ending)).isEqualTo(new ReconnectDecision(REFUSED, true));
	}

	private void assertSoon(ConnectionEnding ending) {
		assertThat(this.policy.decide(ending)).isEqualTo(new ReconnectDecision(Duration.ofMillis(300), false));
	}

	private static ConnectionEnding status(int status) {
		return failed(1, Reason.STATUS, new Response(HttpStatusCode.valueOf(status), HttpHeaders.EMPTY));
	}

	private static ConnectionEnding failed(int attempt, Reason reason, @Nullable Response response) {
		return failed(attempt, reason, response, null);
	}

	private static ConnectionEnding failed(int attempt, Reason reason, @Nullable Response response,
			@Nullable Throwable cause) {
		ConnectFailedException failure = new ConnectFailedException("", cause, reason, response, attempt, true);
		return new ConnectionEnding("quotes", attempt, failure, null, null, Duration.ZERO);
	}

	private static ConnectionEnding closed(int attempt, int code, CloseCause cause, Duration established) {
		return new ConnectionEnding("quotes", attempt, null, new CloseStatus(code), cause, established);
	}

}
