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

package io.github.wsboot.transport.tomcat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.ServletException;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Valve that translates forwarded headers of handshakes for Tomcat's
 * {@link RemoteIpValve}: {@code wss} is as secure as {@code https}, and the forwarded
 * host may have a port. It runs before that valve, which still decides whether a proxy is
 * trusted. Other requests are left alone.
 *
 * @since 0.1.0
 */
public final class ForwardedHandshakeValve extends ValveBase {

	private static final Pattern PORT = Pattern.compile("(?:[^:]+|\\[[^]]*]):(\\d{1,5})");

	private final RemoteIpValve valve;

	private ForwardedHandshakeValve(RemoteIpValve valve) {
		super(true);
		this.valve = valve;
	}

	/**
	 * Insert a valve of this type before each {@link RemoteIpValve}.
	 * @param valves the valves of a Tomcat
	 * @return all valves
	 */
	public static Collection<Valve> before(Collection<? extends Valve> valves) {
		return valves.stream()
			.flatMap((valve) -> (valve instanceof RemoteIpValve remoteIp)
					? Stream.of(new ForwardedHandshakeValve(remoteIp), valve) : Stream.of(valve))
			.toList();
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (request.getHeader("Upgrade") != null) {
			translate(request);
		}
		getNext().invoke(request, response);
	}

	private void translate(Request request) {
		MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
		String scheme = header(request, this.valve.getProtocolHeader());
		if (scheme != null && scheme.toLowerCase(Locale.ROOT).contains("ws")) {
			headers.setValue(this.valve.getProtocolHeader()).setString(httpSchemes(scheme));
		}
		String host = header(request, this.valve.getHostHeader());
		String portHeader = this.valve.getPortHeader();
		if (host != null && portHeader != null && header(request, portHeader) == null) {
			Matcher matcher = PORT.matcher(host.strip());
			if (matcher.matches()) {
				headers.setValue(portHeader).setString(matcher.group(1));
			}
		}
		// Without a scheme the RemoteIpValve ignores the port
		String protocolHeader = this.valve.getProtocolHeader();
		if (protocolHeader != null && scheme == null && header(request, portHeader) != null) {
			headers.setValue(protocolHeader).setString(request.isSecure() ? https() : "http");
		}
	}

	private static @Nullable String header(Request request, @Nullable String name) {
		return (name != null) ? request.getHeader(name) : null;
	}

	private String httpSchemes(String schemes) {
		return Arrays.stream(schemes.split(","))
			.map(String::strip)
			.map(this::httpScheme)
			.collect(Collectors.joining(","));
	}

	private String httpScheme(String scheme) {
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "wss" -> https();
			case "ws" -> "http";
			default -> scheme;
		};
	}

	private String https() {
		return Objects.requireNonNullElse(this.valve.getProtocolHeaderHttpsValue(), "https");
	}

}
