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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

/**
 * Table of the imports that our packages are allowed. A package that is not listed
 * belongs to its nearest listed parent; a package without such a parent must not exist.
 */
final class PackageTable {

	private static final String ROOT = "";

	private static final String ALL = "*";

	/** Rows of packages that do not exist yet. */
	static final Set<String> TO_COME = Set.of();

	private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

	static {
		add(ROOT);
		add("annotation", ROOT);
		add("support", ROOT);
		add("concurrent", "support");
		add("message", ROOT, "support");
		add("extension", ROOT);
		add("extension.observation", ROOT);
		add("extension.security", ROOT);
		add("outbound", ROOT, "support", "extension");
		add("inbound", ROOT, "support", "outbound");
		add("monitor", ROOT, "support", "extension");
		add("node", ROOT);
		add("ask", ROOT, "support", "concurrent", "message", "extension", "outbound", "monitor", "node");
		add("connection.handshake", ROOT, "support");
		add("connection", ROOT, "support", "concurrent", "message", "extension", "outbound", "inbound", "monitor",
				"node", "ask", "connection.handshake");
		add("endpoint.definition", ROOT, "annotation", "connection", "connection.handshake");
		add("endpoint.callback", ROOT, "annotation", "message", "connection", "connection.handshake",
				"endpoint.definition", "inbound");
		add("endpoint.invocation", ROOT, "annotation", "support", "concurrent", "message", "extension", "monitor",
				"connection", "endpoint.definition", "endpoint.callback");
		add("endpoint.session", ROOT, "annotation", "support", "concurrent", "message", "extension", "inbound", "ask",
				"connection", "connection.handshake", "endpoint.definition", "endpoint.callback", "endpoint.invocation",
				"outbound", "monitor");
		add("endpoint", ROOT, "annotation", "message", "connection", "endpoint.definition", "endpoint.callback",
				"endpoint.invocation", "endpoint.session", "monitor");
		add("transport.loop", "support", "concurrent");
		add("transport.codec", ROOT, "support", "outbound");
		add("transport", ROOT, "support", "concurrent", "outbound", "inbound", "connection", "connection.handshake",
				"transport.loop", "transport.codec");
		add("transport.standard", ROOT, "support", "concurrent", "outbound", "connection", "transport.loop",
				"transport");
		add("transport.tomcat", ROOT, "support", "transport.loop", "transport", "transport.standard");
		add("transport.jetty", ROOT, "transport.loop", "transport", "transport.standard");
		add("transport.client", ROOT, "support", "concurrent", "connection.handshake", "transport.loop",
				"transport.codec", "transport");
		add("client", ROOT);
		add("client.reconnect", ROOT, "support", "client");
		add("client.connection", ROOT, "support", "concurrent", "message", "extension", "monitor", "outbound",
				"inbound", "connection", "connection.handshake", "transport.client", "transport.codec", "client",
				"client.reconnect");
		add("client.bean", ROOT, "annotation", "support", "concurrent", "message", "connection", "connection.handshake",
				"endpoint", "endpoint.definition", "endpoint.callback", "endpoint.invocation", "endpoint.session",
				"client", "client.connection");
		add("handshake", ROOT, "support", "concurrent", "connection", "connection.handshake", "endpoint", "transport");
		add("security", ROOT, "support", "concurrent", "extension", "extension.security", "connection",
				"connection.handshake", "node");
		add("cluster");
		add("cluster.codec", ROOT, "support", "node");
		add("cluster.member", ROOT, "support", "concurrent", "node", "cluster", "cluster.codec");
		add("cluster.redis", ROOT, "cluster");
		add("metrics", ROOT, "extension", "monitor", "connection", "transport.client", "client.connection", "cluster",
				"cluster.member");
		add("observation", ROOT, "extension", "extension.observation");
		add("trafficlog", ROOT, "support", "extension");
		add("health", ROOT, "connection", "cluster.member", "client");
		add("actuate", ROOT, "support", "connection", "handshake", "client");
		add("console", ROOT, "support", "concurrent", "extension", "monitor", "connection", "connection.handshake",
				"handshake", "message");
		add("autoconfigure.check", ROOT, "annotation", "console", "connection", "endpoint", "endpoint.definition",
				"handshake", "transport");
		add("autoconfigure.cluster", "support", "autoconfigure", "connection", "node", "cluster", "cluster.member",
				"cluster.redis", "metrics", "health");
		add("autoconfigure.client", ROOT, "annotation", "support", "concurrent", "message", "extension", "ask",
				"autoconfigure", "autoconfigure.check", "monitor", "outbound", "inbound", "connection", "endpoint",
				"endpoint.definition", "endpoint.callback", "endpoint.invocation", "endpoint.session", "transport",
				"transport.client", "transport.codec", "transport.loop", "client", "client.reconnect",
				"client.connection", "client.bean", "metrics", "health", "observation", "trafficlog");
		add("autoconfigure", ALL);
	}

	private final String root;

	PackageTable(String root) {
		this.root = root;
	}

	private static void add(String name, String... mayImport) {
		MAY_IMPORT.put(name, Arrays.asList(mayImport));
	}

	boolean isOurs(String packageName) {
		return packageName.equals(this.root) || packageName.startsWith(this.root + ".");
	}

	/**
	 * Find the row of a package of ours.
	 * @param packageName the full name of the package
	 * @return the name of the row, or nothing if the table does not know the package
	 */
	Optional<String> row(String packageName) {
		String name = packageName.equals(this.root) ? ROOT : packageName.substring(this.root.length() + 1);
		return MAY_IMPORT.keySet()
			.stream()
			.filter((row) -> name.equals(row) || (!row.isEmpty() && name.startsWith(row + ".")))
			.max(Comparator.comparingInt(String::length));
	}

	/**
	 * Compare the rows with the existing packages.
	 * @param classes the classes
	 * @param toCome rows of packages that do not exist yet
	 * @return one line for each row without a package, and for each existing package that
	 * is listed as one to come
	 */
	List<String> problems(JavaClasses classes, Set<String> toCome) {
		Set<String> packages = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		List<String> problems = new ArrayList<>();
		for (String row : MAY_IMPORT.keySet()) {
			boolean exists = packages.contains(row.isEmpty() ? this.root : this.root + "." + row);
			if (exists && toCome.contains(row)) {
				problems.add(row + " is there, it is no longer to come");
			}
			if (!exists && !toCome.contains(row)) {
				problems.add("There is no package " + row);
			}
		}
		return problems;
	}

	/**
	 * Return the allowed imports of each package, as the rows of a table in Markdown.
	 * @return one line for each package
	 */
	static List<String> asMarkdown() {
		return MAY_IMPORT.entrySet()
			.stream()
			.map((row) -> "| %s | %s |".formatted(asMarkdown(row.getKey()),
					row.getValue()
						.stream()
						.map(PackageTable::asMarkdown)
						.collect(Collectors.collectingAndThen(Collectors.joining(", "),
								(names) -> names.isEmpty() ? "nothing" : names))))
			.toList();
	}

	private static String asMarkdown(String name) {
		return switch (name) {
			case ROOT -> "root";
			case ALL -> "everything";
			default -> TO_COME.contains(name) ? "`" + name + "` (to come)" : "`" + name + "`";
		};
	}

	boolean mayImport(String row, String imported) {
		List<String> allowed = MAY_IMPORT.get(row);
		return row.equals(imported) || allowed.contains(imported) || allowed.contains(ALL);
	}

}
