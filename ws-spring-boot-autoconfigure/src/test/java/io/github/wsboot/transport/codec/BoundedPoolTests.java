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

package io.github.wsboot.transport.codec;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BoundedPool}.
 */
class BoundedPoolTests {

	private final List<StringBuilder> destroyed = new ArrayList<>();

	private final BoundedPool<StringBuilder> pool = new BoundedPool<>(2, StringBuilder::new,
			(object) -> object.setLength(0), this.destroyed::add);

	@Test
	void shouldHandOutTheSameObjectAgainAfterAReset() {
		StringBuilder object = this.pool.acquire().append("used");
		this.pool.release(object);
		assertThat(this.pool.idle()).isOne();
		assertThat(this.pool.acquire()).isSameAs(object).isEmpty();
		assertThat(this.pool.acquire()).isNotSameAs(object);
	}

	@Test
	void shouldKeepNoMoreThanItsCapacity() {
		List<StringBuilder> objects = List.of(this.pool.acquire(), this.pool.acquire(), this.pool.acquire());
		objects.forEach(this.pool::release);
		assertThat(this.pool.idle()).isEqualTo(2);
		assertThat(this.destroyed).hasSize(1).first().isSameAs(objects.get(2));
	}

	@Test
	void shouldEndAllOnceItIsClosed() {
		StringBuilder used = this.pool.acquire();
		StringBuilder idle = this.pool.acquire();
		this.pool.release(idle);
		this.pool.close();
		assertThat(this.destroyed).hasSize(1).first().isSameAs(idle);
		this.pool.release(used);
		assertThat(this.destroyed).hasSize(2).last().isSameAs(used);
		assertThat(this.pool.idle()).isZero();
	}

}
