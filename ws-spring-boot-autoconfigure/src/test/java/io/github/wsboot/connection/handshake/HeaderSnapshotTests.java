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

package io.github.wsboot.connection.handshake;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

import io.github.wsboot.support.StringInterner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeaderSnapshot} and its {@link StringInterner}.
 */
class HeaderSnapshotTests {

	private final HttpHeaders headers = new HttpHeaders();

	private final StringInterner texts = new StringInterner();

	@Test
	void shouldFindNamesInAnyCase() {
		this.headers.set("X-Tenant", "one");
		this.headers.set("sec-websocket-version", "13");
		HttpHeaders copy = copy();
		assertThat(copy.getFirst("x-tenant")).isEqualTo("one");
		assertThat(copy.getFirst("X-TENANT")).isEqualTo("one");
		assertThat(copy.getFirst("Sec-WebSocket-Version")).isEqualTo("13");
		assertThat(copy.containsHeader("x-Tenant")).isTrue();
		assertThat(copy.containsHeader("X-Other")).isFalse();
	}

	@Test
	void shouldKeepAllValuesOfANameInTheirOrder() {
		this.headers.addAll("X-Forwarded-For", List.of("2.2.2.2", "1.1.1.1"));
		this.headers.add("X-Other", "");
		this.headers.add("x-forwarded-for", "3.3.3.3");
		assertThat(copy().get("X-Forwarded-For")).containsExactly("2.2.2.2", "1.1.1.1", "3.3.3.3");
		assertThat(copy().get("X-Other")).containsExactly("");
	}

	@Test
	void shouldKeepTheOrderAndSpellingOfNames() {
		List<String> names = List.of("upgrade", "Host", "B", "A", "Sec-WebSocket-Key");
		names.forEach((name) -> this.headers.add(name, "value"));
		assertThat(copy().headerNames()).containsExactlyElementsOf(names);
		assertThat(copy()).isEqualTo(this.headers);
	}

	@Test
	void shouldBeASnapshot() {
		this.headers.add("A", "1");
		HeaderSnapshot snapshot = HeaderSnapshot.of(this.headers);
		this.headers.add("A", "2");
		this.headers.set("B", "3");
		assertThat(snapshot.toHttpHeaders().get("A")).containsExactly("1");
		assertThat(snapshot.toHttpHeaders().containsHeader("B")).isFalse();
	}

	@Test
	void shouldMakeReadOnlyHeaders() {
		this.headers.add("A", "1");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy().set("A", "2"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy().add("B", "2"));
	}

	@Test
	@SuppressWarnings("StringOperationCanBeSimplified")
	void shouldShareWhatIsCommon() {
		this.headers.add(new String("Upgrade"), new String("websocket"));
		this.headers.add(new String("X-Tenant"), new String("secret"));
		HttpHeaders one = copy();
		this.headers.clear();
		this.headers.add(new String("Upgrade"), new String("websocket"));
		assertThat(copy().getFirst("Upgrade")).isSameAs(one.getFirst("Upgrade"));
		assertThat(copy().headerNames().iterator().next()).isSameAs(one.headerNames().iterator().next());
	}

	private HttpHeaders copy() {
		return HeaderSnapshot.of(this.headers).toHttpHeaders();
	}

	@Test
	void equalTextsShouldBecomeOne() {
		String first = copyOf("localhost:8080");
		assertThat(this.texts.intern(first)).isSameAs(first);
		assertThat(this.texts.intern(copyOf("localhost:8080"))).isSameAs(first);
	}

	@Test
	void eachTextShouldStayWhatItIsWhateverElseWasShared() {
		IntStream.range(0, 10_000).forEach((i) -> assertThat(this.texts.intern("text " + i)).isEqualTo("text " + i));
	}

	@Test
	void longTextsShouldNotBeKept() {
		String text = "a".repeat(1000);
		assertThat(this.texts.intern(text)).isSameAs(text);
		String other = copyOf(text);
		assertThat(this.texts.intern(other)).isSameAs(other);
	}

	private static String copyOf(String text) {
		return new StringBuilder(text).toString();
	}

}
