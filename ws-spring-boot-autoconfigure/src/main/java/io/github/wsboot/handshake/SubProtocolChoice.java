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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * Choice of a sub-protocol in the endpoint's order of preference. Names are compared
 * exactly as they are written (RFC 6455, section 4.2.2).
 */
final class SubProtocolChoice {

	private SubProtocolChoice() {
	}

	/**
	 * Return the sub-protocol to use.
	 * @return the first of the endpoint's that is offered, or {@code null}
	 */
	static @Nullable String of(List<String> offered, WebSocketHandler handler) {
		if (WebSocketHandlerDecorator.unwrap(handler) instanceof SubProtocolCapable capable) {
			return capable.getSubProtocols().stream().filter(offered::contains).findFirst().orElse(null);
		}
		return null;
	}

}
