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
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The console's page in a browser window.
 */
final class ConsolePage {

	private final ChromeDriver driver;

	private ConsolePage(ChromeDriver driver) {
		this.driver = driver;
	}

	static ConsolePage open(ChromeDriver driver, String url) {
		driver.get(url);
		return new ConsolePage(driver);
	}

	/**
	 * Make the window as large as a screen, in light or dark.
	 */
	void screen(int width, int height, String scheme) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void screenshot(File file) throws IOException {
		Object png = this.driver
			.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", false))
			.get("data");
		Files.createDirectories(file.getParentFile().toPath());
		Files.write(file.toPath(), Base64.getDecoder().decode((String) png));
	}

	void click(String id) {
		WebElement element = find(id);
		// Where a part of the page scrolls, drivers do not always get there
		run("arguments[0].scrollIntoView({ block: 'center' })", element);
		element.click();
	}

	/**
	 * Choose one of the radio buttons, whose labels are what people see of them.
	 */
	void choose(String name, String value) {
		run("document.querySelector(`input[name=\"${arguments[0]}\"][value=\"${arguments[1]}\"]`).click()", name,
				value);
	}

	void select(String id, String value) {
		find(id).findElement(By.cssSelector("option[value='" + value + "']")).click();
	}

	/**
	 * Replace the text of an input, key by key.
	 */
	void type(String id, String text) {
		find(id).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, text);
	}

	String text(String id) {
		return find(id).getText();
	}

	boolean isShown(String id) {
		return find(id).isDisplayed();
	}

	/**
	 * Return how many snapshots a chart has got.
	 */
	long points(String chart) {
		return Long.parseLong(find("chart-" + chart).getDomAttribute("data-points"));
	}

	/**
	 * Return what a chart looks like.
	 */
	String picture(String chart) {
		return (String) run("return document.querySelector(`[data-testid=chart-${arguments[0]}]`).toDataURL()", chart);
	}

	/**
	 * Return the ids of the connections in the list.
	 */
	@SuppressWarnings("unchecked")
	List<String> connections() {
		return (List<String>) run(
				"return [...document.querySelectorAll('[data-testid=connections] tbody tr')].map(row => row.dataset.id)");
	}

	void openDetails(String id) {
		run("document.querySelector(`[data-testid=connections] tr[data-id=\"${arguments[0]}\"] button`).click()", id);
	}

	/**
	 * Return the lines of a log, the newest first: direction and text.
	 */
	@SuppressWarnings("unchecked")
	List<String> log(String id) {
		return (List<String>) run("""
				return [...document.querySelectorAll(`[data-testid=${arguments[0]}] li`)]
					.map(line => (line.dataset.dir + ' ' + line.querySelector('code').textContent).trim())""", id);
	}

	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	private WebElement find(String id) {
		return this.driver.findElement(By.cssSelector("[data-testid=" + id + "]"));
	}

}
