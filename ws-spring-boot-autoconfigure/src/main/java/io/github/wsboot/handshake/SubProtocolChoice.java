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
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

import io.github.wsboot.connection.handshake.SubProtocolSelectingHandler;

/**
 * Choice of a sub-protocol in the endpoint's order of preference. Names are compared
 * exactly as they are written (RFC 6455, section 4.2.2).
 */
final class SubProtocolChoice {

	private final WebSocketHandler endpoint;

	/**
	 * Create a choice among the sub-protocols of an endpoint.
	 * @param handler the handler of the endpoint's sessions, perhaps decorated
	 */
	SubProtocolChoice(WebSocketHandler handler) {
		this.endpoint = WebSocketHandlerDecorator.unwrap(handler);
	}

	/**
	 * Return the sub-protocol to select.
	 * @return the first name of the endpoint's that is offered, or {@code null}
	 */
	@Nullable String of(List<String> offered) {
		if (this.endpoint instanceof SubProtocolCapable capable) {
			return capable.getSubProtocols().stream().filter(offered::contains).findFirst().orElse(null);
		}
		return null;
	}

	/**
	 * Return a sub-protocol as the endpoint knows it.
	 * @param name a name that is selected or offered
	 * @return the name without what belongs to the server, or {@code null} if nothing
	 * else is left
	 */
	@Nullable String own(@Nullable String name) {
		return (this.endpoint instanceof SubProtocolSelectingHandler selecting) ? selecting.agreed(name).own() : name;
	}

	/**
	 * Return offered sub-protocols as the endpoint knows them.
	 */
	List<String> own(List<String> offered) {
		if (offered.stream().allMatch((name) -> name.equals(own(name)))) {
			return List.copyOf(offered);
		}
		return offered.stream().map(this::own).filter(Objects::nonNull).distinct().toList();
	}

}
