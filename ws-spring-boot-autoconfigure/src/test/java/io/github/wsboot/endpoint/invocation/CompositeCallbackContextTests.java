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

import io.github.wsboot.Connection;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CompositeCallbackContext}.
 */
class CompositeCallbackContextTests {

	private final List<String> seen = new ArrayList<>();

	private final Connection connection = mock();

	@Test
	void shouldCloseInTheOppositeOrder() {
		ThreadScope scope = new CompositeCallbackContext(List.of(named("a"), named("b"))).open(this.connection);
		assertThat(this.seen).containsExactly("open a", "open b");
		scope.close();
		assertThat(this.seen).containsExactly("open a", "open b", "close b", "close a");
	}

	@Test
	void shouldGoOnWithoutOneThatCannotBeOpened() {
		CallbackContext failing = (connection) -> {
			throw new IllegalStateException("asked to fail");
		};
		new CompositeCallbackContext(List.of(named("a"), failing, named("b"))).open(this.connection).close();
		assertThat(this.seen).containsExactly("open a", "open b", "close b", "close a");
	}

	@Test
	void shouldCloseOthersThanOneThatCannotBeClosed() {
		CallbackContext failing = (connection) -> () -> {
			throw new IllegalStateException("asked to fail");
		};
		new CompositeCallbackContext(List.of(named("a"), failing, named("b"))).open(this.connection).close();
		assertThat(this.seen).containsExactly("open a", "open b", "close b", "close a");
	}

	private CallbackContext named(String name) {
		return (connection) -> {
			assertThat(connection).isSameAs(this.connection);
			this.seen.add("open " + name);
			return () -> this.seen.add("close " + name);
		};
	}

}
