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

package io.github.wsboot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Scope of meters: one endpoint, or one client.
 *
 * @param registry the registry
 * @param side the side of this application
 * @param tags the tags of each meter
 */
record MeterScope(MeterRegistry registry, MeterSide side, Tags tags) {

	String name(String name) {
		return this.side.prefix() + name;
	}

	Timer timer(String name, String description, String... keyValues) {
		return Timer.builder(name(name))
			.description(description)
			.tags(this.tags.and(keyValues))
			.register(this.registry);
	}

}
