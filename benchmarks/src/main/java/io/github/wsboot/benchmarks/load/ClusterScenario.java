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

package io.github.wsboot.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a cluster on Redis costs: nodes and Redis are processes of this machine.
 */
final class ClusterScenario {

	private final Options options;

	ClusterScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		List<String> report = new ArrayList<>();
		try (ClusterNodes nodes = ClusterNodes.start(this.options)) {
			report.add(Machine.describe(nodes.receiving().server().jvm()) + "; Redis " + nodes.redis().version() + ".");
			for (ClusterPart part : this.options.parts()) {
				report.add("");
				report.addAll(part.run(this.options, nodes));
			}
		}
		return report;
	}

}
