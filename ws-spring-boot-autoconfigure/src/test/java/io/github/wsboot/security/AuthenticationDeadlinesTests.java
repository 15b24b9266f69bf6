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

package io.github.wsboot.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ManagedConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link AuthenticationDeadlines}.
 */
class AuthenticationDeadlinesTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final CloseStatus EXPIRED = new CloseStatus(4401, "Authentication expired");

	private final ManagedConnection connection = mock();

	private final TimerService timers = mock();

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 1, this.timers);

	private final List<Wait> waits = new ArrayList<>();

	private final Clock clock = mock();

	private final AuthenticationDeadlines deadlines = new AuthenticationDeadlines(this.timers, this.workers,
			(event) -> {
			}, Duration.ZERO, this.clock);

	@BeforeEach
	void collectWaits() {
		given(this.timers.after(any(), any())).willAnswer((invocation) -> {
			Wait wait = new Wait(invocation.getArgument(0),
					new FutureTask<>(invocation.<Runnable>getArgument(1), null));
			this.waits.add(wait);
			return wait.task();
		});
		at(START);
	}

	@AfterEach
	void destroy() {
		this.workers.destroy();
	}

	private void at(Instant instant) {
		given(this.clock.instant()).willReturn(instant);
		given(this.clock.getZone()).willReturn(ZoneOffset.UTC);
	}

	private Wait last() {
		return this.waits.get(this.waits.size() - 1);
	}

	@Test
	void shouldLookAtTheClockAgainBeforeALongWaitIsOver() {
		this.deadlines.watch(this.connection, START.plus(Duration.ofHours(3)));
		assertThat(last().delay()).isEqualTo(Duration.ofHours(1));
		at(START.plus(Duration.ofHours(2)).plusSeconds(1800));
		last().task().run();
		assertThat(last().delay()).isEqualTo(Duration.ofMinutes(30));
		then(this.connection).should(never()).close(any(), any());
		at(START.plus(Duration.ofHours(3)));
		last().task().run();
		then(this.connection).should().close(EXPIRED, CloseCause.AUTH_EXPIRED);
		assertThat(this.waits).hasSize(2);
	}

	@Test
	void shouldCloseAtOnceWhatHasExpiredBefore() {
		this.deadlines.watch(this.connection, Instant.MIN);
		then(this.connection).should().close(EXPIRED, CloseCause.AUTH_EXPIRED);
	}

	@Test
	void shouldKeepWhatNeverExpires() {
		this.deadlines.watch(this.connection, Instant.MAX);
		assertThat(last().delay()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void shouldForget() {
		this.deadlines.watch(this.connection, START.plusSeconds(1));
		this.deadlines.forget(this.connection);
		assertThat(last().task().isCancelled()).isTrue();
		assertThat(this.waits).hasSize(1);
		at(START.plusSeconds(2));
		then(this.connection).should(never()).close(any(), any());
	}

	private record Wait(Duration delay, FutureTask<?> task) {
	}

}
