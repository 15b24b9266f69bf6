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

package io.github.wsboot.demo;

import java.io.File;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The Chromium of this machine. Tests that need it are skipped where it is missing,
 * unless {@code WS_REQUIRE_BROWSER} is {@code true}.
 */
final class Browser implements ExecutionCondition {

	private static final Log logger = LogFactory.getLog(Browser.class);

	private static final Optional<File> chromium = find("chromium", "chromium-browser", "google-chrome");

	private static final Optional<File> driver = find("chromedriver");

	private static Optional<File> find(String... names) {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.of(names)
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((folder) -> new File(folder, name)))
			.filter(File::canExecute)
			.findFirst();
	}

	/**
	 * Launch it with a fresh profile, and without what it would do by itself.
	 * @param temporary the folder for everything it writes
	 */
	static ChromeDriver launch(File temporary) {
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver.orElseThrow())
			.withEnvironment(Map.of("TMPDIR", temporary.getPath()))
			.build();
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium.orElseThrow());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--disable-quic", "--disable-sync", "--disable-background-networking", "--disable-component-update",
				"--no-first-run", "--window-size=1280,900", "--disable-backgrounding-occluded-windows",
				"--disable-renderer-backgrounding");
		return new ChromeDriver(service, options);
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (chromium.isPresent() && driver.isPresent()) {
			return ConditionEvaluationResult.enabled("There are " + chromium.get() + " and " + driver.get());
		}
		String missing = chromium.isEmpty() ? "chromium" : "chromedriver";
		if (Boolean.parseBoolean(System.getenv("WS_REQUIRE_BROWSER"))) {
			throw new IllegalStateException("WS_REQUIRE_BROWSER is set, but there is no '" + missing + "' on the PATH");
		}
		String reason = "SKIPPED: " + context.getDisplayName() + ", since there is no '" + missing + "' on the PATH";
		logger.warn(reason);
		return ConditionEvaluationResult.disabled(reason);
	}

}
