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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applies each of the {@link ArchitectureRules}, {@link PackageRules},
 * {@link SourceRules}, {@link BeanRules} and {@link LanguageRules} to a fixture that
 * breaks it.
 */
@Tag("architecture")
class ArchitectureRulesTests {

	private static final String FIXTURES = "io.github.wsboot.architecture.fixtures";

	@Test
	void reportsForbiddenImport() {
		String root = FIXTURES + ".packages";
		assertThat(violations(ArchitectureRules.packagesImportOnlyWhatTheTableAllows(root), root))
			.allMatch((line) -> line.contains("endpoint.Upper"))
			.satisfiesExactlyInAnyOrder((line) -> assertThat(line).contains("connection.Lower"),
					(line) -> assertThat(line).contains("health.Lower"),
					(line) -> assertThat(line).contains("actuate.Lower"),
					(line) -> assertThat(line).contains("console.Page"));
	}

	@Test
	void reportsForbiddenImportOfArrayAndOfSubPackage() {
		String root = FIXTURES + ".subpackages";
		assertThat(violations(ArchitectureRules.packagesImportOnlyWhatTheTableAllows(root), root)).isNotEmpty()
			.allMatch((line) -> line.contains("message.support.Lower") && line.contains("connection.support.Upper"));
	}

	@Test
	void reportsUnknownPackage() {
		assertThat(violations(ArchitectureRules.packagesImportOnlyWhatTheTableAllows(FIXTURES), FIXTURES + ".code"))
			.contains(FIXTURES + ".code.WrongCode is in a package that the table does not know");
	}

	@Test
	void reportsCycle() {
		assertThat(violations(ArchitectureRules.packagesAreFreeOfCycles(), FIXTURES + ".subpackages")).hasSize(1)
			.allMatch((line) -> line.startsWith("Cycle detected"));
	}

