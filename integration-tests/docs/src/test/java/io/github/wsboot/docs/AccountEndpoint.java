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

package io.github.wsboot.docs;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint(value = "/account", subProtocols = "account.v1")
class AccountEndpoint {

	@OnOpen
	String opened(@AuthenticationPrincipal Jwt token) {
		return "Hello " + token.getSubject();
	}

	@OnMessage("transfer")
	@PreAuthorize("hasAuthority('SCOPE_transfer')")
	Done transfer(Transfer transfer) {
		return new Done(transfer.amount());
	}

	record Transfer(int amount) {

	}

	record Done(int amount) {

	}

}
