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

import java.io.IOException;
import java.io.Reader;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.FileCopyUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;

/**
 * Reaches open connections over HTTP. The body is the text, with any content type.
 */
@RestController
@RequestMapping("/api")
class ConnectionController {

	private final ConnectionManager connections;

	ConnectionController(ConnectionManager connections) {
		this.connections = connections;
	}

	@GetMapping("/connections")
	List<ConnectionView> list() {
		return this.connections.connections()
			.map(ConnectionView::of)
			.sorted(Comparator.comparing(ConnectionView::since))
			.toList();
	}

	@GetMapping("/connections/{id}/established")
	boolean isEstablished(@PathVariable String id) {
		return this.connections.isEstablished(id);
	}

	@PostMapping("/connections/{id}/push")
	ResponseEntity<String> push(@PathVariable String id, Reader body) throws IOException {
		PushResult result = this.connections.push(id, FileCopyUtils.copyToString(body));
		return ResponseEntity.status(statusOf(result)).contentType(MediaType.TEXT_PLAIN).body(result.name());
	}

	@PostMapping("/broadcast")
	Map<String, Integer> broadcast(Reader body) throws IOException {
		return Map.of("targeted", this.connections.broadcast(FileCopyUtils.copyToString(body)).targeted());
	}

	private static HttpStatus statusOf(PushResult result) {
		return switch (result) {
			case ACCEPTED -> HttpStatus.OK;
			case FORWARDED -> HttpStatus.ACCEPTED;
			case NOT_FOUND -> HttpStatus.NOT_FOUND;
			case CLOSED, DROPPED -> HttpStatus.CONFLICT;
			case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
			case OVERLOADED, UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
		};
	}

}
