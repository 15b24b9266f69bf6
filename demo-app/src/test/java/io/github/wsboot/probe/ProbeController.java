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

package io.github.wsboot.probe;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.ConnectionManager;

/**
 * Tells what the JVM has of this context of the application, and of earlier ones.
 */
@RestController
class ProbeController {

	private final int restart;

	private final @Nullable ClassLoader loader = restartLoader(getClass().getClassLoader());

	ProbeController(@Value("${probe.restart}") int restart) {
		this.restart = restart;
		Assert.state(this.loader != null, "This application cannot be restarted");
	}

	@GetMapping("/probe")
	ProbeReport report() {
		List<Thread> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("ws-"))
			.toList();
		return new ProbeReport(this.restart, restartLoader(ConnectionManager.class.getClassLoader()) != null,
				threads.stream().map(Thread::getName).filter((name) -> name.startsWith("ws-loop-")).sorted().toList(),
				threads.stream().filter((thread) -> !isOurs(thread)).map(Thread::getName).sorted().toList());
	}

	private boolean isOurs(Thread thread) {
		return restartLoader(thread.getContextClassLoader()) == this.loader;
	}

	private static @Nullable ClassLoader restartLoader(@Nullable ClassLoader loader) {
		ClassLoader candidate = loader;
		while (candidate != null && !(candidate instanceof RestartClassLoader)) {
			candidate = candidate.getParent();
		}
		return candidate;
	}

}
