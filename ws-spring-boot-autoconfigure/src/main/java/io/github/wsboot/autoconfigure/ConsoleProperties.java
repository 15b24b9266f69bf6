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

package io.github.wsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Properties of the console.
 *
 * @since 0.1.0
 */
public class ConsoleProperties {

	/**
	 * Whether there is a page that shows connections and lets people push to them and
	 * disconnect them. By default only if spring-boot-devtools is on the class path.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Path of the page.
	 */
	private String path = "/ws-console";

	/**
	 * Names of hosts at which browsers may ask for the page, without a port. IP
	 * addresses, localhost and the hosts of allowed origins need not be listed.
	 */
	private List<String> allowedHosts = new ArrayList<>();

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public List<String> getAllowedHosts() {
		return this.allowedHosts;
	}

	public void setAllowedHosts(List<String> allowedHosts) {
		this.allowedHosts = allowedHosts;
	}

}
