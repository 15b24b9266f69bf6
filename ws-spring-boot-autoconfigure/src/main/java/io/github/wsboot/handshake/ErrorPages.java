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

package io.github.wsboot.handshake;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Error pages of the web server, which are shown once nothing else has answered a
 * request.
 *
 * @since 0.1.0
 */
public interface ErrorPages {

	/**
	 * Return whether a page is shown for errors with a status.
	 * @param status the status of the response
	 * @return whether there is a page
	 */
	boolean exist(int status);

	/**
	 * Return whether the page that has been shown is the application's own rather than
	 * Spring Boot's page for all errors.
	 * @param request the request for the page
	 * @return whether the page is the application's
	 */
	boolean isOwn(HttpServletRequest request);

}
