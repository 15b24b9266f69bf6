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

package io.github.wsboot.endpoint.invocation;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PendingResults}.
 */
class PendingResultsTests {

	private final PendingResults results = new PendingResults(2);

	private final List<String> cancelled = new ArrayList<>();

	@Test
	void shouldCancelWhatIsActive() {
		Runnable done = cancellation("done");
		this.results.add(done);
		this.results.add(cancellation("active"));
		this.results.remove(done);
		assertThat(this.results.isCancelled()).isFalse();
		this.results.cancel();
		this.results.cancel();
		assertThat(this.results.isCancelled()).isTrue();
		assertThat(this.cancelled).containsExactly("active");
	}

	@Test
	void shouldCancelWhatComesTooLate() {
		this.results.cancel();
		this.results.add(cancellation("late"));
		assertThat(this.cancelled).containsExactly("late");
	}

	@Test
	void whenOneCannotBeCancelledShouldCancelTheOthers() {
		this.results.add(cancellation("one"));
		this.results.add(() -> {
			throw new IllegalStateException("expected by the test");
		});
		this.results.add(cancellation("two"));
		this.results.cancel();
		assertThat(this.cancelled).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void shouldBoundStreams() {
		this.results.startStream();
		this.results.startStream();
		assertThatIllegalStateException().isThrownBy(this.results::startStream)
			.withMessageContaining("already has 2 streams")
			.withMessageContaining("'ws.message.max-streams'");
		this.results.endStream();
		this.results.startStream();
	}

	private Runnable cancellation(String name) {
		return () -> this.cancelled.add(name);
	}

}
