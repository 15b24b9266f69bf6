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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the product against the {@link ArchitectureRules}, {@link PackageRules},
 * {@link SourceRules}, {@link BeanRules}, {@link LanguageRules} and
 * {@link ConfigurationMetadataRules}.
 */
@Tag("architecture")
class ArchitectureTests {

	private static final String ROOT = "io.github.wsboot";

	private static final Path MAIN = Path.of("src/main/java");

	private static final List<Path> SOURCES = List.of(MAIN, Path.of("src/test/java"), Path.of("../demo-app/src"),
			Path.of("../benchmarks/src"), Path.of("../integration-tests"));

	private static final Path IMPORTS = Path
		.of("src/main/resources/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	private static final Path ADDITIONAL_METADATA = Path
		.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");

	private static final int MAX_PAIRS = 5;

	/** Two types of a package that are one thing in two files, and why they are. */
	private static final Map<Set<String>, String> PAIRS = Map.of(Set.of("ReceiveAccount", "ReceiveMemoryBudget"),
			"An account and the budget that all accounts share tell each other what is free",
			Set.of("DefaultWebSocketMessageObservationConvention", "WebSocketMessageObservationDocumentation"),
			"Micrometer's idiom: the documentation names the default convention, which uses its keys");

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesImportOnlyWhatTheTableAllows() {
		ArchitectureRules.packagesImportOnlyWhatTheTableAllows(ROOT).check(classes);
	}

	@Test
	void packagesAreFreeOfCycles() {
		ArchitectureRules.packagesAreFreeOfCycles().check(classes);
	}

	@Test
	void servletsAreKnownOnlyAtTheEdge() {
		ArchitectureRules.servletsAreKnownOnlyAtTheEdge(ROOT).check(classes);
	}

	@Test
	void tomcatIsKnownOnlyByItsWire() {
		ArchitectureRules.tomcatIsKnownOnlyByItsWire(ROOT).check(classes);
	}

	@Test
	void jettyIsKnownOnlyByItsWire() {
		ArchitectureRules.jettyIsKnownOnlyByItsWire(ROOT).check(classes);
	}

	@Test
	void bootIsKnownOnlyByTheWiring() {
		ArchitectureRules.bootIsKnownOnlyByTheWiring(ROOT).check(classes);
	}

	@Test
	void redisIsKnownOnlyByItsPackage() {
		ArchitectureRules.redisIsKnownOnlyByItsPackage(ROOT).check(classes);
	}

	@Test
	void springSecurityIsKnownOnlyByItsPackage() {
		ArchitectureRules.springSecurityIsKnownOnlyByItsPackage(ROOT).check(classes);
	}

	@Test
	void micrometerIsKnownOnlyByItsPackages() {
		ArchitectureRules.micrometerIsKnownOnlyByItsPackages(ROOT).check(classes);
	}

	@Test
	void annotationPackageHoldsOnlyAnnotations() {
		ArchitectureRules.annotationPackageHoldsOnlyAnnotations(ROOT).check(classes);
	}

	@Test
	void autoConfigurationsArePublicFinalAndListed() throws IOException {
		ArchitectureRules.autoConfigurationsArePublicFinalAndListed(lines(IMPORTS)).check(classes);
	}

	@Test
	void listedAutoConfigurationsExist() throws IOException {
		ArchitectureRules.listedAutoConfigurationsExist(lines(IMPORTS)).check(classes);
	}

	@Test
	void beanMethodsAreNotPublic() {
		ArchitectureRules.beanMethodsAreNotPublic().check(classes);
	}

	@Test
	void beanMethodsHaveNoClassConditions() {
		ArchitectureRules.beanMethodsHaveNoClassConditions().check(classes);
	}

	@Test
	void packagesAreNullMarked() {
		ArchitectureRules.packagesAreNullMarked().check(classes);
	}

	@Test
	void standardStreamsAreNotUsed() {
		ArchitectureRules.standardStreamsAreNotUsed().check(classes);
	}

	@Test
	void fieldsAreNotAutowired() {
		ArchitectureRules.fieldsAreNotAutowired().check(classes);
	}

	@Test
	void methodsAreNotSynchronized() {
		ArchitectureRules.methodsAreNotSynchronized().check(classes);
	}

	@Test
	void packagesOfTheTableExist() {
		assertThat(new PackageTable(ROOT).problems(classes, PackageTable.TO_COME)).isEmpty();
	}

	@Test
	void typesOfAPackageFormNoCircle() {
		assertThat(PackageRules.circles(classes, PAIRS.keySet())).isEmpty();
	}

	@Test
	void onlyFewPairsAreOneThingInTwoFiles() {
		assertThat(PAIRS.keySet()).hasSizeLessThanOrEqualTo(MAX_PAIRS)
			.allSatisfy((pair) -> assertThat(pair).hasSize(2));
		assertThat(PackageRules.openedCircles(classes, PAIRS.keySet())).isEmpty();
	}

	@Test
	void packagesAreNotCrowded() {
		assertThat(PackageRules.crowded(classes, PackageRules.MAX_TYPES, List.of(ROOT, ROOT + ".annotation")))
			.isEmpty();
	}

	@Test
	void publicTypesBelongToTheApiOrToAPackageThatSaysOtherwise() {
		assertThat(PackageRules.undeclared(classes, ROOT, MAIN))
			.as("Public types outside the API whose package-info does not say '%s'", PackageRules.INTERNAL)
			.isEmpty();
	}

	@Test
	void nothingIsTooLong() {
		assertThat(SourceRules.tooLong(MAIN)).isEmpty();
	}

	@Test
	void beansAreReplaceableOrSaidNotToBe() throws IOException {
		Set<String> replaceable = BeanRules.replaceable(Files.readString(Path.of("../docs/extending.md")));
		assertThat(replaceable).contains("ConnectionManager", "websocketHealthIndicator");
		assertThat(BeanRules.undecided(MAIN, MAIN.resolve("io/github/wsboot/autoconfigure"), replaceable)).isEmpty();
	}

	@Test
	void descriptionsOfTypesAndPackagesNameTheThing() {
		assertThat(SOURCES).flatExtracting(LanguageRules::nounClauses).isEmpty();
	}

	@Test
	void languageIsPlain() {
		assertThat(LanguageRules.unwantedWords(Path.of(".."))).isEmpty();
	}

	@Test
	void metadataOfPropertiesAreComplete() throws IOException {
		assertThat(ConfigurationMetadataRules.problems(Files.readString(METADATA), "ws.",
				"management.endpoint.websockets.", "management.health.websocket.", "management.health.websocketclient.",
				"management.health.websocketcluster."))
			.isEmpty();
	}

	@Test
	void additionalMetadataAreSortedAndUnique() throws IOException {
		assertThat(ConfigurationMetadataRules.additionalProblems(Files.readString(ADDITIONAL_METADATA))).isEmpty();
	}

	private List<String> lines(Path file) throws IOException {
		if (!Files.exists(file)) {
			return Collections.emptyList();
		}
		return Files.readAllLines(file, StandardCharsets.UTF_8)
			.stream()
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("#"))
			.toList();
	}

}
