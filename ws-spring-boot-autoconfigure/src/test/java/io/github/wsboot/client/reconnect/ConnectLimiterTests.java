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

package io.github.wsboot.client.reconnect;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.wsboot.client.reconnect.ConnectLimiter.Slot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectLimiter}.
 */
class ConnectLimiterTests {

	private final ConnectLimiter limiter = new ConnectLimiter(2);

	private final List<String> granted = new ArrayList<>();

	@Test
	void shouldGrantInOrder() {
		Slot first = acquire("a");
		Slot second = acquire("b");
		acquire("c");
		acquire("d");
		assertThat(this.granted).containsExactly("a", "b");
		second.release();
		assertThat(this.granted).containsExactly("a", "b", "c");
		first.release();
		assertThat(this.granted).containsExactly("a", "b", "c", "d");
	}

	@Test
	void shouldSkipThoseThatWaitNoLonger() {
		Slot first = acquire("a");
		acquire("b");
		acquire("c").release();
		acquire("d");
		first.release();
		assertThat(this.granted).containsExactly("a", "b", "d");
	}

	@Test
	void secondReleaseShouldHaveNoEffect() {
		Slot first = acquire("a");
		acquire("b");
		first.release();
		first.release();
		acquire("c");
		acquire("d");
		assertThat(this.granted).containsExactly("a", "b", "c");
	}

	private Slot acquire(String name) {
		return this.limiter.acquire(() -> this.granted.add(name));
	}

}
