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

package io.github.wsboot.server.cluster;

import io.github.wsboot.cluster.InMemoryEngine;

/**
 * A suite that needs what only the engine in memory can do.
 */
abstract class InMemoryTests extends ClusterTests {

	private final InMemoryEngine engine = new InMemoryEngine();

	/**
	 * Create a suite.
	 * @param sources the beans and configurations of its application
	 */
	InMemoryTests(Class<?>... sources) {
		super(sources);
	}

	@Override
	NodeEngine createEngine() {
		return new InMemoryNodeEngine(this.engine);
	}

	InMemoryEngine memory() {
		return this.engine;
	}

}
