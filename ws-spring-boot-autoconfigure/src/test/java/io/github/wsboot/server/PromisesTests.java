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

package io.github.wsboot.server;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of promises names tests that exist, and each suite runs on every server.
 */
class PromisesTests {

	private static final Path TABLE = Path.of("../docs/promises.md");

	private static final Pattern REFERENCE = Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`");

	@Test
	void tableShouldNameTestsThatExist() throws Exception {
		List<String> references = new ArrayList<>();
		Matcher matcher = REFERENCE.matcher(Files.readString(TABLE));
		while (matcher.find()) {
			Class<?> suite = Class.forName(getClass().getPackageName() + "." + matcher.group(1));
			if (matcher.group(2) != null) {
				assertThat(suite.getDeclaredMethods()).as(matcher.group())
					.anyMatch((method) -> method.getName().equals(matcher.group(2))
							&& method.isAnnotationPresent(Test.class));
				references.add(matcher.group());
			}
		}
		assertThat(references).hasSizeGreaterThan(50);
	}

	@Test
	void everySuiteShouldRunOnEveryServer() throws IOException {
		Path sources = Path.of("src/test/java", ClassUtils.classPackageAsResourcePath(getClass()));
		try (var files = Files.list(sources)) {
			List<String> suites = files.map((file) -> file.getFileName().toString().replace(".java", ""))
				.filter((name) -> name.endsWith("Tests") && !name.equals("ServerTests"))
				.filter(PromisesTests::isSuite)
				.toList();
			assertThat(suites).hasSizeGreaterThan(15).allSatisfy((suite) -> {
				for (ServerKind kind : ServerKind.values()) {
					assertThat(ClassUtils.isPresent(getClass().getPackageName() + "." + kind.prefix() + suite, null))
						.as("%s on %s", suite, kind)
						.isEqualTo(kind.hasSuite(suite));
				}
			});
		}
	}

	private static boolean isSuite(String name) {
		Class<?> type = ClassUtils.resolveClassName(PromisesTests.class.getPackageName() + "." + name, null);
		return Modifier.isAbstract(type.getModifiers());
	}

}
