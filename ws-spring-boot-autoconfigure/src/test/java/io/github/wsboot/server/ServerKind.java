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

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.StringUtils;

/**
 * The servers that each suite has a subclass for; those with TLS only the suites that are
 * about what goes through the socket.
 */
enum ServerKind {

	TOMCAT(ServerKind.JETTY_SERVER, "standard", false),

	DIRECT_TOMCAT(ServerKind.JETTY_SERVER, "direct", false),

	DIRECT_TOMCAT_TLS(ServerKind.JETTY_SERVER, "direct", true),

	JETTY(ServerKind.TOMCAT_SERVER, "standard", false),

	DIRECT_JETTY(ServerKind.TOMCAT_SERVER, "direct", false),

	DIRECT_JETTY_TLS(ServerKind.TOMCAT_SERVER, "direct", true);

	private static final String TOMCAT_SERVER = "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration,"
			+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration";

	private static final String JETTY_SERVER = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
			+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration";

	private static final String NO_DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	/** The suites that only our own transport can pass. */
	private static final List<String> DIRECT_SUITES = List.of("FramingTests", "FragmentationTests", "TextEncodingTests",
			"CloseFrameTests", "LargeMessageTests", "HostileClientTests", "EnduranceTests", "FuzzTests");

	/**
	 * The suites that would learn nothing from TLS, as they end with the handshake, or
	 * whose clients write on after the server has closed, which none with TLS can do and
	 * still read.
	 */
	private static final List<String> PLAIN_SUITES = List.of("AdmissionTests", "FuzzTests", "ChaosTests",
			"MetricsTests", "ObservationTests", "ConsoleTests");

	private static final String NO_TRACING = ",org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration";

	private static final String SECURITY = "org.springframework.boot.security.autoconfigure.";

	private static final String NO_SECURITY = SECURITY + "SecurityAutoConfiguration," + SECURITY
			+ "UserDetailsServiceAutoConfiguration," + SECURITY + "web.servlet.SecurityFilterAutoConfiguration,"
			+ SECURITY + "web.servlet.ServletWebSecurityAutoConfiguration," + SECURITY
			+ "actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration";

	private final String otherServer;

	private final String transport;

	private final boolean tls;

	ServerKind(String otherServer, String transport, boolean tls) {
		this.otherServer = otherServer;
		this.transport = transport;
		this.tls = tls;
	}

	boolean isDirect() {
		return this.transport.equals("direct");
	}

	boolean isTls() {
		return this.tls;
	}

	boolean hasSuite(String suite) {
		return (isDirect() || !DIRECT_SUITES.contains(suite)) && !(this.tls && PLAIN_SUITES.contains(suite));
	}

	/**
	 * Return what the names of this server's tests begin with.
	 */
	String prefix() {
		StringBuilder prefix = new StringBuilder();
		for (String word : name().split("_")) {
			prefix.append(StringUtils.capitalize(word.toLowerCase()));
		}
		return prefix.toString();
	}

	/**
	 * Return the property that keeps the other server out.
	 * @param database whether the application has a database
	 * @param security whether the application has Spring Security
	 */
	String exclusion(boolean database, boolean security) {
		return "spring.autoconfigure.exclude=" + this.otherServer + (database ? "" : "," + NO_DATABASE)
				+ (security ? "" : "," + NO_SECURITY) + NO_TRACING;
	}

	/**
	 * Return the property that keeps the other server out, but lets tracing in.
	 */
	String exclusionWithTracing() {
		return exclusion(false, false).replace(NO_TRACING, "");
	}

	/**
	 * Return the properties that choose this server.
	 * @param database whether the application has a database
	 * @param security whether the application has Spring Security
	 */
	List<String> properties(boolean database, boolean security) {
		List<String> properties = new ArrayList<>();
		properties.add("ws.transport.type=" + this.transport);
		properties.add(exclusion(database, security));
		// As if there were no Micrometer, unless that is what a suite is about
		properties.add("ws.metrics.enabled=false");
		if (this.tls) {
			properties.addAll(TestTls.properties());
		}
		return properties;
	}

}
