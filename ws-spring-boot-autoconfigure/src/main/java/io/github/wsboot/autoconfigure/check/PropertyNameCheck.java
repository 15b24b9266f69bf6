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

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Warns of each key in configuration files and arguments that resembles the name of one
 * of our properties, but is not one. Environment variables are not checked: they may be
 * meant for other programs.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class PropertyNameCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(PropertyNameCheck.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("ws");

	/** Stands for the key of a map, in names that people read. */
	private static final String ANY = "name";

	/** Length up to which one wrong letter is tolerated instead of two. */
	private static final int MAX_SHORT = 7;

	private final Environment environment;

	private final ConfigurationPropertyName prefix;

	private final Class<?> properties;

	/** Names of properties that are maps: to groups, or to single values. */
	private final Map<String, Boolean> maps = new TreeMap<>();

	/**
	 * Create a check.
	 * @param environment the environment with the keys
	 * @param properties the class that our properties are bound to, with a nested class
	 * for each group
	 */
	public PropertyNameCheck(Environment environment, Class<?> properties) {
		this(environment, PREFIX, properties);
	}

	/**
	 * Create a check for some of our properties.
	 * @param environment the environment with the keys
	 * @param prefix the prefix of the properties, which is below {@code ws}
	 * @param properties the class that they are bound to, with a class in the same
	 * package for each group
	 */
	public PropertyNameCheck(Environment environment, String prefix, Class<?> properties) {
		this(environment, ConfigurationPropertyName.of(prefix), properties);
	}

	private PropertyNameCheck(Environment environment, ConfigurationPropertyName prefix, Class<?> properties) {
		this.environment = environment;
		this.prefix = prefix;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, ConfigurationPropertyName> known = known();
		Map<String, String> unknown = new TreeMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
				iterable.stream()
					.filter(PREFIX::isAncestorOf)
					.filter((name) -> !isValue(uniform(name)) && !known.containsKey(inMap(uniform(name))))
					.forEach((name) -> unknown.putIfAbsent(inMap(uniform(name)), describe(name, source)));
			}
		}
		unknown.forEach((name, description) -> warn(name, description, known));
	}

	/**
	 * Return the names that the binder looks up, by their uniform form.
	 */
	private Map<String, ConfigurationPropertyName> known() {
		Map<String, ConfigurationPropertyName> known = new TreeMap<>();
		addKnown(this.prefix, Bindable.of(this.properties), known);
		return known;
	}

	private void addKnown(ConfigurationPropertyName prefix, Bindable<?> properties,
			Map<String, ConfigurationPropertyName> known) {
		// Empty, but does not say so: the binder looks up each name
		ConfigurationPropertySource source = (name) -> null;
		new Binder(source).bind(prefix, properties, new BindHandler() {

			@Override
			public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
					BindContext context) {
				if (isGroup(target.getType().toClass())) {
					return target;
				}
				known.put(uniform(name), name);
				if (Map.class.isAssignableFrom(target.getType().toClass())) {
					addMap(name, target.getType().asMap().getGeneric(1), known);
				}
				return null;
			}

		});
	}

	private void addMap(ConfigurationPropertyName name, ResolvableType value,
			Map<String, ConfigurationPropertyName> known) {
		boolean groups = isGroup(value.toClass());
		this.maps.put(uniform(name) + ".", groups);
		if (groups) {
			addKnown(name.append(ANY), Bindable.of(value), known);
		}
	}

	/**
	 * Return whether a name is that of a value in a map, whose key may be any.
	 */
	private boolean isValue(String name) {
		return this.maps.entrySet().stream().anyMatch((map) -> !map.getValue() && inMap(name).startsWith(map.getKey()));
	}

	/**
	 * Return a name with the same key for all groups of a map.
	 */
	private String inMap(String name) {
		for (Map.Entry<String, Boolean> map : this.maps.entrySet()) {
			int key = map.getKey().length();
			if (map.getValue() && name.startsWith(map.getKey()) && name.indexOf('.', key) > 0) {
				return map.getKey() + ANY + name.substring(name.indexOf('.', key));
			}
		}
		return name;
	}

	private boolean isGroup(Class<?> type) {
		return !type.isEnum() && ClassUtils.getPackageName(type).equals(ClassUtils.getPackageName(this.properties));
	}

	/**
	 * Return a name as the binder compares it, without the index of an element.
	 */
	private static String uniform(ConfigurationPropertyName name) {
		ConfigurationPropertyName property = name;
		while (property.isLastElementIndexed()) {
			property = property.getParent();
		}
		ConfigurationPropertyName stripped = property;
		return IntStream.range(0, stripped.getNumberOfElements())
			.mapToObj((i) -> stripped.getElement(i, Form.UNIFORM))
			.collect(Collectors.joining("."));
	}

	private static String describe(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		Origin origin = origin(name, source);
		return "'" + name + "'" + ((origin != null) ? " (" + origin + ")" : "");
	}

	private static @Nullable Origin origin(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		try {
			return Origin.from(source.getConfigurationProperty(name));
		}
		catch (RuntimeException ex) {
			// A source that decrypts values may fail, and the value is not needed
			logger.debug("Cannot look for the origin of '" + name + "'", ex);
			return null;
		}
	}

	private static void warn(String name, String description, Map<String, ConfigurationPropertyName> known) {
		known.keySet()
			.stream()
			.filter((candidate) -> distance(name, candidate) <= tolerance(name.split("\\."), candidate.split("\\.")))
			.min(Comparator.comparingInt((candidate) -> distance(name, candidate)))
			.ifPresent((nearest) -> logger.warn("The WebSocket starter has no property " + description
					+ ". Did you mean '" + known.get(nearest) + "'?"));
	}

	/**
	 * Return the number of tolerated wrong letters, by the length of the elements in
	 * which two names differ.
	 */
	private static int tolerance(String[] name, String[] candidate) {
		if (name.length != candidate.length) {
			return 2;
		}
		int length = IntStream.range(0, name.length)
			.filter((i) -> !name[i].equals(candidate[i]))
			.map((i) -> Math.min(name[i].length(), candidate[i].length()))
			.sum();
		return (length <= MAX_SHORT) ? 1 : 2;
	}

	/**
	 * Return the number of letters to replace, insert, remove or swap with the next one.
	 */
	private static int distance(String from, String to) {
		int[][] distance = new int[from.length() + 1][];
		distance[0] = IntStream.rangeClosed(0, to.length()).toArray();
		for (int i = 1; i <= from.length(); i++) {
			distance[i] = new int[to.length() + 1];
			distance[i][0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replaced = distance[i - 1][j - 1] + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				int nearest = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
				boolean swapped = i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
						&& from.charAt(i - 2) == to.charAt(j - 1);
				distance[i][j] = swapped ? Math.min(nearest, distance[i - 2][j - 2] + 1) : nearest;
			}
		}
		return distance[from.length()][to.length()];
	}

}
