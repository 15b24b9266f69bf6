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

package io.github.wsboot.endpoint.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.handshake.AgreedSubProtocol;

/**
 * Sub-protocols of an endpoint.
 *
 * @param names the sub-protocols that the endpoint speaks, in order of preference
 * @param required whether clients must speak one of them
 * @param common the sub-protocols that the endpoint also agrees to
 * @since 0.1.0
 */
public record SubProtocols(List<String> names, boolean required, CommonSubProtocols common) {

	/** The names that RFC 6455 allows (section 4.1). */
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/**
	 * Return the sub-protocols that an annotation names.
	 */
	static SubProtocols of(String beanName, @Nullable WebSocketEndpoint endpoint, CommonSubProtocols common) {
		if (endpoint == null) {
			return none(common);
		}
		SubProtocols subProtocols = new SubProtocols(List.of(endpoint.subProtocols()), endpoint.requireSubProtocol(),
				common);
		subProtocols.check("WebSocket endpoint bean '" + beanName + "'");
		return subProtocols;
	}

	static SubProtocols none(CommonSubProtocols common) {
		return new SubProtocols(List.of(), false, common);
	}

	/**
	 * Check the sub-protocols that a client offers.
	 * @param beanName the name of the client's bean
	 * @param names the sub-protocols, in order of preference
	 * @return the sub-protocols
	 * @throws InvalidEndpointException if there is one that must not be offered
	 */
	public static SubProtocols ofClient(String beanName, List<String> names) {
		SubProtocols subProtocols = new SubProtocols(names, false, CommonSubProtocols.NONE);
		subProtocols.check("WebSocket client bean '" + beanName + "'");
		return subProtocols;
	}

	private void check(String bean) {
		if (this.required && this.names.isEmpty()) {
			throw new InvalidEndpointException(bean + " requires a sub-protocol, but names none.",
					"Name its sub-protocols in @WebSocketEndpoint(subProtocols = \"...\"), or remove "
							+ "'requireSubProtocol'.");
		}
		for (String name : this.names) {
			if (!TOKEN.matcher(name).matches()) {
				throw new InvalidEndpointException(
						bean + " has the sub-protocol '" + name + "', which no client can offer.",
						"Write a name without blanks and separators, such as 'chat.v1'; "
								+ "several as { \"chat.v2\", \"chat.v1\" }.");
			}
			if (this.common.browserClient() && AgreedSubProtocol.isReserved(name)) {
				throw new InvalidEndpointException(
						bean + " has the sub-protocol '" + name + "', but '" + AgreedSubProtocol.BROWSER_CLIENT
								+ "' and names that end with '+" + AgreedSubProtocol.BROWSER_CLIENT
								+ "' belong to the browser client, whose sub-protocol every endpoint speaks already.",
						"Rename it, or set 'ws.browser-client.enabled' to false if no page uses the browser client.");
			}
		}
	}

	/**
	 * Return the names that a handshake may select.
	 * @return the names, in order of preference
	 */
	public List<String> selectable() {
		List<String> selectable = new ArrayList<>(
				this.common.browserClient() ? AgreedSubProtocol.selectable(this.names) : this.names);
		String token = this.common.token();
		if (token != null && !selectable.contains(token)) {
			selectable.add(token);
		}
		return List.copyOf(selectable);
	}

	/**
	 * Take the name apart that a handshake has selected.
	 * @param selected the name; {@code null} or empty if none was selected
	 * @return the sub-protocol
	 */
	public AgreedSubProtocol agreed(@Nullable String selected) {
		if (selected != null && selected.equals(this.common.token()) && !this.names.contains(selected)) {
			return AgreedSubProtocol.own(null);
		}
		return this.common.browserClient() ? AgreedSubProtocol.of(selected) : AgreedSubProtocol.own(selected);
	}

}
