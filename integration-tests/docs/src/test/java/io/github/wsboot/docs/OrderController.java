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

package io.github.wsboot.docs;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.client.WebSocketClients;

/**
 * Controller that uses outgoing connections, for the page about tests.
 */
@RestController
class OrderController {

	private final WebSocketClients clients;

	OrderController(WebSocketClients clients) {
		this.clients = clients;
	}

	@PostMapping("/orders/{symbol}")
	int order(@PathVariable String symbol) {
		return this.clients.client("orders").audience().push(symbol).targeted();
	}

	@GetMapping("/connections")
	int connections() {
		return this.clients.count();
	}

}
