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

package io.github.wsboot.transport.tomcat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.util.ServerInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.SpringVersion;

import io.github.wsboot.transport.HidingClassLoader;
import io.github.wsboot.transport.InternalMethodProbe;
import io.github.wsboot.transport.MethodCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatInternals}.
 */
class TomcatInternalsTests {

	private static final String PACKAGES = "org.apache.";

	@Test
	void nothingShouldBeMissingNow() {
		assertThat(TomcatInternals.missing(getClass().getClassLoader())).isNull();
		assertThat(TomcatInternals.missing(HidingClassLoader.of(PACKAGES))).isNull();
	}

	@ParameterizedTest
	@MethodSource
	void hiddenMethodShouldBeMissed(InternalMethodProbe method) {
		assertThat(TomcatInternals.missing(HidingClassLoader.of(PACKAGES).withoutMethod(method.name())))
			.endsWith("." + method.name());
	}

	static Stream<InternalMethodProbe> hiddenMethodShouldBeMissed() {
		return TomcatInternals.METHODS.stream().filter((method) -> !MethodCalls.isOfTheJdk(method, PACKAGES));
	}

	@Test
	void hiddenClassShouldBeMissed() {
		InternalMethodProbe last = TomcatInternals.METHODS.get(TomcatInternals.METHODS.size() - 1);
		assertThat(TomcatInternals.missing(HidingClassLoader.of(PACKAGES).withoutType(last.type()))).isNotNull();
	}

	@Test
	void everythingThatIsCalledShouldBeExpected() {
		Set<String> expected = TomcatInternals.METHODS.stream()
			.map((method) -> method.name() + method.descriptor())
			.collect(Collectors.toSet());
		List<String> calls = MethodCalls.of("org/apache/", TomcatSocket.class, SecureTomcatSocket.class,
				TomcatUpgradeHandler.class);
		assertThat(calls).isNotEmpty().allMatch(expected::contains);
	}

	@Test
	void versionShouldBeTheOneThatTomcatPrints() {
		String printed = ServerInfo.getServerInfo().replace("Apache Tomcat/", "");
		assertThat(TomcatInternals.version(Connector.class.getPackage(), "")).isEqualTo(printed)
			.matches("11\\.0\\.\\d+");
	}

	@Test
	void versionOfAJarWithEverythingInItShouldNotCount() {
		Package ofAnotherJar = SpringVersion.class.getPackage();
		assertThat(ofAnotherJar.getImplementationVersion()).isNotNull();
		assertThat(TomcatInternals.version(ofAnotherJar, "Apache Tomcat/11.0.27")).isEqualTo("11.0.27");
		assertThat(TomcatInternals.version(getClass().getPackage(), "Apache Tomcat/11.0.0-M1")).isEqualTo("11.0.0-M1");
	}

}
