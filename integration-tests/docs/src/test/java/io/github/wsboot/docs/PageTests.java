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

package io.github.wsboot.docs;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages of the documentation: their Java is compiled code, their scripts for browsers
 * run in a browser, and their links lead somewhere.
 */
class PageTests {

	private static final Path ROOT = Path.of("../..");

	/** The folders with examples: the suites of the server need some of them, too. */
	private static final List<String> EXAMPLES = List.of("integration-tests/docs/src", "demo-app/src/main/java",
			"ws-spring-boot-autoconfigure/src/test/java/io/github/wsboot/readme");

	/** The folder with the scripts that tests of the demo run in a browser. */
	private static final Path SCRIPTS = ROOT.resolve("demo-app/src/test/resources/static/examples");

	/** The file that a test has compiled by TypeScript. */
	private static final Path TYPES = ROOT.resolve("ws-spring-boot-autoconfigure/src/test/js/types.ts");

	private static final int README_WORDS = 1800;

	/** How deep an example may be nested in the class that runs it. */
	private static final int DEEPEST = 3;

	private static final Pattern VERSION = Pattern.compile("<version>(.+)</version>");

	private static final Pattern TOMCAT_VERSION = Pattern.compile("<tomcat.version>(.+)</tomcat.version>");

	private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```");

	private static final Pattern JAVASCRIPT = Pattern.compile("(?ms)^```js\n(.*?)^```");

	private static final Pattern TYPESCRIPT = Pattern.compile("(?ms)^```ts\n(.*?)^```");

	/** Uses the browser's module: any other script is of another library, or one line. */
	private static final Pattern MODULE = Pattern.compile("ws-client|\\bconnect\\(");

	private static final Pattern STATIC = Pattern.compile("(?m)^(\\s*)static (class|record|interface|enum) ");

	private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");

	private static final Pattern CODE = Pattern.compile("`[^`\n]+`");

	private static final Pattern LINK = Pattern
		.compile("(?m)\\]\\(([^)\\s]+)[^)]*\\)|^\\[[^]]+]: (\\S+)|(?:href|src)=\"([^\"]+)\"");

	private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");

	private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");

	private static final Pattern LINKED_TEXT = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

	private static final Pattern NOT_IN_AN_ANCHOR = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]");

	private static final Pattern SCHEME = Pattern.compile("[a-z]+:.*");

	@TempDir
	private Path folder;

