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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tables of configuration properties, written from the metadata that the build has
 * generated. A page has a table between two comments: the first one lists the properties
 * of the table in their order, with {@code .*} for all of a group.
 */
final class PropertyTables {

	private static final String END = "<!-- end of properties -->\n";

	private static final Pattern TABLE = Pattern.compile("(<!-- properties: ([^>]+) -->\n).*?" + END, Pattern.DOTALL);

	/** A value or a name in quotes, or an annotation. */
	private static final Pattern CODE = Pattern.compile("'([^' ]+)'|(@\\w+)");

	private final Map<String, JsonNode> properties = new LinkedHashMap<>();

	/**
	 * Create tables.
	 * @param metadata the content of {@code spring-configuration-metadata.json}
	 */
	PropertyTables(String metadata) {
		JsonMapper.shared()
			.readTree(metadata)
			.get("properties")
			.forEach((property) -> this.properties.put(property.get("name").asString(), property));
	}

	/**
	 * Return the names of all properties, in the order of the metadata.
	 */
	List<String> names() {
		return List.copyOf(this.properties.keySet());
	}

	/**
	 * Return the names of the properties that a page has in its tables.
	 * @param page the page
	 * @return one name for each place, in the order of the page
	 */
	List<String> namesOn(String page) {
		return TABLE.matcher(page).results().flatMap((table) -> names(table.group(2))).toList();
	}

	/**
	 * Return a page with its tables as they should be.
	 * @param page the page
	 * @return the same text, except for the tables
	 */
	String update(String page) {
		return TABLE.matcher(page).replaceAll((table) -> Matcher.quoteReplacement(write(table)));
	}

	private String write(MatchResult table) {
		List<String> lines = new ArrayList<>(List.of("", "| property | default | description |", "|---|---|---|"));
		names(table.group(2)).map(this.properties::get).map(PropertyTables::row).forEach(lines::add);
		return table.group(1) + String.join("\n", lines) + "\n\n" + END;
	}

	/**
	 * Return the names that a list of names and groups stands for.
	 * @throws IllegalArgumentException if there is no such property
	 */
	private Stream<String> names(String list) {
		return Arrays.stream(list.split("[,\\s]+")).flatMap((item) -> {
			String group = item.endsWith(".*") ? item.substring(0, item.length() - 1) : null;
			List<String> found = this.properties.keySet()
				.stream()
				.filter((name) -> (group != null) ? name.startsWith(group) : name.equals(item))
				.toList();
			if (found.isEmpty()) {
				throw new IllegalArgumentException("There is no property '" + item + "'");
			}
			return found.stream();
		});
	}

	private static String row(JsonNode property) {
		String description = property.get("description").asString().replaceAll("\\s+", " ");
		String value = defaultValue(property);
		return "| `%s` |%s| %s |".formatted(property.get("name").asString(),
				value.isEmpty() ? " " : " `" + value + "` ",
				code(description.replace("|", "\\|")) + values(property.get("type").asString()));
	}

	/**
	 * Return a default as it is written in a file of properties.
	 */
	private static String defaultValue(JsonNode property) {
		String value = property.path("defaultValue").asString("");
		return switch (property.get("type").asString()) {
			case "java.time.Duration" -> value.equals("0") ? "0s" : value;
			case "java.lang.String" -> value;
			default -> value.replace('_', '-');
		};
	}

	/**
	 * Return a text with everything that is a name or a value as code.
	 */
	private static String code(String text) {
		return CODE.matcher(text)
			.replaceAll((code) -> Matcher
				.quoteReplacement("`" + ((code.group(1) != null) ? code.group(1) : code.group(2)) + "`"));
	}

	/**
	 * Return which values there are if the type is an enumeration.
	 */
	private static String values(String type) {
		Class<?> resolved = ClassUtils.isPresent(type, null) ? ClassUtils.resolveClassName(type, null) : Object.class;
		return !resolved.isEnum() ? "" : Arrays.stream(resolved.getEnumConstants())
			.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
			.collect(Collectors.joining(", ", " One of ", "."));
	}

}