	@Test
	void reportsServlet() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.servletsAreKnownOnlyAtTheEdge(root), root, "connection.KnowsServlet");
	}

	@Test
	void reportsTomcat() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.tomcatIsKnownOnlyByItsWire(root), root, "transport.KnowsTomcat");
	}

	@Test
	void reportsJetty() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.jettyIsKnownOnlyByItsWire(root), root, "transport.KnowsJetty");
	}

	@Test
	void reportsBoot() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.bootIsKnownOnlyByTheWiring(root), root, "connection.KnowsBoot");
	}

	@Test
	void reportsRedis() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.redisIsKnownOnlyByItsPackage(root), root, "cluster.KnowsRedis");
	}

	@Test
	void reportsSpringSecurity() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.springSecurityIsKnownOnlyByItsPackage(root), root, "connection.KnowsSecurity");
	}

	@Test
	void reportsMicrometer() {
		String root = FIXTURES + ".packages";
		assertReports(ArchitectureRules.micrometerIsKnownOnlyByItsPackages(root), root, "connection.KnowsMicrometer");
	}

	@Test
	void reportsClassAmongAnnotations() {
		String root = FIXTURES + ".annotations";
		assertReports(ArchitectureRules.annotationPackageHoldsOnlyAnnotations(root), root,
				"annotation.NotAnAnnotation");
	}

	@Test
	void reportsHiddenOpenMisnamedAndUnlistedAutoConfiguration() {
		ArchRule rule = ArchitectureRules.autoConfigurationsArePublicFinalAndListed(Collections.emptyList());
		assertThat(String.join("\n", violations(rule, FIXTURES + ".code"))).contains("modifier PUBLIC")
			.contains("modifier FINAL")
			.contains("simple name ending with 'AutoConfiguration'")
			.contains("is not listed");
	}

	@Test
	void reportsListedClassThatDoesNotExist() {
		ArchRule rule = ArchitectureRules.listedAutoConfigurationsExist(List.of("com.example.Gone"));
		assertThat(violations(rule, FIXTURES + ".code"))
			.containsExactly("com.example.Gone is listed, but is not an auto-configuration");
	}

	@Test
	void reportsPublicBeanMethod() {
		assertReports(ArchitectureRules.beanMethodsAreNotPublic(), FIXTURES + ".code", "WrongBeans.publicBean()");
	}

	@Test
	void reportsClassConditionOfBeanMethod() {
		assertReports(ArchitectureRules.beanMethodsHaveNoClassConditions(), FIXTURES + ".code",
				"WrongBeans.conditionalBean()");
	}

	@Test
	void reportsPackageThatIsNotNullMarked() {
		assertThat(violations(ArchitectureRules.packagesAreNullMarked(), FIXTURES + ".code"))
			.containsExactly(FIXTURES + ".code has no @NullMarked package-info");
	}

	@Test
	void reportsStandardStream() {
		assertReports(ArchitectureRules.standardStreamsAreNotUsed(), FIXTURES + ".code", "WrongCode.print()");
	}

	@Test
	void reportsAutowiredField() {
		assertReports(ArchitectureRules.fieldsAreNotAutowired(), FIXTURES + ".code", "WrongCode.injected");
	}

	@Test
	void reportsSynchronizedMethod() {
		assertReports(ArchitectureRules.methodsAreNotSynchronized(), FIXTURES + ".code", "WrongCode.locked()");
	}

	@Test
	void reportsCircleOfTypesWithTheirNestedOnes() {
		JavaClasses classes = classes(FIXTURES + ".code");
		Set<String> circle = Set.of("CircleOfNested", "CircleOfArrays", "CircleEnd");
		assertThat(PackageRules.circles(classes, List.of(Set.of("CircleOfNested", "CircleEnd")))).singleElement()
			.asString()
			.contains(circle)
			.doesNotContain("LeadsIntoNoCircle");
		assertThat(PackageRules.circles(classes, List.of(circle))).isEmpty();
		assertThat(PackageRules.openedCircles(classes, List.of(circle, Set.of("CircleOfNested", "CircleEnd"))))
			.containsExactly(Set.of("CircleOfNested", "CircleEnd"));
	}

	@Test
	void reportsPackageWithTooManyTypes() {
		String crowded = FIXTURES + ".code";
		assertThat(PackageRules.crowded(classes(crowded), 7, Collections.emptyList())).isEmpty();
		assertThat(PackageRules.crowded(classes(crowded), 6, List.of(crowded))).isEmpty();
		assertThat(PackageRules.crowded(classes(crowded), 6, Collections.emptyList()))
			.containsExactly(crowded + " has 7 types");
	}

	@Test
	void reportsRowsWithoutPackageAndPackagesThatHaveCome() {
		String root = FIXTURES + ".packages";
		assertThat(new PackageTable(root).problems(classes(root), Set.of("cluster.redis")))
			.contains("There is no package message", "cluster.redis is there, it is no longer to come");
	}

	@Test
	void reportsPublicTypeOfAPackageThatDoesNotSayForWhom(@TempDir Path sources) throws IOException {
		String root = FIXTURES + ".publictypes";
		Path description = Files.createDirectories(sources.resolve((root + ".connection").replace('.', '/')))
			.resolve("package-info.java");
		assertThat(PackageRules.undeclared(classes(root), root, sources)).containsExactly(root + ".connection.Exposed",
				root + ".connection.Exposed$Nested");
		Files.writeString(description, "/**\n * Live connections. May change.\n */\npackage connection;\n");
		assertThat(PackageRules.undeclared(classes(root), root, sources)).isNotEmpty();
		Files.writeString(description,
				"/**\n * Live connections. Internal: may change\n * in any release.\n */\npackage connection;\n");
		assertThat(PackageRules.undeclared(classes(root), root, sources)).isEmpty();
	}

	@Test
	void acceptsPublicTypesOfTheApi(@TempDir Path sources) {
		String root = FIXTURES + ".packages";
		assertThat(PackageRules.undeclared(classes(root), root, sources)).containsExactly(root + ".endpoint.Upper");
		assertThat(PackageRules.undeclared(classes(root), root + ".endpoint", sources)).isEmpty();
	}

	@Test
	void reportsLongMethod(@TempDir Path directory) throws IOException {
		write(directory, "class Long { Runnable r = new Runnable() { public void run() {"
				+ "\n".repeat(SourceRules.MAX_METHOD_LINES + 2) + "} }; }");
		assertThat(SourceRules.tooLong(directory)).containsExactly("Long.java: run() has 41 lines");
	}

	@Test
	void acceptsMethodAtTheLimit(@TempDir Path directory) throws IOException {
		write(directory, "class Long { void run() {" + "\n".repeat(SourceRules.MAX_METHOD_LINES + 1) + "} }");
		assertThat(SourceRules.tooLong(directory)).isEmpty();
	}

	@Test
	void reportsBeanThatDoesNotSayWhetherItCanBeReplaced(@TempDir Path directory) throws IOException {
		Path configurations = Files.createDirectory(directory.resolve("configurations"));
		Files.writeString(directory.resolve("Fixed.java"),
				"package a;\n/**\n * A type.\n * <p>\n * The bean of this type cannot be replaced\n"
						+ " * by one of the application's.\n */\nclass Fixed {}");
		Files.writeString(directory.resolve("Silent.java"), "package a;\n/** A type. */\nclass Silent {}");
		Files.writeString(configurations.resolve("Configuration.java"), """
				package b;
				import a.Fixed;
				import a.Silent;
				class Configuration {
					@Bean Fixed fixed() { return null; }
					@Bean Silent silent() { return null; }
					@Bean @ConditionalOnMissingBean Silent undocumented() { return null; }
					@Bean @ConditionalOnMissingBean(Documented.class) Silent documented() { return null; }
					@Bean @ConditionalOnMissingBean(name = "documentedName") Silent named() { return null; }
					@Bean Documented withoutCondition() { return null; }
					@Bean Supplier<String> foreign() { return null; }
					/** The bean of this type cannot be replaced by one of the application's. */
					@Bean Supplier<String> fixedForeign() { return null; }
					Silent noBean() { return null; }
					static class Nested {
						@Bean Silent nested() { return null; }
					}
				}
				""");
		assertThat(BeanRules.undecided(directory, configurations, Set.of("Documented", "documentedName")))
			.extracting((problem) -> problem.replaceAll(".*: (\\w+)\\(\\).*", "$1"))
			.containsExactly("silent", "undocumented", "withoutCondition", "foreign", "nested");
	}

	@Test
	void readsReplaceableBeansFromTheTable() {
		String page = """
				## Types

				| `Another` | any |

				## Which beans can be replaced

				| type | notes |
				|---|---|
				| `Own` and `Other` | uses `Third` |
				| a bean named `named` | |

				`Fourth` cannot.

				## More

				| `Fifth` | |
				""";
		assertThat(BeanRules.replaceable(page)).containsExactlyInAnyOrder("Own", "Other", "named");
	}

	@Test
	void reportsNounClauseAboutATypeOrPackage(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("package-info.java"), "/**\n * How it works.\n */\n@Marked\npackage a;\n");
		write(directory, """
				package a;
				/**
				 * What waits for a socket.
				 */
				@Annotated(value = "a",
						other = 1)
				class Long {
					/** Who may do it. */
					record Nested() {
						/** What methods do is up to them. */
						void method() {
						}
					}
					/** Whatsoever, a noun is fine. */
					interface Fine {
					}
				}
				""");
		assertThat(LanguageRules.nounClauses(directory)).containsExactly("Long.java: What waits for a socket.",
				"Long.java: Who may do it.", "package-info.java: How it works.");
	}

	@Test
	void reportsUnwantedWordInCommentStringAndDocument(@TempDir Path directory) throws IOException {
		assertThat(LanguageRules.words()).hasSizeGreaterThan(10).allSatisfy((expression) -> {
			String word = expression.replace("?", "");
			write(directory, """
					/**
					 * A %1$s b.
					 * %2$s
					 */
					class Long { // %1$s
						String %3$s = "\\"%1$s" + '"' + "a"; /* %1$sx */
						String block = \"""
								"%1$s
								\""";
						int x%3$s = '\\'' + %3$s('"');
					}
					""".formatted(word, word.replace(" ", "\n * "), word.replaceAll("\\W", "")));
			Files.writeString(directory.resolve("page.md"), "A page\nof " + word.replace(" ", "\n") + ".\n");
			Path generated = Files.createDirectories(directory.resolve("target")).resolve("page.md");
			Files.writeString(generated, word);
			int more = word.split(" ").length - 1;
			assertThat(LanguageRules.unwantedWords(directory)).containsExactly(Stream
				.of("Long.java:2", "Long.java:3", "Long.java:" + (5 + more), "Long.java:" + (6 + more),
						"Long.java:" + (8 + more), "page.md:2")
				.map((place) -> "%s: '%s'".formatted(place, word))
				.toArray(String[]::new));
		});
	}

	@Test
	void toleratesPackagesThatDoNotExist() {
		String root = FIXTURES + ".nothing";
		assertThat(violations(ArchitectureRules.packagesImportOnlyWhatTheTableAllows(root), root)).isEmpty();
		assertThat(violations(ArchitectureRules.packagesAreFreeOfCycles(), root)).isEmpty();
		assertThat(violations(ArchitectureRules.servletsAreKnownOnlyAtTheEdge(root), root)).isEmpty();
		assertThat(violations(ArchitectureRules.packagesAreNullMarked(), root)).isEmpty();
	}

	private void assertReports(ArchRule rule, String root, String culprit) {
		assertThat(violations(rule, root)).isNotEmpty().allMatch((line) -> line.contains(root + "." + culprit));
	}

	private List<String> violations(ArchRule rule, String root) {
		return rule.evaluate(classes(root)).getFailureReport().getDetails();
	}

	private JavaClasses classes(String root) {
		return new ClassFileImporter().importPackages(root);
	}

	private void write(Path directory, String source) throws IOException {
		Files.writeString(directory.resolve("Long.java"), source);
	}

}
