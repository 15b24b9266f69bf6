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

package io.github.wsboot.connection;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedTexts}.
 */
class SharedTextsTests {

	private final SharedTexts texts = new SharedTexts();

	@Test
	void equalTextsShouldBecomeOne() {
		String first = copy("localhost:8080");
		assertThat(this.texts.share(first)).isSameAs(first);
		assertThat(this.texts.share(copy("localhost:8080"))).isSameAs(first);
	}

	@Test
	void eachTextShouldStayWhatItIsWhateverElseWasShared() {
		IntStream.range(0, 10_000).forEach((i) -> assertThat(this.texts.share("text " + i)).isEqualTo("text " + i));
	}

	@Test
	void longTextsShouldNotBeKept() {
		String text = "a".repeat(1000);
		assertThat(this.texts.share(text)).isSameAs(text);
		String other = copy(text);
		assertThat(this.texts.share(other)).isSameAs(other);
	}

	private static String copy(String text) {
		return new StringBuilder(text).toString();
	}

}
