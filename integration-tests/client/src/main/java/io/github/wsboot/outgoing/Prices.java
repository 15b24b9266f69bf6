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

package io.github.wsboot.outgoing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Latest prices. Thread-safe.
 */
@Component
class Prices {

	private final Map<String, Integer> prices = new ConcurrentHashMap<>();

	void update(Price price) {
		this.prices.put(price.symbol(), price.amount());
	}

	@Nullable Integer of(String symbol) {
		return this.prices.get(symbol);
	}

	/**
	 * A price as the server sends it.
	 *
	 * @param symbol the name of what has the price
	 * @param amount the price
	 */
	record Price(String symbol, int amount) {

	}

}
