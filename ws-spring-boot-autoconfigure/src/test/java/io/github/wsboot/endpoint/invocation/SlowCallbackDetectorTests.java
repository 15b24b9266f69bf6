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

package io.github.wsboot.endpoint.invocation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SlowCallbackDetector}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlowCallbackDetectorTests {

	private final SlowCallbackDetector detector = new SlowCallbackDetector(Duration.ofSeconds(30));

	@Test
	void shouldWarnOnceAMinute(CapturedOutput output) {
		long start = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);
		returned("/a", start, 101);
		returned("/a", start + TimeUnit.SECONDS.toNanos(59), 101);
		assertWarned(output, "/a", 1);
		returned("/a", start + TimeUnit.SECONDS.toNanos(60), 101);
		assertWarned(output, "/a", 2);
		returned("/b", start + TimeUnit.SECONDS.toNanos(60), 250);
		assertWarned(output, "/b", 1);
		assertThat(output).contains("at endpoint '/b' has held an event loop for 250 ms");
	}

	@Test
	void shouldIgnoreFastCallbacks(CapturedOutput output) {
		returned("/a", 0, 100);
		assertThat(output).doesNotContain("event loop");
	}

	@Test
	void shouldCountSkippedWarnings(CapturedOutput output) {
		long start = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);
		for (int i = 0; i < 4; i++) {
			returned("/a", start + i, 101);
		}
		returned("/a", start + TimeUnit.SECONDS.toNanos(61), 101);
		assertWarned(output, "/a", 2);
		assertThat(output).containsOnlyOnce("(3 more since the last such line)");
	}

	@Promise("callbacks")
	@Test
	void shouldNameCallbackOnceAMinuteWithNumberOfItsConnections(CapturedOutput output) {
		long now = System.nanoTime();
		List.of("a1", "a2", "a3").forEach((id) -> check("/a", id));
		check("/b", "b1");
		this.detector.report(now);
		assertThat(output).containsOnlyOnce("at endpoint '/a' has held connection 'a1' and 2 others for more than 30 s")
			.containsOnlyOnce("at endpoint '/b' has held connection 'b1' for more than 30 s");
		check("/a", "a4");
		this.detector.report(now + TimeUnit.SECONDS.toNanos(59));
		check("/a", "a5");
		assertThat(output).doesNotContain("a4", "a5");
		this.detector.report(now + TimeUnit.SECONDS.toNanos(61));
		this.detector.report(now + TimeUnit.SECONDS.toNanos(200));
		assertThat(output).containsOnlyOnce("has held connection 'a4' and another one for more than 30 s");
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "has held connection")).isEqualTo(3);
	}

	/**
	 * Check a connection three times. Its hold is found once.
	 */
	private void check(String endpoint, String id) {
		Connection connection = mock(Connection.class);
		given(connection.endpoint()).willReturn(endpoint);
		given(connection.id()).willReturn(id);
		SerialTasks<?> mailbox = mock(SerialTasks.class);
		long since = System.nanoTime() - TimeUnit.SECONDS.toNanos(31);
		given(mailbox.heldSince()).willReturn(since, since, 0L);
		given(mailbox.reportHold(since)).willReturn(true, false);
		for (int i = 0; i < 3; i++) {
			this.detector.check(FailureSource.ACTION_NAME, connection, mailbox);
		}
	}

	private void returned(String endpoint, long start, long millis) {
		Connection connection = mock(Connection.class);
		given(connection.endpoint()).willReturn(endpoint);
		this.detector.onReturned(FailureSource.ACTION_NAME, connection, start,
				start + TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static void assertWarned(CapturedOutput output, String endpoint, int times) {
		assertThat(StringUtils.countOccurrencesOf(output.toString(),
				"An action of Connection.every or Connection.after at endpoint '" + endpoint + "' has held"))
			.isEqualTo(times);
	}

}
