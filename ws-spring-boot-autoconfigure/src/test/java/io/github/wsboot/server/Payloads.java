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

package io.github.wsboot.server;

import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Objects that suites push.
 */
public final class Payloads {

	private Payloads() {
	}

	public record Price(String symbol, int cents) {
	}

	/**
	 * Object that cannot be converted.
	 */
	public static final class Unserializable {

		@JsonProperty("value")
		String value() {
			throw new IllegalStateException("Cannot be read");
		}

	}

	/**
	 * Object that counts how often it is converted.
	 */
	public static final class Counted {

		private final AtomicInteger serializations = new AtomicInteger();

		@JsonProperty("number")
		int number() {
			return this.serializations.incrementAndGet();
		}

		public AtomicInteger serializations() {
			return this.serializations;
		}

	}

}
