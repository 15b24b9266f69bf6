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

package io.github.wsboot.benchmarks.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadTable}.
 */
class LoadTableTests {

	private final LoadTable table = new LoadTable(List.of("limit", "/ws", "/spring"),
			List.of(new LoadTable.Ratio("/ws", "limit"), new LoadTable.Ratio("/ws", "/spring")));

	@Test
	void rowShouldHaveMediansAndTheirRatios() {
		this.table.add(Load.parse("echo:64:3"),
				Map.of("limit", samples(10, 12, 11), "/ws", samples(22, 22, 99), "/spring", samples(44, 1, 50)));
		assertThat(this.table.lines()).containsExactly(
				"| server CPU per message (µs) | limit | /ws | /spring | /ws to limit | /ws to /spring |",
				"|---|---:|---:|---:|---:|---:|", "| echo 64 B, 3 connections | 11.0 | 22.0 | 44.0 | 2.00 | 0.50 |");
	}

	@Test
	void whatWasNotMeasuredShouldBeEmpty() {
		this.table.add(Load.parse("echo:64:3"), Map.of("/ws", samples(3), "/spring", samples(6)));
		assertThat(this.table.lines().get(2)).isEqualTo("| echo 64 B, 3 connections |  | 3.00 | 6.00 |  | 0.50 |");
	}

	private static List<Sample> samples(int... micros) {
		return Arrays.stream(micros)
			.mapToObj((each) -> new Sample(1000, Duration.ofSeconds(1), List.of(Duration.ofMillis(each)), 1, 2))
			.toList();
	}

}
