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

package io.github.wsboot.actuate;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionInfo;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Page}.
 */
@Tag("boot")
class PageTests {

	private final AtomicInteger created = new AtomicInteger();

	@Promise("actuator")
	@Test
	void shouldTakeNoMoreThanItsRowsAndOneFurther() {
		ConnectionsDescriptor page = Page.of(3, 5).of(endless());
		assertThat(page.connections()).extracting(ConnectionDescriptor::id)
			.containsExactly("c15", "c16", "c17", "c18", "c19");
		assertThat(page.more()).isTrue();
		assertThat(this.created).hasValue(21);
	}

	@Test
	void lastPageShouldSaySo() {
		assertThat(Page.of(0, 5).of(endless().limit(5)).more()).isFalse();
		ConnectionsDescriptor last = Page.of(1, 5).of(endless().limit(7));
		assertThat(last.connections()).hasSize(2);
		assertThat(last.more()).isFalse();
		assertThat(Page.of(2, 5).of(endless().limit(7)).connections()).isEmpty();
	}

	@Test
	void shouldBeTheFirstHundredUnlessAskedOtherwise() {
		assertThat(Page.of(null, null)).isEqualTo(new Page(0, 100));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "0, 1001", "0, -1", "-1, 10" })
	void shouldRefuseWhatIsOutOfBounds(int number, int size) {
		assertThatExceptionOfType(RefusedOperationException.class).isThrownBy(() -> Page.of(number, size))
			.satisfies((ex) -> assertThat(ex.problem().status()).isEqualTo(400));
	}

	private Stream<Connection> endless() {
		return Stream.generate(() -> connection("c" + this.created.getAndIncrement()));
	}

	private static Connection connection(String id) {
		Connection connection = mock();
		given(connection.info()).willReturn(
				new ConnectionInfo(id, "/ws", null, Instant.EPOCH, null, ConnectionState.ESTABLISHED, 0, 0, 0, null));
		return connection;
	}

}
