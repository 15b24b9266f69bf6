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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

/**
 * Rules about the content of a package: no circle of types, a limited number of types,
 * and no public type whose audience is unknown. A nested type counts as the top-level
 * type that it belongs to.
 */
final class PackageRules {

	static final int MAX_TYPES = 39;

	/** In the Javadoc of a package whose public types are for this library alone. */
	static final String INTERNAL = "Internal: may change in any release.";

	/** Packages of the API below the root package, which belongs to the API, too. */
	private static final List<String> API = List.of("annotation", "client", "cluster", "cluster.redis", "extension");

	private PackageRules() {
	}

	/**
	 * Find types of one package that depend on each other in a circle.
	 * @param classes the classes
	 * @param tolerated the simple names of types that may form a circle
	 * @return one line for each circle that is not part of a tolerated one
	 */
	static List<String> circles(JavaClasses classes, Collection<Set<String>> tolerated) {
		return circles(classes).entrySet()
			.stream()
			.filter((circle) -> tolerated.stream().noneMatch((names) -> names.containsAll(circle.getValue())))
			.map((circle) -> circle.getKey() + " " + circle.getValue())
			.toList();
	}

	/**
	 * Find tolerated circles that no longer exist.
	 * @param classes the classes
	 * @param tolerated the simple names of types
	 * @return the circles that need not be tolerated
	 */
	static List<Set<String>> openedCircles(JavaClasses classes, Collection<Set<String>> tolerated) {
		Collection<Set<String>> circles = circles(classes).values();
		return tolerated.stream().filter((names) -> !circles.contains(names)).toList();
	}

	/**
	 * Find packages with too many top-level types.
	 * @param classes the classes
	 * @param most the maximum number of types
	 * @param exempt the full names of packages that may have more
	 * @return one line for each package that has more
	 */
	static List<String> crowded(JavaClasses classes, int most, Collection<String> exempt) {
		return classes.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()))
			.entrySet()
			.stream()
			.filter((types) -> types.getValue() > most && !exempt.contains(types.getKey()))
			.map((types) -> "%s has %d types".formatted(types.getKey(), types.getValue()))
			.toList();
	}

	/**
	 * Find public types that are neither in a package of the API nor in one that declares
	 * itself internal.
	 * @param classes the classes
	 * @param root the root package
	 * @param sources the directory with the sources
	 * @return the names of the types
	 */
	static Set<String> undeclared(JavaClasses classes, String root, Path sources) {
		Set<String> names = ArchitectureRules.publicTypesOutsideTheApi(classes, root);
		names.removeIf((name) -> isDeclared(classes.get(name).getPackageName(), root, sources));
		return names;
	}

	private static boolean isDeclared(String packageName, String root, Path sources) {
		return API.stream().map((name) -> root + "." + name).anyMatch(packageName::equals)
				|| packageName.startsWith(root + ".extension.")
				|| isInternal(sources.resolve(packageName.replace('.', '/')).resolve("package-info.java"));
	}

	private static boolean isInternal(Path description) {
		try {
			return Files.exists(description)
					&& Files.readString(description).replaceAll("\\s+\\*\\s+|\\s+", " ").contains(INTERNAL);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the simple names of the types of each circle, by its package and first name.
	 */
	private static Map<String, Set<String>> circles(JavaClasses classes) {
		Map<JavaClass, Set<JavaClass>> neighbours = neighbours(classes);
		Map<JavaClass, Set<JavaClass>> reachable = neighbours.keySet()
			.stream()
			.collect(Collectors.toMap((type) -> type, (type) -> reachable(type, neighbours)));
		Map<String, Set<String>> circles = new TreeMap<>();
		reachable.forEach((type, others) -> {
			Set<String> names = others.stream()
				.filter((other) -> reachable.getOrDefault(other, Collections.emptySet()).contains(type))
				.map(JavaClass::getSimpleName)
				.collect(Collectors.toCollection(TreeSet::new));
			if (names.size() > 1) {
				circles.put(type.getPackageName() + "." + names.iterator().next(), names);
			}
		});
		return circles;
	}

	/**
	 * Return the dependencies of each top-level type on other types of its package.
	 */
	private static Map<JavaClass, Set<JavaClass>> neighbours(JavaClasses classes) {
		return classes.stream()
			.collect(Collectors.groupingBy(PackageRules::topLevel,
					Collectors.flatMapping(PackageRules::neighbours, Collectors.toSet())));
	}

	private static Stream<JavaClass> neighbours(JavaClass type) {
		return type.getDirectDependenciesFromSelf()
			.stream()
			.map(Dependency::getTargetClass)
			.map(JavaClass::getBaseComponentType)
			.filter((target) -> target.getPackageName().equals(type.getPackageName()))
			.map(PackageRules::topLevel)
			.filter((target) -> !target.equals(topLevel(type)));
	}

	private static JavaClass topLevel(JavaClass type) {
		return type.getEnclosingClass().map(PackageRules::topLevel).orElse(type);
	}

	private static Set<JavaClass> reachable(JavaClass type, Map<JavaClass, Set<JavaClass>> neighbours) {
		Set<JavaClass> reached = new HashSet<>();
		Deque<JavaClass> next = new ArrayDeque<>(neighbours.get(type));
		while (!next.isEmpty()) {
			JavaClass current = next.remove();
			if (reached.add(current)) {
				next.addAll(neighbours.getOrDefault(current, Collections.emptySet()));
			}
		}
		return reached;
	}

}
