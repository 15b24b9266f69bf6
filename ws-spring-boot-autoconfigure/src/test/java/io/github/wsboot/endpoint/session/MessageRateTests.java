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

package io.github.wsboot.endpoint.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.endpoint.session.MessageRate.Verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link MessageRate}.
 */
class MessageRateTests {

	private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final List<Verdict> seen = new ArrayList<>();

	@Test
	void burstShouldPass() {
		MessageRate rate = new MessageRate(new Rate(10, 5), 3, 0);
		for (int i = 0; i < 5; i++) {
			assertThat(rate.next(0)).isEqualTo(Verdict.PASS);
		}
		assertThat(rate.next(0)).isEqualTo(Verdict.DROP_AND_REPORT);
	}

	@Test
	void floodShouldBeReportedOnceAndEndTheConnection() {
		MessageRate rate = new MessageRate(new Rate(10, 2), 4, 0);
		send(rate, 10, 0);
		assertThat(this.seen).containsExactly(Verdict.PASS, Verdict.PASS, Verdict.DROP_AND_REPORT, Verdict.DROP,
				Verdict.DROP, Verdict.DROP, Verdict.CLOSE, Verdict.DROP, Verdict.DROP, Verdict.DROP);
		assertThat(rate.next(100 * SECOND)).isEqualTo(Verdict.DROP);
	}

	@Test
	void pauseShouldEndTheEpisode() {
		MessageRate rate = new MessageRate(new Rate(10, 2), 4, 0);
		for (int episode = 0; episode < 20; episode++) {
			this.seen.clear();
			send(rate, 5, episode * 2 * SECOND);
			assertThat(this.seen).containsExactly(Verdict.PASS, Verdict.PASS, Verdict.DROP_AND_REPORT, Verdict.DROP,
					Verdict.DROP);
		}
	}

	@Test
	void episodesShouldBeReportedOnceASecond() {
		MessageRate rate = new MessageRate(new Rate(100, 2), 1000, 0);
		for (long now = 0; now < 10 * SECOND; now += 20 * MILLISECOND) {
			send(rate, 4, now);
		}
		assertThat(this.seen.stream().filter((verdict) -> verdict == Verdict.DROP_AND_REPORT).count()).isEqualTo(10);
		assertThat(this.seen).doesNotContain(Verdict.CLOSE);
	}

	@Test
	void persistentViolationShouldEndTheConnection() {
		MessageRate rate = new MessageRate(new Rate(10, 10), 20, 0);
		for (long now = 0; now < 60 * SECOND; now += 80 * MILLISECOND) {
			send(rate, 1, now);
		}
		assertThat(this.seen).contains(Verdict.CLOSE);
	}

	@Test
	void allowedRateShouldNeverBeRefused() {
		MessageRate rate = new MessageRate(new Rate(10, 1), 1, 0);
		for (long now = 0; now < 60 * SECOND; now += 100 * MILLISECOND) {
			assertThat(entry(now, rate.next(now))).isEqualTo(entry(now, Verdict.PASS));
		}
	}

	private void send(MessageRate rate, int count, long now) {
		for (int i = 0; i < count; i++) {
			this.seen.add(rate.next(now));
		}
	}

}
