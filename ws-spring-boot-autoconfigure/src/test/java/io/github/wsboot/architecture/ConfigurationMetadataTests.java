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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the metadata of our properties against the {@link ConfigurationMetadataRules}.
 */
class ConfigurationMetadataTests {

	private static final Path CLASSES = Path.of("target/classes");

	private static final Path METADATA = CLASSES.resolve("META-INF/spring-configuration-metadata.json");

	private static final Path ADDITIONAL_METADATA = Path
		.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");

	@Test
	void metadataAreComplete() throws IOException {
		if (Files.exists(METADATA)) {
			assertThat(ConfigurationMetadataRules.problems(Files.readString(METADATA), "ws.",
					"management.endpoint.websockets.", "management.health.websocket."))
				.isEmpty();
		}
	}

	@Test
	void metadataExistWhenThereAreProperties() {
		boolean properties = new ClassFileImporter().importPath(CLASSES)
			.stream()
			.anyMatch((type) -> type.isAnnotatedWith(ConfigurationProperties.class));
		assertThat(Files.exists(METADATA)).isEqualTo(properties);
	}

	@Test
	void additionalMetadataAreSortedAndUnique() throws IOException {
		if (Files.exists(ADDITIONAL_METADATA)) {
			assertThat(ConfigurationMetadataRules.additionalProblems(Files.readString(ADDITIONAL_METADATA))).isEmpty();
		}
	}

}
