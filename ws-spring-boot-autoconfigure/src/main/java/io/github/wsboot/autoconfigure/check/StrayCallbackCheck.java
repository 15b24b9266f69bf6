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

package io.github.wsboot.autoconfigure.check;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotation.Adapt;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.Resource;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ClassUtils;

import io.github.wsboot.endpoint.definition.EndpointDefinitions;

/**
 * Warns of classes in the application's packages whose callbacks are never called, since
 * the classes are not beans. Reads the class files with the cache of the component scan,
 * and loads no class.
 * <p>
 * Does not warn of abstract classes, classes of tests, and classes with a condition.
 * Neither of classes that a {@link Bean @Bean} method returns, by themselves or by a
 * super type, or that another class {@link Import imports}: conditions and profiles of
 * that method or class decide whether they are beans.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class StrayCallbackCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(StrayCallbackCheck.class);

	/** Directories of test classes with Maven, Gradle and others. */
	private static final List<String> TESTS = List.of("/test-classes/", "/test/");

	private static final int MAX_NAMES = 10;

	private final ApplicationContext context;

	private final EndpointDefinitions definitions;

	private final MetadataReaderFactory metadata;

	public StrayCallbackCheck(ApplicationContext context, EndpointDefinitions definitions) {
		this.context = context;
		this.definitions = definitions;
		this.metadata = new CachingMetadataReaderFactory(context);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (AotDetector.useGeneratedArtifacts() || !AutoConfigurationPackages.has(this.context)) {
			return;
		}
		List<AnnotationMetadata> types = AutoConfigurationPackages.get(this.context)
			.stream()
			.flatMap(this::resources)
			.map(this::read)
			.filter(Objects::nonNull)
			.toList();
		Set<String> declared = declared(types);
		Set<String> imported = imported(types);
		List<String> names = types.stream()
			.filter(this::isStray)
			.filter((type) -> !isDeclared(type, declared))
			.map(AnnotationMetadata::getClassName)
			.distinct()
			.filter(Predicate.not(imported::contains))
			.sorted()
			.toList();
		if (!names.isEmpty()) {
			logger.warn("Callbacks that are never called, since their classes are not beans: " + describe(names)
					+ ". Annotate each class with @WebSocketEndpoint or @Component, and include it in the component "
					+ "scan. If they should not be called, 'logging.level." + StrayCallbackCheck.class.getName()
					+ "=error' hides this warning");
		}
	}

	/**
	 * Return the names of the classes that {@code @Bean} methods return.
	 */
	private static Set<String> declared(List<AnnotationMetadata> types) {
		return types.stream()
			.flatMap((type) -> type.getAnnotatedMethods(Bean.class.getName()).stream())
			.map(MethodMetadata::getReturnTypeName)
			.filter((name) -> !Object.class.getName().equals(name))
			.collect(Collectors.toSet());
	}

	/**
	 * Return whether a {@code @Bean} method returns this type, or a type that it extends
	 * or implements.
	 */
	private static boolean isDeclared(AnnotationMetadata type, Set<String> declared) {
		return declared.contains(type.getClassName()) || declared.contains(String.valueOf(type.getSuperClassName()))
				|| Stream.of(type.getInterfaceNames()).anyMatch(declared::contains);
	}

	/**
	 * Return the names of the classes that other classes import.
	 */
	private static Set<String> imported(List<AnnotationMetadata> types) {
		return types.stream()
			.flatMap((type) -> type.getAnnotations().stream(Import.class))
			.map((annotation) -> annotation.asMap(Adapt.CLASS_TO_STRING).get(MergedAnnotation.VALUE))
			.filter(String[].class::isInstance)
			.flatMap((names) -> Stream.of((String[]) names))
			.collect(Collectors.toSet());
	}

	private static String describe(List<String> names) {
		return (names.size() <= MAX_NAMES) ? names.toString()
				: names.subList(0, MAX_NAMES) + " and " + (names.size() - MAX_NAMES) + " more";
	}

	private Stream<Resource> resources(String packageName) {
		String path = ClassUtils.convertClassNameToResourcePath(packageName);
		try {
			return Stream.of(this.context.getResources("classpath*:" + path + "/**/*.class"))
				.filter((resource) -> !isTest(resource, path));
		}
		catch (IOException ex) {
			logger.debug("Cannot look for callbacks in " + packageName, ex);
			return Stream.empty();
		}
	}

	private static boolean isTest(Resource resource, String path) {
		String description = resource.getDescription().replace('\\', '/');
		return TESTS.stream().anyMatch((directory) -> description.contains(directory + path));
	}

	private @Nullable AnnotationMetadata read(Resource resource) {
		try {
			return this.metadata.getMetadataReader(resource).getAnnotationMetadata();
		}
		catch (Exception ex) {
			// If the application needs the class, loading it fails
			logger.debug("Cannot read " + resource, ex);
			return null;
		}
	}

	private boolean isStray(AnnotationMetadata type) {
		return type.isConcrete() && type.isIndependent() && EndpointDefinitions.isEndpoint(type)
				&& !this.definitions.isBean(type.getClassName()) && !isConditional(type);
	}

	private boolean isConditional(AnnotationMetadata type) {
		MergedAnnotations annotations = type.getAnnotations();
		String enclosing = type.getEnclosingClassName();
		return annotations.isPresent(Conditional.class) || (enclosing != null && isConditional(enclosing));
	}

	private boolean isConditional(String className) {
		try {
			return isConditional(this.metadata.getMetadataReader(className).getAnnotationMetadata());
		}
		catch (IOException ex) {
			return false;
		}
	}

}
