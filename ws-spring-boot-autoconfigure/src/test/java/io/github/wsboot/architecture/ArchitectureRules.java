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

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Rules about packages, types and beans. Each takes the root package, so that a test can
 * show that it fails for a fixture, and tolerates packages that do not exist (yet).
 */
final class ArchitectureRules {

	private ArchitectureRules() {
	}

	static ArchRule packagesImportOnlyWhatTheTableAllows(String root) {
		return ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(root + "..")
			.should(importOnlyWhatTheTableAllows(new PackageTable(root)))
			.allowEmptyShould(true);
	}

	static ArchRule packagesAreFreeOfCycles() {
		return SlicesRuleDefinition.slices().matching("(**)").should().beFreeOfCycles().allowEmptyShould(true);
	}

	static ArchRule servletsAreKnownOnlyAtTheEdge(String root) {
		return isKnownOnlyBy(root, List.of("jakarta.servlet.."), "handshake..", "transport..", "security..",
				"console..", "autoconfigure..");
	}

	static ArchRule tomcatIsKnownOnlyByItsWire(String root) {
		return isKnownOnlyBy(root, List.of("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat.."),
				"transport.tomcat..", "autoconfigure..");
	}

	static ArchRule jettyIsKnownOnlyByItsWire(String root) {
		return isKnownOnlyBy(root, List.of("org.eclipse.jetty.."), "transport.jetty..", "autoconfigure..");
	}

	static ArchRule bootIsKnownOnlyByTheWiring(String root) {
		return isKnownOnlyBy(root, List.of("org.springframework.boot.."), "autoconfigure..", "health..", "actuate..");
	}

	static ArchRule redisIsKnownOnlyByItsPackage(String root) {
		return isKnownOnlyBy(root, List.of("org.springframework.data.redis..", "io.lettuce..", "redis.clients.."),
				"cluster.redis..", "autoconfigure..");
	}

	static ArchRule springSecurityIsKnownOnlyByItsPackage(String root) {
		return isKnownOnlyBy(root, List.of("org.springframework.security.."), "security..", "extension.security..",
				"autoconfigure..");
	}

	static ArchRule micrometerIsKnownOnlyByItsPackages(String root) {
		return isKnownOnlyBy(root, List.of("io.micrometer.."), "metrics..", "observation..", "extension.observation..",
				"autoconfigure..");
	}

	static ArchRule annotationPackageHoldsOnlyAnnotations(String root) {
		return ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(root + ".annotation..")
			.and()
			.areTopLevelClasses()
			.and()
			.doNotHaveSimpleName("package-info")
			.should(ArchConditions.be(DescribedPredicate.describe("annotations", JavaClass::isAnnotation)))
			.allowEmptyShould(true);
	}

	static ArchRule autoConfigurationsArePublicFinalAndListed(Collection<String> listed) {
		return ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.andShould(beListed(listed))
			.allowEmptyShould(true);
	}

	static ArchRule listedAutoConfigurationsExist(Collection<String> listed) {
		return ArchRuleDefinition.all(names(listed)).should(beAnAutoConfiguration()).allowEmptyShould(true);
	}

	static ArchRule beanMethodsAreNotPublic() {
		return ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.notBePublic()
			.allowEmptyShould(true);
	}

	static ArchRule beanMethodsHaveNoClassConditions() {
		return ArchRuleDefinition.noMethods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.beAnnotatedWith(ConditionalOnClass.class)
			.allowEmptyShould(true);
	}

	static ArchRule packagesAreNullMarked() {
		return ArchRuleDefinition.all(packages()).should(beNullMarked()).allowEmptyShould(true);
	}

