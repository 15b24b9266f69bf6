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
import java.util.function.ToDoubleFunction;

/**
 * Table of processor times, a row for each load: first those of all contenders, then
 * ratios of two of them. It leaves empty what was not measured.
 */
final class LoadTable {

	private static final String NOTHING = "";

	private final List<String> contenders;

	private final List<Ratio> ratios;

	private final MarkdownTable table;

	/**
	 * Create a table.
	 * @param contenders the names of contenders
	 * @param ratios what is compared with what
	 */
	LoadTable(List<String> contenders, List<Ratio> ratios) {
		this.contenders = contenders;
		this.ratios = ratios;
		List<String> columns = new ArrayList<>(List.of("server CPU per message (µs)"));
		columns.addAll(contenders);
		ratios.forEach((ratio) -> columns.add(ratio.toString()));
		this.table = new MarkdownTable(columns.toArray(String[]::new));
	}

	/**
	 * Add a row.
	 * @param load what was sent
	 * @param samples the samples of each contender, by its name
	 */
	void add(Load load, Map<String, List<Sample>> samples) {
		List<Object> cells = new ArrayList<>(List.of(load));
		this.contenders.forEach((name) -> cells.add(cell(samples, name)));
		this.ratios.forEach((ratio) -> cells.add(ratio(samples, ratio)));
		this.table.row(cells.toArray());
	}

	private static Object cell(Map<String, List<Sample>> samples, String name) {
		return samples.containsKey(name) ? median(samples.get(name), Sample::cpuMicros) : NOTHING;
	}

	private static Object ratio(Map<String, List<Sample>> samples, Ratio ratio) {
		if (!samples.containsKey(ratio.of()) || !samples.containsKey(ratio.to())) {
			return NOTHING;
		}
		return median(samples.get(ratio.of()), Sample::cpuMicros) / median(samples.get(ratio.to()), Sample::cpuMicros);
	}

	private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
		return Statistics.median(samples, value);
	}

	List<String> lines() {
		return this.table.lines();
	}

	/**
	 * Two contenders.
	 *
	 * @param of the name of the one that is divided
	 * @param to the name of the one by which it is divided
	 */
	record Ratio(String of, String to) {

		@Override
		public String toString() {
			return this.of + " to " + this.to;
		}

	}

}
