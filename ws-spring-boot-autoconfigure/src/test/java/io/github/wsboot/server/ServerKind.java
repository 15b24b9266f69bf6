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
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/**
 * The kinds of server that suites run on.
 */
public enum ServerKind {

	TOMCAT(ServerKind.JETTY_SERVER, "standard", false),

	DIRECT_TOMCAT(ServerKind.JETTY_SERVER, "direct", false),

	DIRECT_TOMCAT_TLS(ServerKind.JETTY_SERVER, "direct", true),

	JETTY(ServerKind.TOMCAT_SERVER, "standard", false),

	DIRECT_JETTY(ServerKind.TOMCAT_SERVER, "direct", false),

	DIRECT_JETTY_TLS(ServerKind.TOMCAT_SERVER, "direct", true),

	/** Outgoing connections, see {@link ClientRole}. */
	OUTGOING(ServerKind.JETTY_SERVER, "direct", false),

	OUTGOING_TLS12(ServerKind.JETTY_SERVER, "direct", false),

	OUTGOING_TLS13(ServerKind.JETTY_SERVER, "direct", false);

	private static final String TOMCAT_SERVER = "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration,"
			+ "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration";

	private static final String JETTY_SERVER = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
			+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration";

	private static final String NO_DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	private static final String REDIS = "org.springframework.boot.data.redis.autoconfigure.";

	private static final String NO_REDIS = REDIS + "DataRedisAutoConfiguration," + REDIS
			+ "DataRedisReactiveAutoConfiguration," + REDIS + "DataRedisRepositoriesAutoConfiguration," + REDIS
			+ "health.DataRedisHealthContributorAutoConfiguration," + REDIS
			+ "health.DataRedisReactiveHealthContributorAutoConfiguration,"
			+ "org.springframework.boot.data.autoconfigure.web.DataWebAutoConfiguration";

	private static final String NO_TRACING = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration";

	private static final String SECURITY = "org.springframework.boot.security.autoconfigure.";

	private static final String NO_SECURITY = SECURITY + "SecurityAutoConfiguration," + SECURITY
			+ "UserDetailsServiceAutoConfiguration," + SECURITY + "web.servlet.SecurityFilterAutoConfiguration,"
			+ SECURITY + "web.servlet.ServletWebSecurityAutoConfiguration," + SECURITY
			+ "actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration";

	/** In Spring Boot's packages of Actuator, of metrics and of observed clients. */
	private static final Pattern ACTUATOR = Pattern.compile("org\\.springframework\\.boot\\.(.+\\.)?"
			+ "(actuate|health|http\\.client|metrics|micrometer|observation|opentelemetry|restclient)\\..+");

	private static final Map<Class<?>, String> UNASKED = Map.of(TestServer.WithActuator.class, actuator(),
			TestServer.WithDatabase.class, NO_DATABASE, TestServer.WithRedis.class, NO_REDIS,
			TestServer.WithSecurity.class, NO_SECURITY);

	private final String otherServer;

	private final String transport;

	private final boolean tls;

	ServerKind(String otherServer, String transport, boolean tls) {
		this.otherServer = otherServer;
		this.transport = transport;
		this.tls = tls;
	}

	public boolean isDirect() {
		return this.transport.equals("direct");
	}

	public boolean isTls() {
		return this.tls;
	}

	private static String actuator() {
		return ImportCandidates.load(AutoConfiguration.class, ServerKind.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter(ACTUATOR.asMatchPredicate())
			.collect(Collectors.joining(","));
	}

	/**
	 * Return whether the connections are outgoing ones.
	 */
	public boolean isOutgoing() {
		return name().startsWith("OUTGOING");
	}

	/**
	 * Return a bridge for outgoing connections, or {@code null} if there are none.
	 */
	@Nullable RoleBridge bridge() {
		return switch (this) {
			case OUTGOING -> new RoleBridge(null);
			case OUTGOING_TLS12 -> new RoleBridge("TLSv1.2");
			case OUTGOING_TLS13 -> new RoleBridge("TLSv1.3");
			default -> null;
		};
	}

	/**
	 * Return the kinds whose connections are those of a server's clients.
	 */
	static Set<ServerKind> ofServers() {
		EnumSet<ServerKind> kinds = EnumSet.allOf(ServerKind.class);
		kinds.removeIf(ServerKind::isOutgoing);
		return kinds;
	}

	/**
	 * Return the kind with a printed name.
	 */
	public static ServerKind of(String name) {
		return find(name).orElseThrow(() -> new IllegalArgumentException(
				"No kind of server is named '%s', there are: %s".formatted(name, List.of(values()))));
	}

	/**
	 * Return whether this is the name of a kind, as it is printed.
	 */
	public static boolean isKind(String name) {
		return find(name).isPresent();
	}

	private static Optional<ServerKind> find(String name) {
		return Stream.of(values()).filter((kind) -> kind.toString().equals(name)).findAny();
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return the property that keeps the other server out, and what the application does
	 * not ask for.
	 * @param sources the beans and configurations of the application
	 */
	public String exclusion(Collection<Class<?>> sources) {
		List<String> excluded = new ArrayList<>(List.of(this.otherServer));
		UNASKED.forEach((asked, names) -> {
			if (!sources.contains(asked)) {
				excluded.add(names);
			}
		});
		excluded.add(NO_TRACING);
		return "spring.autoconfigure.exclude=" + String.join(",", excluded);
	}

	/**
	 * Return the property that keeps the other server out, but lets tracing in.
	 */
	public String exclusionWithTracing() {
		return exclusion(List.of(TestServer.WithActuator.class)).replace("," + NO_TRACING, "");
	}

	/**
	 * Return the properties that choose this server.
	 * @param sources the beans and configurations of the application
	 */
	public List<String> properties(Collection<Class<?>> sources) {
		List<String> properties = new ArrayList<>();
		properties.add("ws.transport.type=" + this.transport);
		properties.add(exclusion(sources));
		// Without meters, unless a suite tests them
		properties.add("ws.metrics.enabled=false");
		// The known vulnerabilities of the Tomcat of the tests change with time
		properties.add("logging.level.io.github.wsboot.autoconfigure.check.VulnerableTomcat=off");
		if (this.tls) {
			properties.addAll(TestTls.properties());
		}
		return properties;
	}

}