	static ArchRule standardStreamsAreNotUsed() {
		return ArchRuleDefinition.noClasses().should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).allowEmptyShould(true);
	}

	static ArchRule fieldsAreNotAutowired() {
		return ArchRuleDefinition.noFields().should().beAnnotatedWith(Autowired.class).allowEmptyShould(true);
	}

	static ArchRule methodsAreNotSynchronized() {
		return ArchRuleDefinition.methods().should(notBeSynchronized()).allowEmptyShould(true);
	}

	static Set<String> publicTypesOutsideTheApi(JavaClasses classes, String root) {
		Set<String> names = new TreeSet<>();
		for (JavaClass type : classes) {
			boolean api = Set.of(root, root + ".annotation").contains(type.getPackageName());
			if (!api && isVisible(type)) {
				names.add(type.getName());
			}
		}
		return names;
	}

	private static boolean isVisible(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& !type.getModifiers().contains(JavaModifier.SYNTHETIC)
				&& type.getEnclosingClass().map(ArchitectureRules::isVisible).orElse(true);
	}

	private static ArchRule isKnownOnlyBy(String root, List<String> technology, String... packages) {
		String[] allowed = Arrays.stream(packages).map((name) -> root + "." + name).toArray(String[]::new);
		return ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(allowed)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(technology.toArray(String[]::new))
			.allowEmptyShould(true);
	}

	private static ArchCondition<JavaClass> importOnlyWhatTheTableAllows(PackageTable table) {
		return new ArchCondition<>("import only what the table of packages allows") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				table.row(type.getPackageName())
					.ifPresentOrElse((row) -> checkDependencies(type, row, events), () -> events
						.add(violated(type, type.getName() + " is in a package that the table does not know")));
			}

			private void checkDependencies(JavaClass type, String row, ConditionEvents events) {
				for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
					String imported = dependency.getTargetClass().getBaseComponentType().getPackageName();
					if (table.isOurs(imported)
							&& table.row(imported).filter((other) -> table.mayImport(row, other)).isEmpty()) {
						events.add(violated(dependency, dependency.getDescription()));
					}
				}
			}

		};
	}

	private static ArchCondition<JavaClass> beListed(Collection<String> listed) {
		return new ArchCondition<>("be listed in the AutoConfiguration.imports file") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (!listed.contains(type.getName())) {
					events.add(violated(type, type.getName() + " is not listed in the AutoConfiguration.imports file"));
				}
			}

		};
	}

	private static ClassesTransformer<ListedName> names(Collection<String> listed) {
		return new AbstractClassesTransformer<>("listed auto-configurations") {

			@Override
			public Iterable<ListedName> doTransform(JavaClasses classes) {
				return listed.stream().map((name) -> new ListedName(name, classes)).toList();
			}

		};
	}

	private static ArchCondition<ListedName> beAnAutoConfiguration() {
		return new ArchCondition<>("be auto-configurations") {

			@Override
			public void check(ListedName listed, ConditionEvents events) {
				if (!listed.isAutoConfiguration()) {
					events.add(violated(listed, listed.name() + " is listed, but is not an auto-configuration"));
				}
			}

		};
	}

	private static ClassesTransformer<JavaPackage> packages() {
		return new AbstractClassesTransformer<>("packages") {

			@Override
			public Iterable<JavaPackage> doTransform(JavaClasses classes) {
				Set<JavaPackage> packages = new LinkedHashSet<>();
				classes.forEach((type) -> packages.add(type.getPackage()));
				return packages;
			}

		};
	}

	private static ArchCondition<JavaPackage> beNullMarked() {
		return new ArchCondition<>("be @NullMarked") {

			@Override
			public void check(JavaPackage javaPackage, ConditionEvents events) {
				if (!javaPackage.isAnnotatedWith(NullMarked.class)) {
					events.add(violated(javaPackage, javaPackage.getName() + " has no @NullMarked package-info"));
				}
			}

		};
	}

	private static ArchCondition<JavaMethod> notBeSynchronized() {
		return new ArchCondition<>("not be synchronized") {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				if (method.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
					events.add(violated(method, method.getFullName() + " is synchronized"));
				}
			}

		};
	}

	private static ConditionEvent violated(Object object, String message) {
		return SimpleConditionEvent.violated(object, message);
	}

	private record ListedName(String name, JavaClasses classes) {

		boolean isAutoConfiguration() {
			return this.classes.contain(this.name)
					&& this.classes.get(this.name).isAnnotatedWith(AutoConfiguration.class);
		}

	}

}
