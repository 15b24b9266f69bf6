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

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.ConnectionManager;

/**
 * Pages beside the endpoint: one that pushes, and one that fails.
 */
@RestController
class PagesController {

	private final ConnectionManager connections;

	PagesController(ConnectionManager connections) {
		this.connections = connections;
	}

	@GetMapping("/push")
	int push() {
		return this.connections.broadcast("pushed").targeted();
	}

	@GetMapping("/fail")
	void fail() {
		throw new IllegalStateException("a secret");
	}

}
