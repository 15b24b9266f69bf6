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

package io.github.wsboot.readme;

import org.springframework.context.event.EventListener;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import io.github.wsboot.AuthenticationExpiredEvent;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/live")
public class TokenRenewal {

	private final JwtDecoder decoder;

	public TokenRenewal(JwtDecoder decoder) {
		this.decoder = decoder;
	}

	@EventListener
	void expired(AuthenticationExpiredEvent event) {
		Connection connection = event.connection();
		if (connection.endpoint().equals("/live")) {
			connection.attributes().put("expired", event);
			connection.push(new TokenPlease());
		}
	}

	@OnMessage("token")
	void renew(Connection connection, Token token) {
		Jwt jwt = this.decoder.decode(token.value()); // An exception unless it is valid
		if (jwt.getSubject().equals(connection.user())
				&& connection.attributes().remove("expired") instanceof AuthenticationExpiredEvent event) {
			event.renew(jwt.getExpiresAt());
		}
	}

	record Token(String value) {

	}

	@MessageType("token-please")
	record TokenPlease() {

	}

}
