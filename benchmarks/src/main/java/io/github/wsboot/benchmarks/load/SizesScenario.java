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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures many loads, from small to large messages, beside a limit server.
 */
final class SizesScenario {

	private static final String LIMIT = "limit";

	private final Options options;

	private final Optional<Path> limit = LimitServer.build();

	private final LoadReport report;

	SizesScenario(Options options) {
		this.options = options;
		List<String> contenders = new ArrayList<>();
		List<LoadTable.Ratio> ratios = new ArrayList<>();
		contenders.add(LIMIT);
		contenders.addAll(options.targets());
		ratios.addAll(options.ratiosTo(LIMIT));
		ratios.addAll(options.ratiosTo(options.baseline()));
		this.report = new LoadReport(options, contenders, ratios);
	}

	List<String> run() {
		return this.report.run(this::measure);
	}

	private Map<String, List<Sample>> measure(Load load) {
		try (ServerProcess server = ServerProcess.start(this.options, load.serverArguments().toArray(String[]::new))) {
			this.report.describe(server);
			List<Contender> contenders = new ArrayList<>(Contender.of(server, this.options.targets()));
			if (this.limit.isEmpty() || load.compressed()) {
				return rounds(load, contenders);
			}
			try (LimitServer limitServer = LimitServer.start(this.limit.get(), server.loops())) {
				contenders.add(0, new Contender(LIMIT, limitServer, "/limit"));
				return rounds(load, contenders);
			}
		}
	}

	private Map<String, List<Sample>> rounds(Load load, List<Contender> contenders) {
		return new LoadRounds(this.options).run(load, () -> this.options.format(load), contenders);
	}

}
