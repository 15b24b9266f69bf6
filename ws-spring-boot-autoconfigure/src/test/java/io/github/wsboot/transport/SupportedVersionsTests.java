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

package io.github.wsboot.transport;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.transport.DirectUpgrade.Compatibility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupportedVersions}.
 */
class SupportedVersionsTests {

	private final SupportedVersions versions = new SupportedVersions("Tomcat", 11, 0, 22);

	@ParameterizedTest
	@ValueSource(strings = { "11.0.22", "11.0.27", "11.0.27.0", "11.0.100", "11.0.30-dev" })
	void testedVersionShouldBeUsed(String version) {
		assertThat(this.versions.compatibility(version))
			.isEqualTo(new Compatibility("Tomcat " + version, null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "11.0.21", "11.0.0-M1", "10.1.99", "10.2.30", "9.0.100.1" })
	void olderVersionShouldNotBeUsed(String version) {
		Compatibility compatibility = this.versions.compatibility(version);
		assertThat(compatibility.isCompatible()).isFalse();
		assertThat(compatibility.obstacle()).isEqualTo("Tomcat " + version + " is older than 11.0.22");
	}

	@ParameterizedTest
	@ValueSource(strings = { "11.1.0", "11.1.0-M3", "12.0.1" })
	void newerVersionShouldBeUsedWithAWarning(String version) {
		Compatibility compatibility = this.versions.compatibility(version);
		assertThat(compatibility.isCompatible()).isTrue();
		assertThat(compatibility.warning()).startsWith("Tomcat " + version + " is newer than what was tested")
			.contains("11.0.22");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hidden", "11", "11.0", "99999999999.0.0" })
	void unknownVersionShouldNotBeUsed(String version) {
		Compatibility compatibility = this.versions.compatibility(version);
		assertThat(compatibility.isCompatible()).isFalse();
		assertThat(compatibility.obstacle()).contains("'" + version + "'").contains("not known");
	}

}
