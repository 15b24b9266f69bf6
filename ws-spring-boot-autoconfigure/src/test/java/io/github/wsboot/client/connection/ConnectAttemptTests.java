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

package io.github.wsboot.client.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.transport.client.ConnectFailure.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectAttempt}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectAttemptTests {

	/** Timeout of connecting and of the handshake together. */
	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final TestClients test = new TestClients();

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void requestThatHangsShouldNotHoldUpOtherClients(CapturedOutput output) {
		this.test.maxConnecting = 1;
		List<Integer> attempts = new ArrayList<>();
		this.test.customizers.add((request) -> {
			if (request.uri().getPath().equals("/slow")) {
				this.test.advance(TIMEOUT.minusMillis(1));
				attempts.add(this.test.attempts());
				this.test.advance(Duration.ofMillis(1));
				attempts.add(this.test.attempts());
			}
		});
		this.test.clients().uri("ws://localhost/slow").connect();
		this.test.clients().uri("ws://localhost/fast").connect();
		this.test.runWorkers();
		assertThat(attempts).containsExactly(0, 1);
		assertThat(output).containsOnlyOnce("The request of client 'ws://localhost/slow' is not made yet");
		assertThat(this.test.last().request.uri()).hasPath("/slow");
		this.test.clients().uri("ws://localhost/last").connect();
		this.test.last().fail(Kind.NETWORK);
		assertThat(this.test.transport.calls).as("a slot is released once").hasSize(2);
		this.test.transport.calls.get(0).establish();
		this.test.runWorkers();
		assertThat(this.test.last().request.uri()).hasPath("/last");
	}

	@Test
	void requestThatIsMadeInTimeShouldNotBeReported(CapturedOutput output) {
		this.test.connect();
		assertThat(this.test.timers.waiting()).isZero();
		this.test.advance(TIMEOUT);
		assertThat(output).doesNotContain("is not made yet");
	}

}
