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

package io.github.wsboot.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the README and the page for clients to the code.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern CLOSE_STATUS = Pattern.compile("CloseStatus\\.([A-Z_]+)\\b");

	private static final Pattern CLOSE_CODE = Pattern.compile("new CloseStatus\\(([0-9]+)");

	private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| ([0-9]{4}) \\|");

	@Test
	void noMessageShouldNameAFileThatUsersDoNotHave() throws IOException {
		assertThat(sources(List.of("ws-spring-boot-autoconfigure/src/main/java")))
			.noneMatch((source) -> source.contains(".md") || source.contains("docs/"));
	}

	@Test
	void everyCloseCodeShouldBeInTheTableForClients() throws IOException {
		Set<Integer> sent = new TreeSet<>(Set.of(CloseStatus.NO_STATUS_CODE.getCode(), 4403, 4409));
		for (String source : sources(List.of("ws-spring-boot-autoconfigure/src/main/java"))) {
			CLOSE_CODE.matcher(source).results().forEach((match) -> sent.add(Integer.valueOf(match.group(1))));
			CLOSE_STATUS.matcher(source).results().forEach((match) -> sent.add(code(match.group(1))));
		}
		// That is for sessions of Spring's own handlers
		sent.remove(CloseStatus.SESSION_NOT_RELIABLE.getCode());
		String page = Files.readString(ROOT.resolve("docs/clients.md"));
		assertThat(CODE_ROW.matcher(page).results().map((match) -> Integer.valueOf(match.group(1))))
			.containsExactlyElementsOf(sent);
	}

	private static int code(String name) {
		Object status = ReflectionUtils.getField(ReflectionUtils.findField(CloseStatus.class, name), null);
		return ((CloseStatus) status).getCode();
	}

	private static List<String> sources(List<String> folders) throws IOException {
		List<String> sources = new ArrayList<>();
		for (String folder : folders) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					sources.add(Files.readString(file));
				}
			}
		}
		return sources;
	}

}
