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

import java.util.List;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The demo's page in a browser window of its own.
 */
final class DemoPage {

	private final ChromeDriver driver;

	private final String window;

	private DemoPage(ChromeDriver driver, String window) {
		this.driver = driver;
		this.window = window;
	}

	static DemoPage open(ChromeDriver driver, String url) {
		driver.switchTo().newWindow(WindowType.WINDOW);
		driver.get(url);
		return new DemoPage(driver, driver.getWindowHandle());
	}

	void click(String id) {
		find(id).click();
	}

	/**
	 * Replace the text of an input, key by key.
	 */
	void type(String id, String text) {
		find(id).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, text);
	}

	void say(String text) {
		type("chat-input", text);
		click("chat-send");
	}

	String text(String id) {
		return find(id).getText();
	}

	String value(String id) {
		return String.valueOf(find(id).getDomProperty("value"));
	}

	/**
	 * Return the state that a part of the page shows.
	 */
	String state(String id) {
		return String.valueOf(find(id).getDomAttribute("data-state"));
	}

	List<String> people() {
		return all("[data-testid=people-list] li", "node => node.dataset.name");
	}

	/**
	 * Return what was said, each line with who said it.
	 */
	List<String> lines() {
		return all("[data-testid=chat-lines] li[data-from]",
				"node => node.dataset.from + ': ' + node.querySelector('.line-text').textContent");
	}

	/**
	 * Return the messages of the page itself.
	 */
	List<String> notes() {
		return all("[data-testid=chat-lines] li.aside", "node => node.textContent");
	}

	/**
	 * Return the options of the polls that can still be chosen.
	 */
	List<String> options() {
		return all("[data-testid=ballot] button:enabled", "node => node.textContent");
	}

	/**
	 * Choose an option of a poll by the keyboard.
	 */
	void vote(String option) {
		run("[...document.querySelectorAll('[data-testid=ballot] button:enabled')]"
				+ ".find(node => node.textContent === arguments[0]).focus()", option);
		this.driver.switchTo().activeElement().sendKeys(Keys.ENTER);
	}

	/**
	 * Return the outcomes of polls.
	 */
	List<String> tallies() {
		return all("[data-testid=tally]", "node => node.innerText.replace(/\\s+/g, ' ').trim()");
	}

	/**
	 * Return the frames in the log, the newest first, with their direction.
	 */
	List<String> frames() {
		return all("[data-testid=frame-log] li",
				"node => node.dataset.dir + ' ' + node.querySelector('code').textContent");
	}

	/**
	 * Return the endpoints in the table of connections.
	 */
	List<String> connections() {
		return all("[data-testid=connections-table] tbody tr",
				"node => node.querySelector('.cell-endpoint').textContent");
	}

	/**
	 * Return what has happened to the client, the latest first.
	 */
	List<String> events() {
		return all("[data-testid=client-entries] li", "node => node.querySelector('span').textContent");
	}

	@SuppressWarnings("unchecked")
	private List<String> all(String selector, String mapping) {
		return (List<String>) run("return [...document.querySelectorAll(arguments[0])].map(" + mapping + ")", selector);
	}

	Object run(String script, Object... arguments) {
		this.driver.switchTo().window(this.window);
		return this.driver.executeScript(script, arguments);
	}

	private WebElement find(String id) {
		this.driver.switchTo().window(this.window);
		return this.driver.findElement(By.cssSelector("[data-testid=" + id + "]"));
	}

}
