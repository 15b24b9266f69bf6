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

package io.github.wsboot.server;

import java.util.List;

/**
 * The servers that each suite has a subclass for.
 */
enum ServerKind {

	TOMCAT("org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration", "standard"),

	DIRECT_TOMCAT("org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
			"direct"),

	JETTY("org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration", "standard");

	private static final String NO_DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	private final String otherServer;

	private final String transport;

	ServerKind(String otherServer, String transport) {
		this.otherServer = otherServer;
		this.transport = transport;
	}

	/**
	 * Return the properties that choose this server.
	 * @param database whether the application has a database
	 */
	List<String> properties(boolean database) {
		return List.of("ws.transport.type=" + this.transport,
				"spring.autoconfigure.exclude=" + this.otherServer + (database ? "" : "," + NO_DATABASE));
	}

}
