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

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ManagedConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ExpiredSessionCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExpiredSessionCheckTests {

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private final SessionRegistry registry = mock();

	private final SessionConnections sessions = new SessionConnections(mock());

	private final TimerService timers = mock();

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 1, this.timers);

	/** Checks that are scheduled. */
	private final BlockingQueue<Runnable> checks = new ArrayBlockingQueue<>(10);

	private final ManagedConnection expired = mock();

	private final ManagedConnection valid = mock();

	private final ManagedConnection unknown = mock();

	@BeforeEach
	void logWarnings() {
		// Servers of other tests may have changed it
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(ExpiredSessionCheck.class.getName(), LogLevel.WARN);
	}

	@BeforeEach
	void collectChecks() {
		given(this.timers.after(eq(INTERVAL), any())).willAnswer((invocation) -> {
			this.checks.add(invocation.getArgument(1));
			return null;
		});
	}

	@AfterEach
	void destroy() {
		this.workers.destroy();
	}

	private void start(@Nullable SessionRegistry registry, Duration interval) {
		new ExpiredSessionCheck(registry, this.sessions, this.timers, this.workers, interval)
			.afterSingletonsInstantiated();
	}

	/**
	 * Run the next check.
	 */
	private void check() throws InterruptedException {
		Runnable check = this.checks.poll(60, TimeUnit.SECONDS);
		assertThat(check).as("the check").isNotNull();
		check.run();
	}

	/**
	 * Wait until a check has ended, which schedules the next one.
	 */
	private void awaitNext() throws InterruptedException {
		Runnable next = this.checks.poll(60, TimeUnit.SECONDS);
		assertThat(next).as("the next check").isNotNull();
		this.checks.add(next);
	}

	private void add(ManagedConnection connection, String id, @Nullable SessionInformation information) {
		this.sessions.add(connection, new MockHttpSession(null, id));
		given(this.registry.getSessionInformation(id)).willReturn(information);
	}

	private static SessionInformation information(String id) {
		return new SessionInformation("ada", id, new Date());
	}

	@Test
	void connectionsOfExpiredSessionsShouldEnd() throws Exception {
		SessionInformation information = information("expired");
		add(this.expired, "expired", information);
		add(this.valid, "valid", information("valid"));
		add(this.unknown, "unknown", null);
		start(this.registry, INTERVAL);
		check();
		awaitNext();
		then(this.expired).should(never()).close(any(), any());
		information.expireNow();
		check();
		awaitNext();
		then(this.expired).should().close(new CloseStatus(4401, "Authentication expired"), CloseCause.AUTH_EXPIRED);
		then(this.valid).should(never()).close(any(), any());
		then(this.unknown).should(never()).close(any(), any());
		assertThat(this.sessions.ids()).containsExactlyInAnyOrder("valid", "unknown");
	}

	@Test
	void whenTheRegistryFailsShouldAskAgainLater(CapturedOutput output) throws Exception {
		add(this.valid, "valid", null);
		given(this.registry.getSessionInformation("valid"))
			.willThrow(new IllegalStateException("expected by the test"));
		start(this.registry, INTERVAL);
		check();
		awaitNext();
		assertThat(output).contains("Cannot check whether some sessions have expired");
		then(this.valid).should(never()).close(any(), any());
	}

	@Test
	void whenASessionCannotBeAskedForShouldCheckTheOthers() throws Exception {
		for (String id : List.of("a", "broken", "b")) {
			SessionInformation information = information(id);
			information.expireNow();
			add(mock(), id, information);
		}
		given(this.registry.getSessionInformation("broken"))
			.willThrow(new NoClassDefFoundError("expected by the test"));
		start(this.registry, INTERVAL);
		check();
		awaitNext();
		assertThat(this.sessions.ids()).containsExactly("broken");
	}

	@Test
	void registryShouldNotBeAskedOnTheTimersThread() throws Exception {
		Thread[] asking = new Thread[1];
		add(this.valid, "valid", null);
		given(this.registry.getSessionInformation("valid")).willAnswer((invocation) -> {
			asking[0] = Thread.currentThread();
			return null;
		});
		start(this.registry, INTERVAL);
		check();
		awaitNext();
		assertThat(asking[0].getName()).startsWith("test-worker-");
	}

	@Test
	void withoutARegistryOrAnIntervalThereShouldBeNoCheck() {
		start(null, INTERVAL);
		start(this.registry, Duration.ZERO);
		then(this.timers).should(never()).after(any(), any());
	}

}
