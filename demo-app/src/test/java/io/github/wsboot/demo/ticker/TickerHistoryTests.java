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

package io.github.wsboot.demo.ticker;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.mockito.ArgumentCaptor;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for the history of {@link Ticker}.
 */
class TickerHistoryTests {

	private final Ticker ticker = new Ticker(mock(ConnectionManager.class, Answers.RETURNS_DEEP_STUBS));

	@Test
	void shouldBeginWithOnePoint() {
		assertThat(history()).hasSize(1);
	}

	@Test
	void shouldKeepTheLastMinute() {
		Instant start = history().get(0).at();
		for (int i = 0; i < 59; i++) {
			this.ticker.tick();
		}
		List<Point> minute = history();
		assertThat(minute).hasSize(60).extracting(Point::at).isSorted().startsWith(start);
		this.ticker.tick();
		assertThat(history()).hasSize(60).startsWith(minute.get(1));
	}

	private List<Point> history() {
		Connection connection = mock();
		this.ticker.catchUp(connection);
		ArgumentCaptor<History> history = ArgumentCaptor.captor();
		then(connection).should().push(history.capture());
		return history.getValue().points();
	}

}
