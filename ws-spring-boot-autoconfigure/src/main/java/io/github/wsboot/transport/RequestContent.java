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
 * The content of a request, which a request that opens a WebSocket has no use for: what
 * comes after its header is frames.
 *
 * @since 0.1.0
 */
public final class RequestContent {

	private RequestContent() {
	}

	/**
	 * Return whether a request has content, or says that it is going to.
	 * @param request the request
	 * @return whether the content would have to be read before anything else
	 */
	public static boolean isAnnounced(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
				|| request.getHeader(HttpHeaders.EXPECT) != null;
	}

}
