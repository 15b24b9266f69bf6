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

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applies each of the {@link ConfigurationMetadataRules} to metadata that break it.
 */
class ConfigurationMetadataRulesTests {

	@Test
	void acceptsGoodProperties() {
		assertThat(problems("""
				{ "name": "ws.path", "type": "java.lang.String", "description": "Path of the default endpoint." },
				{ "name": "ws.on", "type": "java.lang.Boolean", "description": "Whether it is on." },
				{ "name": "ws.off", "type": "java.lang.Boolean", "description": "Enable the other." },
				{ "name": "ws.old", "type": "java.lang.String", "description": "Another path.",
					"deprecation": { "since": "0.2.0" } }
				""")).isEmpty();
	}

	@Test
	void acceptsMetadataWithoutProperties() {
		assertThat(ConfigurationMetadataRules.problems("{}", "ws.")).isEmpty();
	}

	@Test
	void acceptsEachOfThePrefixes() {
		String properties = """
				{ "properties": [ { "name": "ws.path", "description": "Path." },
					{ "name": "management.path", "description": "Path." }, { "name": "other", "description": "Path." } ] }
				""";
		assertThat(ConfigurationMetadataRules.problems(properties, "ws.", "management."))
			.containsExactly("other is outside ws. and management.");
	}

	@Test
	void reportsMissingDescription() {
		assertThat(problems("""
				{ "name": "ws.path", "type": "java.lang.String" }
				""")).containsExactly("ws.path has no description");
	}

	@Test
	void reportsArticle() {
		assertThat(problems("""
				{ "name": "ws.a", "description": "The path." },
				{ "name": "ws.b", "description": "A path." },
				{ "name": "ws.c", "description": "An endpoint." }
				""")).containsExactly("ws.a has a description that starts with an article",
				"ws.b has a description that starts with an article",
				"ws.c has a description that starts with an article");
	}

	@Test
	void reportsMissingFullStop() {
		assertThat(problems("""
				{ "name": "ws.path", "description": "Path of the endpoint" }
				""")).containsExactly("ws.path has a description that does not end with a full stop");
	}

	@Test
	void reportsBooleanThatDoesNotSayWhether() {
		assertThat(problems("""
				{ "name": "ws.on", "type": "java.lang.Boolean", "description": "Turns it on." }
				""")).containsExactly("ws.on is a boolean whose description does not start with Whether or Enable");
	}

	@Test
	void reportsForeignPrefix() {
		assertThat(problems("""
				{ "name": "spring.path", "description": "Path of the endpoint." }
				""")).containsExactly("spring.path is outside ws.");
	}

	@Test
	void reportsDeprecationWithoutSince() {
		assertThat(problems("""
				{ "name": "ws.a", "description": "Path.", "deprecation": { "level": "warning" } },
				{ "name": "ws.b", "description": "Path.", "deprecated": true }
				""")).containsExactly("ws.a is deprecated without saying since when",
				"ws.b is deprecated without saying since when");
	}

	@Test
	void acceptsSortedAdditionalMetadata() {
		assertThat(ConfigurationMetadataRules.additionalProblems("""
				{ "properties": [ { "name": "ws.a" }, { "name": "ws.b" } ], "hints": [ { "name": "ws.a" } ] }
				""")).isEmpty();
	}

	@Test
	void reportsUnsortedAdditionalMetadata() {
		assertThat(ConfigurationMetadataRules.additionalProblems("""
				{ "properties": [ { "name": "ws.b" }, { "name": "ws.a" } ] }
				""")).containsExactly("ws.a is not sorted in properties");
	}

	@Test
	void reportsDuplicateInAdditionalMetadata() {
		assertThat(ConfigurationMetadataRules.additionalProblems("""
				{ "hints": [ { "name": "ws.a" }, { "name": "ws.a" } ] }
				""")).containsExactly("ws.a is a duplicate in hints");
	}

	private List<String> problems(String properties) {
		return ConfigurationMetadataRules.problems("{ \"properties\": [ " + properties + " ] }", "ws.");
	}

}
