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
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of promises and the page on security name tests that exist, and each suite
 * runs on every server.
 */
class PromisesTests {

	private static final Path PROMISES = Path.of("../docs/promises.md");

	private static final Path SECURITY = Path.of("../docs/security.md");

	/** Not on the class path of this module. */
	private static final Path DEMO = Path.of("../demo-app/src/test/java/io/github/wsboot/demo");

	private static final Pattern REFERENCE = Pattern.compile("`((?:[a-z]+\\.)?\\w+(?:Tests|Suite))(?:\\.(\\w+))?`");

	private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

	/** A row of a table below its head, or a point of a list with all its lines. */
	private static final Pattern CLAIM = Pattern.compile("(?m)^(?:\\|(?!---)(?!.*\\R\\|---).*|- .*(?:\\R {2}.*)*)");

	@Test
	void tableShouldNameTestsThatExist() throws Exception {
		assertThat(references(PROMISES)).hasSizeGreaterThan(50);
	}

	@Test
	void pageOnSecurityShouldNameTestsThatExist() throws Exception {
		assertThat(references(SECURITY)).hasSizeGreaterThan(25);
	}

	/**
	 * What is said in tables and lists. Paragraphs may give advice.
	 */
	@Test
	void everyClaimOnSecurityShouldNameATest() throws IOException {
		String page = CODE.matcher(Files.readString(SECURITY)).replaceAll("");
		assertThat(page.split("(?m)^## ")).hasSizeGreaterThan(8).allSatisfy(PromisesTests::assertThatNamesATest);
		List<String> claims = CLAIM.matcher(page).results().map(MatchResult::group).toList();
		assertThat(claims).hasSizeGreaterThan(60).allSatisfy(PromisesTests::assertThatNamesATest);
	}

	private static void assertThatNamesATest(String text) {
		assertThat(text).containsPattern(REFERENCE);
	}

	private static List<String> references(Path page) throws Exception {
		List<String> references = new ArrayList<>();
		Matcher matcher = REFERENCE.matcher(Files.readString(page));
		while (matcher.find()) {
			Predicate<String> tests = testsOf(matcher.group(1));
			if (matcher.group(2) != null) {
				assertThat(tests).as(matcher.group()).accepts(matcher.group(2));
				references.add(matcher.group());
			}
		}
		return references;
	}

	private static Predicate<String> testsOf(String name) throws Exception {
		if (name.startsWith("demo.")) {
			String source = Files.readString(DEMO.resolve(name.substring("demo.".length()) + ".java"));
			return (test) -> Pattern.compile("Test(\\s+@.+)?\\s+void " + test + "\\(").matcher(source).find();
		}
		Class<?> suite = Class.forName(suite(name));
		return (test) -> Stream.of(suite.getDeclaredMethods())
			.anyMatch((method) -> method.getName().equals(test) && isTest(method));
	}

	private static String suite(String name) {
		return name.contains(".") ? "io.github.wsboot." + name : PromisesTests.class.getPackageName() + "." + name;
	}

	private static boolean isTest(Method method) {
		return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
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
