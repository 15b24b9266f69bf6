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

import java.io.File;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.ReflectionSupport;
import org.springframework.core.annotation.AnnotatedElementUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages about promises and security and for clients name tests that exist.
 * With {@code -Dpromises-page.update=true} the lists of tests are written from the
 * {@link Promise} annotations.
 */
class PromisesTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Path SECURITY = DOCS.resolve("security.md");

	private static final Path SOURCES = Path.of("src/test/java/io/github/wsboot/server");

	/** Not on the class path of this module. */
	private static final Map<String, Path> OTHER_MODULES = Map.of("demo",
			Path.of("../demo-app/src/test/java/io/github/wsboot/demo"), "docs",
			Path.of("../integration-tests/docs/src/test/java/io/github/wsboot/docs"), "war",
			Path.of("../integration-tests/war/src/test/java/io/github/wsboot/war"));

	private static final Pattern REFERENCE = Pattern.compile("`((?:[a-z]+\\.)*\\w+(?:Tests|Suite))(?:\\.(\\w+))?`");

	private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

	/** A row of a table below its head, or a point of a list with all its lines. */
	private static final Pattern CLAIM = Pattern.compile("(?m)^(?:\\|(?!---)(?!.*\\R\\|---).*|- .*(?:\\R {2}.*)*)");

	private static final Pattern LIST = Pattern.compile("(?s)(<!-- tests: ([a-z-]+) -->\n).*?(<!-- end of tests -->)");

	@Test
	void pageOfPromisesShouldListTheTestsThatAreAnnotated() throws IOException {
		Path page = DOCS.resolve("promises.md");
		String text = Files.readString(page);
		Map<String, SortedMap<String, String>> tests = annotatedTests();
		assertThat(LIST.matcher(text).results().map((list) -> list.group(2))).hasSizeGreaterThan(20)
			.containsExactlyInAnyOrderElementsOf(tests.keySet());
		String expected = LIST.matcher(text)
			.replaceAll((list) -> Matcher
				.quoteReplacement(list.group(1) + asMarkdown(tests.get(list.group(2))) + list.group(3)));
		if (Boolean.getBoolean("promises-page.update")) {
			Files.writeString(page, expected);
		}
		else {
			assertThat(text).as("Run the test with -Dpromises-page.update=true").isEqualTo(expected);
		}
	}

	/**
	 * Return the tests of each promise, by suite.
	 */
	private static Map<String, SortedMap<String, String>> annotatedTests() {
		Map<String, SortedMap<String, String>> tests = new HashMap<>();
		for (Class<?> suite : ReflectionSupport.findAllClassesInPackage("io.github.wsboot", PromisesTests::isSuite,
				(name) -> name.endsWith("Tests"))) {
			for (String key : keys(suite)) {
				tests.computeIfAbsent(key, (missing) -> new TreeMap<>()).put(name(suite), "all");
			}
			Stream.of(suite.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName)).forEach((method) -> {
				for (String key : keys(method)) {
					assertThat(isTest(method)).as(method.toString()).isTrue();
					tests.computeIfAbsent(key, (missing) -> new TreeMap<>())
						.merge(name(suite), "`" + method.getName() + "`", PromisesTests::join);
				}
			});
		}
		return tests;
	}

	private static boolean isSuite(Class<?> type) {
		return !type.isMemberClass();
	}

	private static List<String> keys(AnnotatedElement element) {
		Promise promise = element.getAnnotation(Promise.class);
		return (promise != null) ? List.of(promise.value()) : List.of();
	}

	private static String name(Class<?> suite) {
		return suite.getName().substring("io.github.wsboot.".length());
	}

	private static String join(String before, String more) {
		return before.equals("all") ? before : before + ", " + more;
	}

	private static String asMarkdown(SortedMap<String, String> tests) {
		return tests.entrySet()
			.stream()
			.map((entry) -> "- `" + entry.getKey() + "`: " + entry.getValue() + "\n")
			.collect(Collectors.joining());
	}

	@ParameterizedTest
	@CsvSource({ "promises.md, 3", "security.md, 25", "clients.md, 10", "proxies.md, 10", "deployment.md, 0" })
	void pageShouldNameTestsThatExist(String page, int fewest) throws Exception {
		assertThat(references(DOCS.resolve(page))).hasSizeGreaterThan(fewest);
	}

	/**
	 * Claims are rows of tables and points of lists. Paragraphs may give advice.
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
		Path otherModule = OTHER_MODULES.get(name.substring(0, name.indexOf('.') + 1).replace(".", ""));
		if (otherModule != null) {
			String source = Files.readString(otherModule.resolve(name.substring(name.indexOf('.') + 1) + ".java"));
			return (test) -> Pattern.compile("Test(\\s+@.+)?\\s+void " + test + "\\(").matcher(source).find();
		}
		Class<?> suite = Class.forName(suite(name));
		return (test) -> Stream.of(suite.getDeclaredMethods())
			.anyMatch((method) -> method.getName().equals(test) && isTest(method));
	}

	/**
	 * Return the class of a suite, which is named without its package if that is below
	 * this one.
	 */
	private static String suite(String name) throws IOException {
		if (name.contains(".")) {
			return "io.github.wsboot." + name;
		}
		try (Stream<Path> files = Files.walk(SOURCES)) {
			Path file = files.filter((candidate) -> candidate.endsWith(name + ".java"))
				.findAny()
				.orElseThrow(() -> new AssertionError("There is no suite " + name));
			String path = SOURCES.relativize(file).toString();
			return PromisesTests.class.getPackageName() + "."
					+ path.substring(0, path.length() - ".java".length()).replace(File.separatorChar, '.');
		}
	}

	private static boolean isTest(Method method) {
		return AnnotatedElementUtils.isAnnotated(method, Testable.class);
	}

}
