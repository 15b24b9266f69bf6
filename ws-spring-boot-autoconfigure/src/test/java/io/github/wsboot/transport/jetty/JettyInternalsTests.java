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

package io.github.wsboot.transport.jetty;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.wsboot.transport.HidingClassLoader;
import io.github.wsboot.transport.InternalMethodProbe;
import io.github.wsboot.transport.MethodCalls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JettyInternals}.
 */
class JettyInternalsTests {

	private static final String PACKAGES = "org.eclipse.jetty.";

	@Test
	void nothingShouldBeMissingNow() {
		assertThat(JettyInternals.missing(getClass().getClassLoader())).isNull();
		assertThat(JettyInternals.missing(HidingClassLoader.of(PACKAGES))).isNull();
	}

	@ParameterizedTest
	@MethodSource
	void hiddenMethodShouldBeMissed(InternalMethodProbe method) {
		assertThat(JettyInternals.missing(HidingClassLoader.of(PACKAGES).withoutMethod(method.name())))
			.endsWith("." + method.name());
	}

	static Stream<InternalMethodProbe> hiddenMethodShouldBeMissed() {
		return JettyInternals.METHODS.stream().filter((method) -> !MethodCalls.isOfTheJdk(method, PACKAGES));
	}

	@Test
	void hiddenClassShouldBeMissed() {
		InternalMethodProbe last = JettyInternals.METHODS.get(JettyInternals.METHODS.size() - 1);
		assertThat(JettyInternals.missing(HidingClassLoader.of(PACKAGES).withoutType(last.type()))).isNotNull();
	}

	@Test
	void everythingThatIsCalledShouldBeExpected() {
		Set<String> expected = JettyInternals.METHODS.stream()
			.map((method) -> method.name() + method.descriptor())
			.collect(Collectors.toSet());
		List<String> calls = MethodCalls.of("org/eclipse/jetty/", JettySocket.class, JettyConnection.class);
		assertThat(calls).isNotEmpty().allMatch(expected::contains);
	}

}
