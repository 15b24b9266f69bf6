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
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProtocolViolation}.
 */
class ProtocolViolationTests {

	@Test
	void shouldTellHowToClose() {
		assertThat(ProtocolViolation.protocol("p").status()).isEqualTo(CloseStatus.PROTOCOL_ERROR);
		assertThat(ProtocolViolation.badData("d").status()).isEqualTo(CloseStatus.BAD_DATA);
		assertThat(ProtocolViolation.tooBig("b").status()).isEqualTo(CloseStatus.TOO_BIG_TO_PROCESS);
	}

	@Test
	void shouldNotTellItsTextToTheClient() {
		ProtocolViolation violation = ProtocolViolation.protocol("for the log");
		assertThat(violation).hasMessage("for the log");
		assertThat(violation.status().getReason()).isNull();
	}

	@Test
	void shouldCostNoStackTrace() {
		assertThat(ProtocolViolation.badData("cheap").getStackTrace()).isEmpty();
	}

}
