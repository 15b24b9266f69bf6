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

import java.time.Duration;

/**
 * Properties of closing all connections before the server stops.
 *
 * @since 0.1.0
 */
public class DrainProperties {

	/**
	 * Whether to close all connections in an orderly way before the server stops.
	 */
	private boolean enabled = true;

	/**
	 * Time that closing all connections may take, the delay included.
	 */
	private Duration timeout = Duration.ofSeconds(20);

	/**
	 * Time for which clients may still connect although the application already says that
	 * it is not ready, so that load balancers can notice.
	 */
	private Duration delay = Duration.ZERO;

	/**
	 * Number of connections that are closed at once.
	 */
	private int batchSize = 500;

	/**
	 * Time from closing some connections to closing the next ones. Shortened when there
	 * are too many of them for half of the timeout.
	 */
	private Duration batchInterval = Duration.ofMillis(200);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getDelay() {
		return this.delay;
	}

	public void setDelay(Duration delay) {
		this.delay = delay;
	}

	public int getBatchSize() {
		return this.batchSize;
	}

	public void setBatchSize(int batchSize) {
		this.batchSize = batchSize;
	}

	public Duration getBatchInterval() {
		return this.batchInterval;
	}

	public void setBatchInterval(Duration batchInterval) {
		this.batchInterval = batchInterval;
	}

}