	@ParameterizedTest
	@MethodSource("pages")
	void javaShouldBeCompiledCode(Path page) throws IOException {
		List<String> sources = sources();
		assertThat(java(Files.readString(page)))
			.allSatisfy((snippet) -> assertThat(isPartOf(sources, snippet)).as(snippet).isTrue());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void scriptsWithTheModuleShouldBeRun(Path page) throws IOException {
		String scripts = scripts();
		assertThat(blocks(JAVASCRIPT, Files.readString(page)).filter((script) -> MODULE.matcher(script).find()))
			.allSatisfy((script) -> assertThat(scripts).contains("\n" + script));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void typesShouldBeCompiled(Path page) throws IOException {
		String types = Files.readString(TYPES);
		assertThat(blocks(TYPESCRIPT, Files.readString(page)))
			.allSatisfy((script) -> assertThat(types).contains("\n" + script));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksShouldLeadSomewhere(Path page) throws IOException {
		assertThat(brokenLinks(page)).isEmpty();
	}

	@Test
	void readmeShouldBeReadInFiveMinutes() throws IOException {
		assertThat(Files.readString(ROOT.resolve("README.md")).split("\\s+")).hasSizeLessThanOrEqualTo(README_WORDS);
	}

	@Test
	void readmeShouldNameTheVersionsOfTheBuild() throws IOException {
		String version = first(VERSION, ROOT.resolve("pom.xml"));
		String tomcat = first(TOMCAT_VERSION, ROOT.resolve("demo-app/pom.xml"));
		assertThat(Files.readString(ROOT.resolve("README.md"))).contains("<version>" + version + "</version>")
			.contains("io.github.wsboot:ws-spring-boot-starter:" + version + "'")
			.contains("<tomcat.version>" + tomcat + "</tomcat.version>")
			.contains("ext['tomcat.version'] = '" + tomcat + "'");
	}

	private static String first(Pattern pattern, Path file) throws IOException {
		return pattern.matcher(Files.readString(file)).results().findFirst().orElseThrow().group(1);
	}

	@Test
	void indexShouldLeadToEveryPage() throws IOException {
		String index = Files.readString(ROOT.resolve("docs/README.md"));
		try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
			assertThat(pages.map((page) -> page.getFileName().toString())
				.filter((name) -> name.endsWith(".md") && !name.equals("README.md"))).isNotEmpty()
				.allSatisfy((name) -> assertThat(index).contains("](" + name + ")"));
		}
	}

	@Test
	void pagesShouldBeFound() throws IOException {
		assertThat(pages().map((page) -> ROOT.relativize(page).toString())).contains("README.md", "docs/README.md",
				"docs/adr/README.md", "docs/architecture.md", "benchmarks/README.md");
		assertThat(java(Files.readString(ROOT.resolve("README.md")))).isNotEmpty();
		String browser = Files.readString(ROOT.resolve("docs/browser.md"));
		assertThat(blocks(JAVASCRIPT, browser)).hasSizeGreaterThan(5);
		assertThat(blocks(TYPESCRIPT, browser)).isNotEmpty();
	}

	@Test
	void nestedExampleShouldBeFoundAndChangedOneNot() {
		List<String> sources = List.of("class Tests {\n\n\tstatic class A {\n\n\t\tint a;\n\n\t}\n\n}\n");
		assertThat(isPartOf(sources, "class A {\n\n\tint a;\n\n}\n")).isTrue();
		assertThat(isPartOf(sources, "class A {\n\n\tint b;\n\n}\n")).isFalse();
	}

	@Test
	void anchorsShouldBeThoseOfGitHub() {
		String page = """
				# What's `ws.path`, *and* why?
				<a id="by-hand"></a>
				## [One](two.md) - three_four
				## Again
				## Again
				```text
				# No heading
				```
				""";
		assertThat(anchors(page)).containsExactly("whats-wspath-and-why", "one---three_four", "again", "again-1",
				"by-hand");
	}

	@Test
	void brokenLinkShouldBeFound() throws IOException {
		Path page = this.folder.resolve("page.md");
		Files.writeString(this.folder.resolve("other.md"), "# There\n");
		Files.writeString(page, """
				# Here
				[a](#here), [b](other.md#there), ![c](other.md), [d](https://example.org/#x), `[e](e.md)`
				[f](#nowhere), [g](gone.md), [`h`](other.md#gone "title"), <img src="gone.png">
				""");
		assertThat(brokenLinks(page)).containsExactly("#nowhere", "gone.md", "other.md#gone", "gone.png");
	}

	/**
	 * Return all pages of the repository, without what a build has put there.
	 */
	static Stream<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>();
		Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
				String name = directory.getFileName().toString();
				boolean skipped = !directory.equals(ROOT) && (name.equals("target") || name.startsWith("."));
				return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
				if (file.toString().endsWith(".md")) {
					pages.add(file);
				}
				return FileVisitResult.CONTINUE;
			}

		});
		return pages.stream().sorted();
	}

	private static List<String> java(String page) {
		return blocks(JAVA, page).toList();
	}

	private static Stream<String> blocks(Pattern pattern, String page) {
		return pattern.matcher(page).results().map((match) -> match.group(1));
	}

	private static String scripts() throws IOException {
		StringBuilder scripts = new StringBuilder();
		try (Stream<Path> files = Files.list(SCRIPTS)) {
			for (Path file : files.sorted().toList()) {
				scripts.append('\n').append(Files.readString(file));
			}
		}
		return scripts.toString();
	}

	private static List<String> sources() throws IOException {
		List<String> sources = new ArrayList<>();
		for (String examples : EXAMPLES) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(examples))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					sources.add(Files.readString(file));
				}
			}
		}
		return sources;
	}

	/**
	 * Return whether a snippet stands in one of the sources, nested or not. Nested types
	 * have to be static to be beans, so this makes no difference.
	 */
	private static boolean isPartOf(List<String> sources, String snippet) {
		String indented = withoutStatic(snippet);
		for (int depth = 0; depth <= DEEPEST; depth++) {
			String wanted = "\n" + indented;
			if (sources.stream().anyMatch((source) -> ("\n" + withoutStatic(source)).contains(wanted))) {
				return true;
			}
			indented = indented.replaceAll("(?m)^(?=.)", "\t");
		}
		return false;
	}

	private static String withoutStatic(String source) {
		return STATIC.matcher(source).replaceAll("$1$2 ");
	}

	private static List<String> brokenLinks(Path page) throws IOException {
		String text = CODE.matcher(withoutCodeBlocks(Files.readString(page))).replaceAll("");
		List<String> broken = new ArrayList<>();
		for (String link : LINK.matcher(text).results().map(PageTests::target).toList()) {
			if (!SCHEME.matcher(link).matches() && !leadsSomewhere(page, link)) {
				broken.add(link);
			}
		}
		return broken;
	}

	private static String target(MatchResult link) {
		return Stream.of(1, 2, 3).map(link::group).filter(Objects::nonNull).findFirst().orElseThrow();
	}

	private static boolean leadsSomewhere(Path page, String link) throws IOException {
		String[] parts = URLDecoder.decode(link, StandardCharsets.UTF_8).split("#", 2);
		Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
		return Files.exists(target) && (parts.length == 1 || anchors(Files.readString(target)).contains(parts[1]));
	}

	/**
	 * Return the anchors that GitHub gives to headings, and those that a page has by
	 * itself.
	 */
	private static Set<String> anchors(String page) {
		Set<String> anchors = new LinkedHashSet<>();
		Map<String, Integer> times = new HashMap<>();
		String text = withoutCodeBlocks(page);
		HEADING.matcher(text).results().map((match) -> anchor(match.group(1))).forEach((anchor) -> {
			int before = times.merge(anchor, 1, Integer::sum) - 1;
			anchors.add((before == 0) ? anchor : anchor + "-" + before);
		});
		ANCHOR.matcher(text).results().forEach((match) -> anchors.add(match.group(1)));
		return anchors;
	}

	private static String anchor(String heading) {
		String text = LINKED_TEXT.matcher(heading).replaceAll("$1").toLowerCase(Locale.ROOT);
		return NOT_IN_AN_ANCHOR.matcher(text).replaceAll("").replace(' ', '-');
	}

	private static String withoutCodeBlocks(String page) {
		return CODE_BLOCK.matcher(page).replaceAll("");
	}

}
