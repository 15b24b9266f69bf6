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

package io.github.wsboot.transport;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/**
 * Check for the content of a request. A handshake must have none, since the bytes after
 * its header are frames.
 *
 * @since 0.1.0
 */
public final class RequestContent {

	private RequestContent() {
	}

	/**
	 * Return whether a request has content, or announces it.
	 * @param request the request
	 * @return whether content would have to be read before any frame
	 */
	public static boolean isAnnounced(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
				|| request.getHeader(HttpHeaders.EXPECT) != null;
	}

}
