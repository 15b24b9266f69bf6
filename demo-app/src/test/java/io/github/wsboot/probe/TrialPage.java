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

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Page that tries the browser's module, under a policy that allows nothing but the
 * server's own files.
 */
@RestController
class TrialPage {

	@GetMapping("/trial")
	ResponseEntity<String> page() {
		return ResponseEntity.ok()
			.header("Content-Security-Policy", "default-src 'self'")
			.contentType(MediaType.TEXT_HTML)
			.body("""
					<!DOCTYPE html>
					<title>Trial</title>
					<link rel="icon" href="favicon.svg">
					<script type="module" src="trial/trial.js"></script>
					""");
	}

}
