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

package io.github.wsboot.support;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link CloseStatuses}.
 */
@Promise("close")
class CloseStatusesTests {

	@ParameterizedTest
	@ValueSource(
			ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	void shouldAllowWhatMayBeSent(int code) {
		assertThatNoException().isThrownBy(() -> CloseStatuses.sendable(new CloseStatus(code)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1004, 1005, 1006, 1015, 1016, 1999, 2000, 2999 })
	void shouldRefuseWhatMustNotBeSent(int code) {
		assertThatIllegalArgumentException().isThrownBy(() -> CloseStatuses.sendable(new CloseStatus(code)))
			.withMessageContaining("Close code " + code + " must not be sent");
	}

	@ParameterizedTest
	@CsvSource({ "x, 123, 123", "x, 124, 123", "é, 61, 61", "é, 62, 61", "€, 41, 41", "€, 42, 41", "😀, 30, 30",
			"😀, 31, 30" })
	void reasonShouldBeCutToWhatFitsIntoAControlFrame(String character, int count, int left) {
		assertThat(CloseStatuses.sendable(4000, character.repeat(count)))
			.isEqualTo(new CloseStatus(4000, character.repeat(left)));
		assertThat(CloseStatuses.sendable(4000, "ab" + character.repeat(count)).getReason())
			.matches("ab(" + character + ")*")
			.satisfies((reason) -> assertThat(reason.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(120, 123));
	}

	@Test
	void unpairedSurrogateShouldNotKeepAReasonFromBeingCut() {
		assertThat(CloseStatuses.sendable(4000, "\uD83D".repeat(200)).getReason()).isEqualTo("\uFFFD".repeat(41));
	}

	@Test
	void unpairedSurrogateShouldBeReplaced() {
		assertThat(CloseStatuses.sendable(4000, "a\uD83D")).isEqualTo(new CloseStatus(4000, "a\uFFFD"));
		assertThat(CloseStatuses.sendable(4000, "\uDE00a")).isEqualTo(new CloseStatus(4000, "\uFFFDa"));
	}

	@Test
	void reasonOfBlanksShouldBeCut() {
		assertThat(CloseStatuses.sendable(4000, " ".repeat(130)).getReason()).isEqualTo(" ".repeat(123));
	}

	@Test
	void shouldMakeWhatMayBeSent() {
		assertThat(CloseStatuses.sendable(4000, "moved on")).isEqualTo(new CloseStatus(4000, "moved on"));
		assertThat(CloseStatuses.sendable(1000, null)).isEqualTo(CloseStatus.NORMAL);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 999, 1005, 5000 })
	void shouldNotMakeWhatMustNotBeSent(int code) {
		assertThatIllegalArgumentException().isThrownBy(() -> CloseStatuses.sendable(code, null))
			.withMessageContaining("Close code " + code + " must not be sent");
	}

	@Test
	void shouldRefuseNoStatus() {
		assertThatIllegalArgumentException().isThrownBy(() -> CloseStatuses.sendable(null));
	}

}
