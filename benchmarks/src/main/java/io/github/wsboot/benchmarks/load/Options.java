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

package io.github.wsboot.benchmarks.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arguments of {@link LoadComparison}. Arguments with a dot in the name are for the
 * server.
 */
final class Options {

	private static final List<String> PARTS = Arrays.stream(ClusterPart.values()).map(ClusterPart::toString).toList();

	private static final String NON_BLOCKING_FIRST = "/ws-nonblocking,/ws,/spring";

	private static final Map<String, String> DEFAULTS = Map.ofEntries(Map.entry("scenario", "compare"),
			Map.entry("connections", "1000"), Map.entry("first", "10"), Map.entry("loads", "echo:64:1000"),
			Map.entry("size", "64"), Map.entry("sizes", "64,4096"), Map.entry("warm-up", "1"),
			Map.entry("seconds", "4"), Map.entry("rounds", "5"), Map.entry("targets", "/ws,/ws-nonblocking,/spring"),
			Map.entry("baseline", "/spring"), Map.entry("idle", "15000"), Map.entry("heap", "2g"),
			Map.entry("java", System.getProperty("java.home")), Map.entry("redis", ""),
			Map.entry("parts", String.join(",", PARTS)));

	/** Defaults of a scenario that are not those of all. */
	private static final Map<String, Map<String, String>> SCENARIO_DEFAULTS = Map.of("clients",
			Map.of("connections", "5000"), "many", Map.of("connections", "19000"), "return",
			Map.of("connections", "5000"), "sizes",
			Map.of("seconds", "3", "targets", NON_BLOCKING_FIRST, "loads",
					String.join(",", "echo:16:100", "echo:64:300", "echo:64:1000", "echo:1024:1000", "echo:16384:200",
							"echo:65536:20", "echo:1048576:4", "broadcast:64:100:8", "broadcast:2048:500:4",
							"broadcast:64:1000:1", "broadcast:64:8000:4", "echo:1024:200:compressed")),
			"stomp", Map.of("loads", "broadcast:64:300:1,broadcast:64:300:8"), "storm",
			Map.of("connections", "19000", "targets", "/ws,/spring"), "tls", Map.of("seconds", "3", "targets",
					NON_BLOCKING_FIRST, "loads", String.join(",", "echo:64:300", "echo:1024:300", "echo:16384:100",
							"broadcast:64:300:1", "broadcast:64:300:8", "broadcast:2048:300:4")),
			"young", Map.of("connections", "100"));

	private static final Map<String, String> QUICK = Map.of("connections", "200", "warm-up", "0.3", "seconds", "1",
			"rounds", "1", "idle", "1000", "first", "1");

	/** The most connections of a load when it is to be quick. */
	private static final int QUICK_CONNECTIONS = 200;

	private static final Set<String> FLAGS = Set.of("aot", "binary", "quick");

	private static final Set<String> SCENARIOS = Set.of("clients", "cluster", "compare", "many", "metrics", "return",
			"sizes", "slow", "stomp", "storm", "tls", "young");

	/** Scenarios that compare paths with one of them. */
	private static final Set<String> COMPARING = Set.of("compare", "sizes", "storm", "tls");

	private static final int MAX_SIZE = 0xFFFF;

	private static final String SIZE_RULE = "between " + Frames.MIN_TEXT + " and " + MAX_SIZE;

	private final Map<String, String> values;

	private final Set<String> flags;

	private final List<String> serverArguments;

	private Options(Map<String, String> values, Set<String> flags, List<String> serverArguments) {
		this.values = values;
		this.flags = flags;
		this.serverArguments = serverArguments;
	}

