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

/**
 * Reader of the headers in which proxies forward facts of a client's request, with advice
 * for messages about handshakes that were refused because of such facts.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public enum ForwardedHeaders {

	/** None: the headers are not trusted. */
	IGNORED("set 'server.forward-headers-strategy'"),

	/** The web server ({@code server.forward-headers-strategy=native}). */
	READ_BY_SERVER("have it send 'X-Forwarded-Proto', '-Host', '-Port' and '-For', which the web server reads "
			+ "('server.forward-headers-strategy' is 'native'), Tomcat only if they come from "
			+ "'server.tomcat.remoteip.internal-proxies'"),

	/** Spring ({@code server.forward-headers-strategy=framework}). */
	READ_BY_FRAMEWORK(
			"have it send 'X-Forwarded-Proto', '-Host', '-Port' and '-For', or 'Forwarded', which Spring reads "
					+ "('server.forward-headers-strategy' is 'framework')");

	private final String advice;

	ForwardedHeaders(String advice) {
		this.advice = advice;
	}

	/**
	 * Return the advice for a server behind a proxy.
	 */
	String advice() {
		return this.advice;
	}

}
