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
import java.util.Locale;

/**
 * A table: the first column names the row, all others hold figures.
 */
final class MarkdownTable {

	private final List<String> lines = new ArrayList<>();

	MarkdownTable(String... columns) {
		row((Object[]) columns);
		this.lines.add("|---|" + "---:|".repeat(columns.length - 1));
	}

	/**
	 * Add a row.
	 * @param cells what is in it: numbers get as many decimals as mean something
	 */
	MarkdownTable row(Object... cells) {
		StringBuilder row = new StringBuilder("|");
		for (Object cell : cells) {
			row.append(' ').append((cell instanceof Double number) ? format(number) : cell).append(" |");
		}
		this.lines.add(row.toString());
		return this;
	}

	private static String format(double number) {
		double size = Math.abs(number);
		String pattern = (size >= 100) ? "%,.0f" : (size >= 10) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, pattern, number);
	}

	List<String> lines() {
		return List.copyOf(this.lines);
	}

}
