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

package io.github.wsboot.endpoint;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Record of the calls of a fixture's callbacks.
 *
 * @since 0.1.0
 */
public final class Calls {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	public void add(String call) {
		this.calls.add(call);
	}

	public List<String> list() {
		return this.calls;
	}

	public void await(String... expected) {
		Awaitility.await("calls").untilAsserted(() -> assertThat(this.calls).containsExactly(expected));
	}

}
