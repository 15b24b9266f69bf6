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

package io.github.wsboot.transport.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketExtension;

/**
 * Agreement of client and server on compression (RFC 7692, section 7.1).
 *
 * @param parameters the parameters of the response; those without a value have an empty
 * one
 * @since 0.1.0
 */
public record DeflateAgreement(Map<String, String> parameters) {

	static final String EXTENSION = "permessage-deflate";

	private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";

	private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";

	private static final String SERVER_WINDOW = "server_max_window_bits";

	private static final String CLIENT_WINDOW = "client_max_window_bits";

	/** The only window that the JDK compresses with. */
	private static final String LARGEST_WINDOW = "15";

	/**
	 * Offer of a client that takes over no context on either side. A server may choose
	 * any window for its own messages; for the client's, the JDK has only the largest, so
	 * that {@value #CLIENT_WINDOW} is not offered.
	 */
	private static final String NO_TAKEOVER_OFFER = EXTENSION + "; " + SERVER_NO_TAKEOVER + "; " + CLIENT_NO_TAKEOVER;

	private static final Pattern WINDOWS = Pattern.compile("[89]|1[0-5]");

	/**
	 * Accept the first offer that can be accepted.
	 * @param headers the lines of the client's header. They are parsed here, since Spring
	 * drops parameters without a value and does not notice duplicates
	 * @param takeover whether to use context takeover if the client does not rule it out
	 * @return the agreement, or {@code null} if there is none
	 */
	static @Nullable DeflateAgreement of(List<String> headers, boolean takeover) {
		for (String header : headers) {
			for (String offer : header.split(",")) {
				Map<String, String> parameters = parse(offer);
				if (parameters != null) {
					return accept(parameters, takeover);
				}
			}
		}
		return null;
	}

	/**
	 * Parse an offer. Quotes can be removed at once, since all valid values are tokens
	 * (RFC 6455, section 9.1).
	 * @return the parameters, or {@code null} if the offer is declined
	 */
	private static @Nullable Map<String, String> parse(String offer) {
		String[] parts = offer.split(";", -1);
		if (!parts[0].trim().equals(EXTENSION)) {
			return null;
		}
		return parameters(parts, DeflateAgreement::isAcceptable);
	}

	/**
	 * Return the parameters, or {@code null} if one is not acceptable or comes twice.
	 */
	private static @Nullable Map<String, String> parameters(String[] parts,
			BiPredicate<String, @Nullable String> acceptable) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (int i = 1; i < parts.length; i++) {
			String[] parameter = parts[i].split("=", 2);
			String name = parameter[0].trim();
			String value = (parameter.length == 2) ? unquote(parameter[1].trim()) : null;
			if (!acceptable.test(name, value) || parameters.put(name, (value != null) ? value : "") != null) {
				return null;
			}
		}
		return parameters;
	}

	private static String unquote(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

	private static boolean isAcceptable(String name, @Nullable String value) {
		return switch (name) {
			case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> value == null;
			case SERVER_WINDOW -> LARGEST_WINDOW.equals(value);
			case CLIENT_WINDOW -> value == null || WINDOWS.matcher(value).matches();
			default -> false;
		};
	}

	/**
	 * The response need not name the client's window, since any window can be inflated.
	 */
	private static DeflateAgreement accept(Map<String, String> offer, boolean takeover) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String name : List.of(SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER)) {
			if (!takeover || offer.containsKey(name)) {
				parameters.put(name, "");
			}
		}
		if (offer.containsKey(SERVER_WINDOW)) {
			parameters.put(SERVER_WINDOW, LARGEST_WINDOW);
		}
		return new DeflateAgreement(parameters);
	}

	/**
	 * Return the offer of a client.
	 * @param takeover whether to use context takeover if the server does not rule it out
	 */
	static String offer(boolean takeover) {
		return takeover ? EXTENSION : NO_TAKEOVER_OFFER;
	}

	/**
	 * Check the response to the offer of a client (RFC 7692, section 7.1). A server may
	 * send more restrictions than the client has asked for, but none on the window of the
	 * client, which the client has not offered to restrict.
	 * @param headers the lines of the response's header
	 * @param takeover as in the offer
	 * @return the agreement, or {@code null} if the server declines
	 * @throws IllegalArgumentException if the response is not a valid answer to the offer
	 */
	static @Nullable DeflateAgreement ofResponse(List<String> headers, boolean takeover) {
		String response = String.join(",", headers).trim();
		if (response.isEmpty()) {
			return null;
		}
		String[] parts = response.split(";", -1);
		if (response.contains(",") || !parts[0].trim().equals(EXTENSION)) {
			throw new IllegalArgumentException("the extensions '" + response + "' were not offered");
		}
		Map<String, String> parameters = parameters(parts, DeflateAgreement::isAcceptableInResponse);
		if (parameters == null || (!takeover && !parameters.containsKey(SERVER_NO_TAKEOVER))) {
			throw new IllegalArgumentException("the extension '" + response + "' does not match the offer");
		}
		if (!takeover) {
			// A client may always do without, whatever the server says
			parameters.put(CLIENT_NO_TAKEOVER, "");
		}
		return new DeflateAgreement(parameters);
	}

	private static boolean isAcceptableInResponse(String name, @Nullable String value) {
		return switch (name) {
			case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> value == null;
			case SERVER_WINDOW -> value != null && WINDOWS.matcher(value).matches();
			default -> false;
		};
	}

	boolean isServerTakeover() {
		return !this.parameters.containsKey(SERVER_NO_TAKEOVER);
	}

	boolean isClientTakeover() {
		return !this.parameters.containsKey(CLIENT_NO_TAKEOVER);
	}

	/**
	 * Return the value of the response's header.
	 */
	public String header() {
		StringBuilder header = new StringBuilder(EXTENSION);
		this.parameters
			.forEach((name, value) -> header.append("; ").append(name).append(value.isEmpty() ? "" : "=" + value));
		return header.toString();
	}

	WebSocketExtension extension() {
		return new WebSocketExtension(EXTENSION, this.parameters);
	}

}
