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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link SpringSessions}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringSessionsTests {

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	private static final Duration LONG = Duration.ofMinutes(1);

	private final WebSocketSession one = mock();

	private final WebSocketSession two = mock();

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	private SpringSessions sessions(Duration drainTimeout) {
		SpringSessions sessions = new SpringSessions(drainTimeout);
		sessions.start();
		return sessions;
	}

	/**
	 * Servers of other tests may have changed it.
	 */
	@BeforeEach
	void setLogLevel() {
		this.logging.setLogLevel(SpringSessions.class.getName(), LogLevel.INFO);
	}

	@AfterEach
	void resetLogLevel() {
		this.logging.setLogLevel(SpringSessions.class.getName(), null);
	}

	@Test
	void shouldCountThoseThatHaveNotEnded() {
		SpringSessions sessions = sessions(LONG);
		sessions.add(this.one);
		sessions.add(this.two);
		assertThat(sessions.count()).isEqualTo(2);
		sessions.remove(this.one);
		sessions.remove(this.one);
		assertThat(sessions.count()).isOne();
	}

	@Test
	void whenTheServerStopsShouldCloseAllAndWaitForTheirEnd(CapturedOutput output) throws Exception {
		SpringSessions sessions = sessions(LONG);
		CompletableFuture<Void> stopping = new CompletableFuture<>();
		willAnswer((invocation) -> {
			sessions.remove(this.one);
			return null;
		}).given(this.one).close(any());
		willAnswer((invocation) -> stopping.complete(null)).given(this.two).close(any());
		sessions.add(this.one);
		sessions.add(this.two);
		Thread stopper = new Thread(sessions::stop);
		stopper.start();
		assertThat(stopping).succeedsWithin(60, TimeUnit.SECONDS);
		Awaitility.await("the waiting")
			.atMost(Duration.ofSeconds(60))
			.until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
		assertThat(sessions.isRunning()).isFalse();
		sessions.remove(this.two);
		stopper.join(TimeUnit.SECONDS.toMillis(20));
		assertThat(stopper.isAlive()).isFalse();
		then(this.one).should().close(CloseStatus.GOING_AWAY);
		then(this.two).should().close(CloseStatus.GOING_AWAY);
		assertThat(output).contains("Closed 2 session(s) of Spring's handlers, 0 unfinished");
	}

	@Test
	void whenTimeIsOverShouldGoOnAndSayWhatIsUnfinished(CapturedOutput output) {
		SpringSessions sessions = sessions(Duration.ofMillis(1));
		sessions.add(this.one);
		sessions.stop();
		assertThat(output).contains("Closed 1 session(s) of Spring's handlers, 1 unfinished");
		assertThat(sessions.count()).isOne();
	}

	@Test
	void withoutATimeToWaitShouldNotWait() throws Exception {
		SpringSessions sessions = sessions(Duration.ZERO);
		sessions.add(this.one);
		sessions.stop();
		then(this.one).should().close(CloseStatus.GOING_AWAY);
	}

	@Test
	void withoutSessionsShouldSayNothing(CapturedOutput output) {
		sessions(LONG).stop();
		assertThat(output).doesNotContain("Spring's handlers");
	}

	@Test
	void whenOneCannotBeClosedShouldCloseTheOthers() throws Exception {
		SpringSessions sessions = sessions(Duration.ZERO);
		willThrow(new IOException("expected by the test")).given(this.one).close(any());
		willThrow(new IOException("expected by the test")).given(this.two).close(any());
		sessions.add(this.one);
		sessions.add(this.two);
		sessions.stop();
		then(this.one).should().close(CloseStatus.GOING_AWAY);
		then(this.two).should().close(CloseStatus.GOING_AWAY);
	}

	@Test
	void whoComesAfterTheStopShouldBeClosedAtOnceUntilTheNextStart() throws Exception {
		SpringSessions sessions = sessions(LONG);
		sessions.stop();
		sessions.add(this.one);
		then(this.one).should().close(CloseStatus.GOING_AWAY);
		sessions.start();
		assertThat(sessions.isRunning()).isTrue();
		sessions.add(this.two);
		then(this.two).should(never()).close(any());
	}

	@Test
	void whenInterruptedShouldNotWait() {
		SpringSessions sessions = sessions(LONG);
		sessions.add(this.one);
		Thread.currentThread().interrupt();
		sessions.stop();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

}
