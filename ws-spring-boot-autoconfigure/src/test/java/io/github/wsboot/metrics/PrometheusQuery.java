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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that an expression in the language of Prometheus names.
 *
 * @param metrics the names of metrics
 * @param labels the names of labels
 */
record PrometheusQuery(Set<String> metrics, Set<String> labels) {

	private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

	private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");

	private static final Pattern VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

	private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!=|!~|=)");

	private static final Pattern NAME = Pattern.compile("(?<![\\w.])[a-zA-Z_]\\w*(?!\\w)(?!\\s*\\()");

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "offset", "bool");

	static PrometheusQuery parse(String expression) {
		Set<String> labels = new TreeSet<>();
		String rest = STRING.matcher(expression).replaceAll("");
		Matcher values = VALUES.matcher(rest);
		if (values.matches()) {
			return new PrometheusQuery(Set.of(values.group(1)), Set.of(values.group(2)));
		}
		rest = RANGE.matcher(rest).replaceAll("");
		for (String group : groups(GROUPING, rest)) {
			labels.addAll(Arrays.asList(group.trim().split("\\s*,\\s*")));
		}
		rest = GROUPING.matcher(rest).replaceAll("");
		groups(SELECTOR, rest).forEach((selector) -> labels.addAll(groups(LABEL, selector)));
		rest = SELECTOR.matcher(rest).replaceAll("");
		Set<String> metrics = new TreeSet<>();
		Matcher names = NAME.matcher(rest);
		while (names.find()) {
			metrics.add(names.group());
		}
		metrics.removeAll(KEYWORDS);
		return new PrometheusQuery(metrics, labels);
	}

	private static List<String> groups(Pattern pattern, String text) {
		List<String> groups = new ArrayList<>();
		Matcher matcher = pattern.matcher(text);
		while (matcher.find()) {
			groups.add(matcher.group(1));
		}
		return groups;
	}

}
