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

package io.github.wsboot.testrun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

import io.github.wsboot.server.ServerKind;

/**
 * Counts the tests that have run on each kind of server, and the others, in a file of
 * each JVM below the directory {@code test.counts}, one line for each class of tests:
 * {@code direct-tomcat 13}. Without that property it does nothing.
 */
public class TestCounts implements TestExecutionListener {

	private static final String DIRECTORY = System.getProperty("test.counts");

	private static final String NO_SERVER = "no-server";

	private final Map<String, Integer> counts = new TreeMap<>();

	private TestPlan plan;

	@Override
	public void testPlanExecutionStarted(TestPlan plan) {
		this.plan = plan;
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		if (DIRECTORY != null && test.isTest()) {
			this.counts.merge(kindOf(test), 1, Integer::sum);
		}
	}

	/**
	 * Return the kind of server that the name of a test, or of an invocation of its
	 * class, shows.
	 */
	private String kindOf(TestIdentifier test) {
		return Stream
			.iterate(test, (current) -> current != null, (current) -> this.plan.getParent(current).orElse(null))
			.flatMap((current) -> Stream
				.of(current.getDisplayName().toLowerCase(Locale.ROOT).replace('_', '-').split("[^a-z0-9-]+")))
			.filter(ServerKind::isKind)
			.findFirst()
			.orElse(NO_SERVER);
	}

	@Override
	public void testPlanExecutionFinished(TestPlan plan) {
		if (this.counts.isEmpty()) {
			return;
		}
		String lines = this.counts.entrySet()
			.stream()
			.map((count) -> count.getKey() + " " + count.getValue() + "\n")
			.collect(Collectors.joining());
		this.counts.clear();
		try {
			Path directory = Files.createDirectories(Path.of(DIRECTORY));
			Files.writeString(directory.resolve(ProcessHandle.current().pid() + ".txt"), lines,
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
