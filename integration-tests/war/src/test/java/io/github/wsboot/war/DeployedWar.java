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

package io.github.wsboot.war;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The WAR of this module in a Tomcat that runs in another process.
 */
final class DeployedWar implements AutoCloseable {

	static final String CONTEXT_PATH = "/shop";

	private static final Pattern OF_TOMCAT = Pattern.compile("tomcat-embed-|jakarta.annotation-api-");

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final Process process;

	DeployedWar(Path directory, String... properties) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
		Arrays.stream(properties).map((property) -> "-D" + property).forEach(command::add);
		command.addAll(List.of("-cp", classPath(), ExternalTomcat.class.getName(), directory.toString(),
				Path.of("target/war.war").toAbsolutePath().toString(), CONTEXT_PATH));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		Thread reader = new Thread(this::read, "output");
		reader.setDaemon(true);
		reader.start();
		await().atMost(2, TimeUnit.MINUTES).until(() -> find(ExternalTomcat.PORT) != null || !this.process.isAlive());
	}

	/**
	 * Return Tomcat and the class that starts it, and nothing of the WAR.
	 */
	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> entry.endsWith("test-classes")
					|| OF_TOMCAT.matcher(new File(entry).getName()).lookingAt())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader()) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String find(String part) {
		return this.output.stream().filter((line) -> line.contains(part)).findFirst().orElse(null);
	}

	String uri(String path) {
		String line = find(ExternalTomcat.PORT);
		assertThat(line).as(() -> String.join("\n", this.output)).isNotNull();
		return "://localhost:" + line.substring(line.indexOf(ExternalTomcat.PORT) + ExternalTomcat.PORT.length())
				+ CONTEXT_PATH + path;
	}

	List<String> output() {
		return this.output;
	}

	void undeploy() throws IOException {
		this.process.getOutputStream().write('\n');
		this.process.getOutputStream().flush();
		await().atMost(1, TimeUnit.MINUTES).until(() -> find(ExternalTomcat.UNDEPLOYED) != null);
	}

	@Override
	public void close() throws Exception {
		this.process.getOutputStream().close();
		if (!this.process.waitFor(1, TimeUnit.MINUTES)) {
			this.process.destroyForcibly();
		}
	}

}
