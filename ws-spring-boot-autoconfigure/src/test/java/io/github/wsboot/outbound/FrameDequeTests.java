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

package io.github.wsboot.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameDeque}.
 */
class FrameDequeTests {

	private final FrameDeque shares = new FrameDeque();

	@Test
	void shouldBeEmptyAtFirst() {
		assertThat(this.shares.isEmpty()).isTrue();
		assertThat(this.shares.peek()).isNull();
		assertThat(this.shares.poll()).isNull();
		assertThat(this.shares.all()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 50 })
	void shouldKeepTheirOrder(int count) {
		List<QueuedFrame> added = add(count);
		assertThat(this.shares.all()).containsExactlyElementsOf(added);
		for (QueuedFrame queued : added) {
			assertThat(this.shares.isEmpty()).isFalse();
			assertThat(this.shares.peek()).isSameAs(queued);
			assertThat(this.shares.poll()).isSameAs(queued);
		}
		assertThat(this.shares.isEmpty()).isTrue();
		assertThat(this.shares.poll()).isNull();
	}

	@Test
	void shouldKeepTheirOrderWhileTheyComeAndGo() {
		List<QueuedFrame> added = add(3);
		assertThat(this.shares.poll()).isSameAs(added.get(0));
		added.addAll(add(1));
		assertThat(this.shares.all()).containsExactlyElementsOf(added.subList(1, 4));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void shouldRemoveAnyOfThem(int count) {
		List<QueuedFrame> added = add(count);
		QueuedFrame removed = added.remove(count / 2);
		this.shares.remove(removed);
		assertThat(this.shares.all()).containsExactlyElementsOf(added);
		this.shares.remove(removed);
		assertThat(this.shares.all()).containsExactlyElementsOf(added);
		added.forEach(this.shares::remove);
		assertThat(this.shares.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3 })
	void clearShouldTakeAll(int count) {
		List<QueuedFrame> added = add(count);
		List<QueuedFrame> cleared = new ArrayList<>();
		this.shares.clear(cleared::add);
		assertThat(cleared).containsExactlyElementsOf(added);
		assertThat(this.shares.isEmpty()).isTrue();
	}

	private List<QueuedFrame> add(int count) {
		List<QueuedFrame> added = IntStream.range(0, count)
			.mapToObj((i) -> new QueuedFrame(new EncodedFrame(Frame.text("frame " + i)), 0, () -> {
			}))
			.toList();
		added.forEach(this.shares::add);
		return new ArrayList<>(added);
	}

}
