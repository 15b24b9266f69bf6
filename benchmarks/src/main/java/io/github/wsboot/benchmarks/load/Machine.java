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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/**
 * Description of the machine, without which the figures mean nothing.
 */
final class Machine {

	private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

	private Machine() {
	}

	/**
	 * Return a line about machine, JVM and date.
	 * @param jvm the server's JVM
	 */
	static String describe(String jvm) {
		return "%s, %d processors (%s), %s; server on %s".formatted(LocalDate.now(ZoneOffset.UTC),
				Runtime.getRuntime().availableProcessors(), processor(), system(), jvm);
	}

	private static String system() {
		return System.getProperty("os.name") + " " + System.getProperty("os.version");
	}

	private static String processor() {
		if (Files.isReadable(CPU_INFO)) {
			try (Stream<String> lines = Files.lines(CPU_INFO)) {
				return lines.filter((line) -> line.startsWith("model name"))
					.map((line) -> line.substring(line.indexOf(':') + 1).trim())
					.findFirst()
					.orElse(System.getProperty("os.arch"));
			}
			catch (IOException ex) {
				// What the JVM knows has to do
			}
		}
		return System.getProperty("os.arch");
	}

}
