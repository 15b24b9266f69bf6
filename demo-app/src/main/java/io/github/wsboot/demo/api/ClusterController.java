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

package io.github.wsboot.demo.api;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.ConnectionManager;

/**
 * Answers which node it is, and which others there are.
 */
@RestController
class ClusterController {

	private final ConnectionManager connections;

	private final boolean enabled;

	ClusterController(ConnectionManager connections, @Value("${ws.cluster.enabled:false}") boolean enabled) {
		this.connections = connections;
		this.enabled = enabled;
	}

	@GetMapping("/api/cluster")
	ClusterView cluster() {
		return ClusterView.of(this.enabled, this.connections.cluster());
	}

}
