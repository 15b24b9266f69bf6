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

package io.github.wsboot.autoconfigure;

import org.springframework.util.unit.DataSize;

/**
 * Properties of the log of what goes over connections.
 *
 * @since 0.1.0
 */
public class TrafficLogProperties {

	/**
	 * Whether to log each connection, message, ping and pong of endpoints, as INFO of the
	 * logger 'io.github.wsboot.traffic'.
	 */
	private boolean enabled;

	/**
	 * Largest part of a payload that is logged. None is with 0.
	 */
	private DataSize maxPayload = DataSize.ofBytes(256);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public DataSize getMaxPayload() {
		return this.maxPayload;
	}

	public void setMaxPayload(DataSize maxPayload) {
		this.maxPayload = maxPayload;
	}

}