	/**
	 * Read arguments.
	 * @param arguments the arguments, each {@code --name=value}, or the name of a flag
	 * @return the options
	 * @throws IllegalArgumentException if there is something wrong with an argument
	 */
	static Options parse(String... arguments) {
		Map<String, String> given = new LinkedHashMap<>();
		List<String> serverArguments = new ArrayList<>();
		Set<String> flags = new HashSet<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			String name = (equals > 2) ? argument.substring(2, equals) : "";
			if (argument.startsWith("--") && FLAGS.contains(argument.substring(2))) {
				flags.add(argument.substring(2));
			}
			else if (argument.startsWith("--") && name.contains(".")) {
				serverArguments.add(argument);
			}
			else if (argument.startsWith("--") && DEFAULTS.containsKey(name)) {
				given.put(name, argument.substring(equals + 1));
			}
			else {
				throw new IllegalArgumentException(
						"Unknown argument '" + argument + "': use --aot, --binary, --quick, --name=value with "
								+ DEFAULTS.keySet().stream().sorted().toList() + ", or properties of the server");
			}
		}
		Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
		values.putAll(SCENARIO_DEFAULTS.getOrDefault(given.getOrDefault("scenario", ""), Map.of()));
		if (flags.contains("quick")) {
			values.putAll(QUICK);
		}
		values.putAll(given);
		return new Options(values, Set.copyOf(flags), List.copyOf(serverArguments)).validated();
	}

	private Options validated() {
		require("scenario", SCENARIOS.contains(scenario()), "one of " + SCENARIOS.stream().sorted().toList());
		require("connections", connections() > 0, "positive");
		require("connections", !scenario().equals("clients") || connections() > ClientsScenario.FEW,
				"more than " + ClientsScenario.FEW);
		require("size", isSize(size()), SIZE_RULE);
		require("sizes", sizes().stream().allMatch(Options::isSize), SIZE_RULE);
		require("seconds", measured().toMillis() > 0, "positive");
		require("warm-up", !rampUp().isNegative(), "at least 0");
		require("first", first().toMillis() > 0, "positive");
		require("loads", loads().stream().allMatch(this::fits), "broadcasts");
		require("rounds", rounds() > 0, "positive");
		require("idle", idle() >= 0, "at least 0");
		require("targets", targets().stream().allMatch((path) -> path.startsWith("/")), "a list of paths");
		require("baseline", !COMPARING.contains(scenario()) || targets().contains(baseline()), "one of " + targets());
		require("redis", redis().isEmpty() || redis().matches("[^:]+:\\d+"), "host:port");
		require("parts", PARTS.containsAll(partNames()), "some of " + PARTS);
		require("java", Files.isExecutable(Path.of(javaCommand())), "the home of a JDK");
		return this;
	}

	private void require(String name, boolean condition, String rule) {
		if (!condition) {
			throw new IllegalArgumentException(
					"'--" + name + "=" + this.values.get(name) + "' is wrong: it has to be " + rule);
		}
	}

	private static boolean isSize(int size) {
		return size >= Frames.MIN_TEXT && size <= MAX_SIZE;
	}

	/**
	 * Return whether the scenario can send a load: STOMP is measured with topics only.
	 */
	private boolean fits(Load load) {
		return !scenario().equals("stomp") || load.kind() == Load.Kind.BROADCAST;
	}

	private String value(String name) {
		return this.values.getOrDefault(name, "");
	}

	private int number(String name) {
		return number(name, value(name));
	}

	private int number(String name, String number) {
		try {
			return Integer.parseInt(number);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'--" + name + "=" + value(name) + "' is not a whole number", ex);
		}
	}

	private Duration seconds(String name) {
		try {
			return Duration.ofNanos((long) (Double.parseDouble(value(name)) * 1e9));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'--" + name + "=" + value(name) + "' is not a number of seconds", ex);
		}
	}

	String scenario() {
		return value("scenario");
	}

	int connections() {
		return number("connections");
	}

	int size() {
		return number("size");
	}

	/**
	 * Return the sizes that are measured one after the other, where there are several.
	 */
	List<Integer> sizes() {
		return Arrays.stream(value("sizes").split(",")).map((size) -> number("sizes", size)).toList();
	}

	/**
	 * Return the loads that are measured one after the other, where there are several.
	 */
	List<Load> loads() {
		return Arrays.stream(value("loads").split(",")).map(this::load).toList();
	}

	private Load load(String text) {
		try {
			Load load = Load.parse(text);
			return this.flags.contains("quick") ? load.atMost(QUICK_CONNECTIONS) : load;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'--loads=" + value("loads") + "' is wrong: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Return the form of the messages of a load.
	 */
	MessageFormat format(Load load) {
		if (load.compressed()) {
			return new DeflateFormat();
		}
		return isBinary() ? PlainFormat.BINARY : PlainFormat.TEXT;
	}

	/**
	 * Return whether messages are binary where that can be chosen.
	 */
	boolean isBinary() {
		return this.flags.contains("binary");
	}

	/**
	 * Return whether to measure with an AOT cache, too.
	 */
	boolean isAot() {
		return this.flags.contains("aot");
	}

	/**
	 * Return how long the first measurement takes, which only warms up, where that is
	 * longer.
	 */
	Duration first() {
		return seconds("first");
	}

	/**
	 * Return how long the clients work before each measurement.
	 */
	Duration rampUp() {
		return seconds("warm-up");
	}

	/**
	 * Return how long each measurement takes.
	 */
	Duration measured() {
		return seconds("seconds");
	}

	String measuredSeconds() {
		return value("seconds");
	}

	/**
	 * Return the number of rounds that count, after the first that does not.
	 */
	int rounds() {
		return number("rounds");
	}

	List<String> targets() {
		return List.of(value("targets").split(","));
	}

	String baseline() {
		return value("baseline");
	}

	/**
	 * Return the number of idle connections, or 0 to leave them out.
	 */
	int idle() {
		return number("idle");
	}

	/**
	 * Return the ratios of all other targets to something.
	 */
	List<LoadTable.Ratio> ratiosTo(String other) {
		return targets().stream()
			.filter((target) -> !target.equals(other))
			.map((target) -> new LoadTable.Ratio(target, other))
			.toList();
	}

	String heap() {
		return value("heap");
	}

	String javaCommand() {
		return jdkCommand("java");
	}

	/**
	 * Return a command of the JDK that runs the server.
	 */
	String jdkCommand(String name) {
		return Path.of(value("java"), "bin", name).toString();
	}

	/**
	 * Return the address of a Redis, or an empty text to start one.
	 */
	String redis() {
		return value("redis");
	}

	/**
	 * Return what is measured of a cluster.
	 */
	List<ClusterPart> parts() {
		return partNames().stream().map(ClusterPart::of).toList();
	}

	private List<String> partNames() {
		return List.of(value("parts").split(","));
	}

	List<String> serverArguments() {
		return this.serverArguments;
	}

}
