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

import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/cart")
public class CartEndpoint {

	private final Cart cart;

	public CartEndpoint(Cart cart) {
		this.cart = cart;
	}

	@OnHandshake
	void begin(HandshakeContext context) {
		context.attributes().put("articles", this.cart.articles());
	}

	@OnOpen
	String opened(Connection connection) {
		return connection.attributes().get("articles") + " articles";
	}

	@Component
	@SessionScope
	public static class Cart {

		private int articles = 1;

		public int articles() {
			return this.articles++;
		}

	}

}
