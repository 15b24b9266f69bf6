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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MarkdownTable}.
 */
class MarkdownTableTests {

	@Test
	void numbersShouldHaveTheDecimalsThatMeanSomething() {
		MarkdownTable table = new MarkdownTable("path", "a", "b").row("/ws", 1234567.8, 0.1449).row("/x", 12.34, 7);
		assertThat(table.lines()).containsExactly("| path | a | b |", "|---|---:|---:|", "| /ws | 1,234,568 | 0.14 |",
				"| /x | 12.3 | 7 |");
	}

}
