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

package io.github.wsboot.transport.client;

import java.util.Arrays;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * Head of a response.
 *
 * @param status the status, from 100 to 999
 * @param headers the headers, read-only
 */
record ResponseHead(int status, HttpHeaders headers) {

	/**
	 * Return whether the response is followed by another one to the same request (RFC
	 * 9110, section 15.2).
	 */
	boolean isInformational() {
		return this.status < 200 && this.status != 101;
	}

	/**
	 * Return the elements of a header that is a list, which may have several lines.
	 */
	List<String> elements(String name) {
		return this.headers.getOrEmpty(name)
			.stream()
			.flatMap((line) -> Arrays.stream(line.split(",")))
			.map(String::trim)
			.filter(StringUtils::hasLength)
			.toList();
	}

}
