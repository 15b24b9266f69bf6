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

package io.github.wsboot.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rules for the metadata of our configuration properties.
 */
final class ConfigurationMetadataRules {

	private static final JsonMapper mapper = new JsonMapper();

	private static final Pattern ARTICLE = Pattern.compile("(The|A|An)\\s.*", Pattern.DOTALL);

	private static final Pattern BOOLEAN = Pattern.compile("(Whether|Enable)\\s.*", Pattern.DOTALL);

	private ConfigurationMetadataRules() {
	}

	/**
	 * Check the generated metadata.
	 * @param json the content of {@code spring-configuration-metadata.json}
	 * @param prefixes the allowed prefixes of properties
	 * @return one line for each problem
	 */
	static List<String> problems(String json, String... prefixes) {
		List<String> problems = new ArrayList<>();
		for (JsonNode property : mapper.readTree(json).path("properties")) {
			String name = name(property);
			if (Arrays.stream(prefixes).noneMatch(name::startsWith)) {
				problems.add(name + " is outside " + String.join(" and ", prefixes));
			}
			checkDescription(name, property, problems);
			checkDeprecation(name, property, problems);
		}
		return problems;
	}

	/**
	 * Check the metadata written by hand.
	 * @param json the content of {@code additional-spring-configuration-metadata.json}
	 * @return one line for each problem
	 */
	static List<String> additionalProblems(String json) {
		List<String> problems = new ArrayList<>();
		for (String section : List.of("groups", "properties", "hints")) {
			Set<String> names = new HashSet<>();
			String previous = "";
			for (JsonNode entry : mapper.readTree(json).path(section)) {
				String name = name(entry);
				if (!names.add(name)) {
					problems.add(name + " is a duplicate in " + section);
				}
				else if (name.compareTo(previous) < 0) {
					problems.add(name + " is not sorted in " + section);
				}
				previous = name;
			}
		}
		return problems;
	}

	private static void checkDescription(String name, JsonNode property, List<String> problems) {
		String description = property.path("description").asString("");
		if (description.isBlank()) {
			problems.add(name + " has no description");
			return;
		}
		if (ARTICLE.matcher(description).matches()) {
			problems.add(name + " has a description that starts with an article");
		}
		if (!description.endsWith(".")) {
			problems.add(name + " has a description that does not end with a full stop");
		}
		boolean isBoolean = property.path("type").asString("").equals("java.lang.Boolean");
		if (isBoolean && !BOOLEAN.matcher(description).matches()) {
			problems.add(name + " is a boolean whose description does not start with Whether or Enable");
		}
	}

	private static void checkDeprecation(String name, JsonNode property, List<String> problems) {
		boolean deprecated = property.has("deprecation") || property.path("deprecated").asBoolean(false);
		if (deprecated && property.path("deprecation").path("since").asString("").isBlank()) {
			problems.add(name + " is deprecated without saying since when");
		}
	}

	private static String name(JsonNode node) {
		return node.path("name").asString("");
	}

}
