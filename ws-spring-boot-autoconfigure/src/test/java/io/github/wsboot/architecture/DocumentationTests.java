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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.ClassUtils;

import io.github.wsboot.endpoint.invocation.MdcCallbackContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages about the architecture, properties and logs name what exists. With
 * {@code -Darchitecture-page.update=true} they update the table of imports, with
 * {@code -Dproperties-page.update=true} the tables of properties.
 */
@Tag("architecture")
class DocumentationTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Path DECISIONS = DOCS.resolve("adr");

	private static final Path MAIN = Path.of("src/main/java");

	private static final Path ROOT = MAIN.resolve("io/github/wsboot");

	private static final List<Path> SOURCES = List.of(MAIN, Path.of("src/test/java"),
			Path.of("../integration-tests/docs/src/test/java"));

	private static final String BEGIN = "<!-- What packages may import: written by DocumentationTests -->\n";

	private static final String END = "<!-- end -->\n";

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");

	/** A type, perhaps with a member or a nested type. */
	private static final Pattern TYPE = Pattern.compile("`@?([A-Z]\\w*)(?:\\.(\\w+))?(?:\\([^`]*\\))?`");

	private static final Pattern PACKAGE_ROW = Pattern.compile("(?m)^\\| (`[a-z.]+`(?:, `[a-z.]+`)*) \\|");

	private static final Pattern PACKAGE = Pattern.compile("`([a-z.]+)`");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+);");

	/** A name in a text, perhaps with a value, or in a block of properties. */
	private static final Pattern PROPERTY = Pattern.compile("(?m)(?:`|^)(ws\\.[a-z-]+(?:\\.[a-z-]+)*)(?=[`=])");

	/** A field with a log that is not kept by a class of its own. */
	private static final Pattern LOGGER = Pattern.compile("= (LogFactory\\.getLog|SafeLogger\\.of)\\(");

	/** A logger that is named independently of its package. */
	private static final Pattern NAME_OF_LOGGER = Pattern.compile("String LOGGER = \"(.*)\"");

	private static final Pattern LEVEL = Pattern.compile("[lL]ogger\\s*\\.(info|warn|error|debug)\\(");

	/** A logger and what it logs at each of the levels. */
	private static final Pattern LOGGER_ROW = Pattern
		.compile("(?m)^\\| `(io\\.github\\.wsboot\\.[a-z.]+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$");

	private static final List<String> LEVELS = List.of("info", "warn", "debug");

	private static final Pattern TITLE = Pattern.compile("# (\\d{4}): (.*)");

	private static final Pattern STATUS = Pattern.compile("(?m)^- Status: (.*)");

	@ParameterizedTest
	@CsvSource({ "architecture.md, 100", "extending.md, 30" })
	void pageShouldNameTypesThatExist(String page, int fewest) throws IOException {
		Map<String, String> sources = sources();
		Set<String> imported = imported(sources);
		List<MatchResult> named = TYPE.matcher(text(DOCS.resolve(page))).results().toList();
		assertThat(named.stream().map((match) -> match.group(1)).distinct()).hasSizeGreaterThan(fewest);
		assertThat(named.stream().filter((match) -> !exists(match, sources, imported)).map(MatchResult::group))
			.isEmpty();
	}

	private static boolean exists(MatchResult match, Map<String, String> sources, Set<String> imported) {
		String type = match.group(1);
		if (sources.containsKey(type)) {
			return match.group(2) == null || hasWord(sources.get(type), match.group(2));
		}
		if (type.equals(type.toUpperCase(Locale.ROOT))) {
			return sources.values().stream().anyMatch((source) -> hasWord(source, type));
		}
		return imported.contains(type) || ClassUtils.isPresent("java.lang." + type, null);
	}

	private static boolean hasWord(String source, String word) {
		return Pattern.compile("\\b" + word + "\\b").matcher(source).find();
	}

	@Test
	void architectureShouldDescribeThePackagesThatThereAre() throws IOException {
		Set<String> described = new TreeSet<>();
		PACKAGE_ROW.matcher(text(DOCS.resolve("architecture.md")))
			.results()
			.flatMap((row) -> PACKAGE.matcher(row.group(1)).results())
			.forEach((name) -> described.add(name.group(1)));
		assertThat(described).containsAll(packages())
			.allMatch((name) -> packages().contains(name) || PackageTable.TO_COME.contains(name));
	}

	@Test
	void architectureShouldHaveTheTableOfImports() throws IOException {
		Path page = DOCS.resolve("architecture.md");
		String table = BEGIN + "\n| package | may import |\n|---|---|\n" + String.join("\n", PackageTable.asMarkdown())
				+ "\n\n" + END;
		String text = Files.readString(page);
		if (Boolean.getBoolean("architecture-page.update")) {
			text = Pattern.compile(Pattern.quote(BEGIN) + ".*" + Pattern.quote(END), Pattern.DOTALL)
				.matcher(text)
				.replaceFirst(Matcher.quoteReplacement(table));
			Files.writeString(page, text);
		}
		assertThat(text).as("Run the test with -Darchitecture-page.update=true").contains(table);
	}

	@Test
	void pageOfPropertiesShouldHaveThoseOfTheMetadata() throws IOException {
		Path page = DOCS.resolve("properties.md");
		String text = Files.readString(page);
		PropertyTables tables = new PropertyTables(Files.readString(METADATA));
		assertThat(tables.names()).hasSizeGreaterThan(50);
		assertThat(tables.namesOn(text)).containsExactlyInAnyOrderElementsOf(tables.names());
		if (Boolean.getBoolean("properties-page.update")) {
			Files.writeString(page, tables.update(text));
		}
		assertThat(Files.readString(page)).as("Run the test with -Dproperties-page.update=true")
			.isEqualTo(tables.update(text));
	}

	@Test
	void pagesShouldNamePropertiesThatExist() throws IOException {
		List<String> names = new PropertyTables(Files.readString(METADATA)).names();
		Set<String> named = new TreeSet<>();
		for (Path page : files(DOCS, ".md")) {
			if (!page.startsWith(DECISIONS)) {
				PROPERTY.matcher(Files.readString(page)).results().forEach((match) -> named.add(match.group(1)));
			}
		}
		named.remove(MdcCallbackContext.KEY);
		named.removeIf((name) -> name.startsWith("ws.client.registration."));
		assertThat(named).hasSizeGreaterThan(30).isSubsetOf(names);
	}

	/**
	 * Packages are documented as loggers, since types below them are internal.
	 */
	@Test
	void pageOfLogsShouldNameThePackagesThatLogAndTheirLevels() throws IOException {
		Map<String, Set<String>> logging = new TreeMap<>();
		for (Path file : files(ROOT, ".java")) {
			String source = Files.readString(file);
			if (LOGGER.matcher(source).find()) {
				Matcher named = NAME_OF_LOGGER.matcher(source);
				String logger = named.find() ? named.group(1)
						: MAIN.relativize(file.getParent()).toString().replace(File.separatorChar, '.');
				Set<String> levels = logging.computeIfAbsent(logger, (key) -> new TreeSet<>());
				LEVEL.matcher(source).results().forEach((match) -> levels.add(match.group(1).replace("error", "warn")));
			}
		}
		Map<String, Set<String>> described = new TreeMap<>();
		LOGGER_ROW.matcher(Files.readString(DOCS.resolve("logging.md")))
			.results()
			.forEach((row) -> described.put(row.group(1), levels(row)));
		assertThat(described).hasSizeGreaterThan(10).isEqualTo(logging);
	}

	private static Set<String> levels(MatchResult row) {
		Set<String> levels = new TreeSet<>();
		for (int i = 0; i < LEVELS.size(); i++) {
			if (!row.group(2 + i).isBlank()) {
				levels.add(LEVELS.get(i));
			}
		}
		return levels;
	}

	@Test
	void indexShouldHaveEachDecisionWithTitleAndStatus() throws IOException {
		List<String> rows = new ArrayList<>();
		for (Path file : files(DECISIONS, ".md")) {
			Matcher title = TITLE.matcher(Files.readString(file));
			Matcher status = STATUS.matcher(Files.readString(file));
			if (title.lookingAt() && status.find()) {
				rows.add("| [%s](%s) | %s | %s |".formatted(title.group(1), file.getFileName(), title.group(2),
						status.group(1)));
			}
			else {
				assertThat(file.getFileName()).asString().isIn("0000-template.md", "README.md");
			}
		}
		assertThat(rows).hasSizeGreaterThan(20);
		assertThat(Files.readAllLines(DECISIONS.resolve("README.md"))).filteredOn((line) -> line.startsWith("| ["))
			.containsExactlyElementsOf(rows);
	}

	@Test
	void supersededDecisionsShouldNameOnesThatExist() throws IOException {
		List<String> numbers = files(DECISIONS, ".md").stream()
			.map((file) -> file.getFileName().toString().substring(0, 4))
			.toList();
		for (Path file : files(DECISIONS, ".md")) {
			Matcher status = STATUS.matcher(Files.readString(file));
			if (status.find() && !file.endsWith("0000-template.md")) {
				assertThat(Pattern.compile("\\b\\d{4}\\b").matcher(status.group(1)).results().map(MatchResult::group))
					.as(file.toString())
					.isSubsetOf(numbers);
			}
		}
	}

	/**
	 * Return the text without its blocks of code.
	 */
	private static String text(Path page) throws IOException {
		return CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
	}

	/**
	 * Return the packages below the root, as the page names them.
	 */
	private static Set<String> packages() {
		try {
			return files(ROOT, "package-info.java").stream()
				.map((file) -> ROOT.relativize(file.getParent()).toString().replace(File.separatorChar, '.'))
				.filter((name) -> !name.isEmpty())
				.collect(Collectors.toCollection(TreeSet::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<String, String> sources() throws IOException {
		Map<String, String> sources = new HashMap<>();
		for (Path directory : SOURCES) {
			for (Path file : files(directory, ".java")) {
				String name = file.getFileName().toString().replace(".java", "");
				sources.merge(name, Files.readString(file), String::concat);
			}
		}
		return sources;
	}

	/**
	 * Return the names of all imported types, which belong to other libraries.
	 */
	private static Set<String> imported(Map<String, String> sources) {
		return sources.values()
			.stream()
			.flatMap((source) -> IMPORT.matcher(source).results())
			.map((match) -> match.group(1))
			.collect(Collectors.toSet());
	}

	private static List<Path> files(Path directory, String suffix) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList();
		}
	}

}
