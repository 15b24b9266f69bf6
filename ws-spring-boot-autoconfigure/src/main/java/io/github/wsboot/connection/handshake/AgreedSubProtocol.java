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

package io.github.wsboot.connection.handshake;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Sub-protocol that a handshake has agreed on, taken apart: the endpoint's own one, and
 * whether the client also speaks that of the browser client. A handshake selects a single
 * name, so the name for both is that of the endpoint with a suffix.
 *
 * @param own the endpoint's own sub-protocol, or {@code null} if there is none
 * @param browserClient whether the client speaks {@value #BROWSER_CLIENT}
 * @since 0.1.0
 */
public record AgreedSubProtocol(@Nullable String own, boolean browserClient) {

	/** Name of the browser client's sub-protocol. */
	public static final String BROWSER_CLIENT = "ws.v1";

	private static final String SUFFIX = "+" + BROWSER_CLIENT;

	/**
	 * Take the name apart that a handshake has selected.
	 * @param selected the name; {@code null} or empty, depending on the container, if
	 * none was selected
	 * @return the sub-protocol
	 */
	public static AgreedSubProtocol of(@Nullable String selected) {
		if (selected == null || !isReserved(selected)) {
			return own(selected);
		}
		return new AgreedSubProtocol(
				selected.equals(BROWSER_CLIENT) ? null : selected.substring(0, selected.length() - SUFFIX.length()),
				true);
	}

	/**
	 * Take the name as it is, where the browser client's sub-protocol is not spoken.
	 * @param selected the name; {@code null} or empty, depending on the container, if
	 * none was selected
	 * @return the sub-protocol
	 */
	public static AgreedSubProtocol own(@Nullable String selected) {
		return new AgreedSubProtocol(StringUtils.hasText(selected) ? selected : null, false);
	}

	/**
	 * Return whether a name means the browser client's sub-protocol, alone or as a
	 * suffix, so that an endpoint cannot have it.
	 * @param name the name of a sub-protocol
	 * @return whether it is reserved
	 */
	public static boolean isReserved(String name) {
		return name.equals(BROWSER_CLIENT) || name.endsWith(SUFFIX);
	}

	/**
	 * Return the names that a handshake may select: each of the endpoint's own, with the
	 * suffix rather than without, and last the browser client's alone.
	 * @param own the endpoint's own sub-protocols, in order of preference
	 * @return the names, in order of preference
	 */
	public static List<String> selectable(List<String> own) {
		List<String> names = new ArrayList<>();
		own.forEach((name) -> {
			names.add(name + SUFFIX);
			names.add(name);
		});
		names.add(BROWSER_CLIENT);
		return names;
	}

}
