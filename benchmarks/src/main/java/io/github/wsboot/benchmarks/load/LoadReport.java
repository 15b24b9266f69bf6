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
import java.util.Map;
import java.util.function.Function;

/**
 * Report about loads, each of which has servers of its own: on what they were measured,
 * and a table with what they cost.
 */
final class LoadReport {

	private final Options options;

	private final LoadTable table;

	private final List<String> head = new ArrayList<>();

	/**
	 * Create a report.
	 * @param options how it is measured
	 * @param contenders the names of contenders
	 * @param ratios what is compared with what
	 */
	LoadReport(Options options, List<String> contenders, List<LoadTable.Ratio> ratios) {
		this.options = options;
		this.table = new LoadTable(contenders, ratios);
	}

	/**
	 * Describe what is measured, for the first load.
	 * @param server the server to measure
	 */
	void describe(ServerProcess server) {
		if (this.head.isEmpty()) {
			this.head.add(Machine.describe(server.jvm()) + ".");
			this.head.add("Flags of its JVM: %s. Event loops: %d. Arguments: %s.".formatted(server.flags(),
					server.loops(), this.options.serverArguments()));
			this.head
				.add(("Medians of %d rounds of %s s, after a first one of %s s for each column, in servers that are "
						+ "started for each row; %s messages.")
					.formatted(this.options.rounds(), seconds(this.options.measured().toMillis()),
							seconds(this.options.first().toMillis()), this.options.isBinary() ? "binary" : "text"));
			this.head.forEach(System.err::println);
		}
	}

	private static String seconds(long millis) {
		return Double.toString(millis / 1e3);
	}

	/**
	 * Measure all loads of the options. If one fails, the others have taken many minutes:
	 * they are printed before the failure.
	 * @param measure measures one load, and returns the samples of each contender
	 */
	List<String> run(Function<Load, Map<String, List<Sample>>> measure) {
		try {
			this.options.loads().forEach((load) -> this.table.add(load, measure.apply(load)));
		}
		catch (RuntimeException ex) {
			lines().forEach(System.out::println);
			throw ex;
		}
		return lines();
	}

	private List<String> lines() {
		List<String> lines = new ArrayList<>(this.head);
		lines.add("");
		lines.addAll(this.table.lines());
		return lines;
	}

}
