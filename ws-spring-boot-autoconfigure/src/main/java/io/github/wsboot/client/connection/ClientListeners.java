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

package io.github.wsboot.client.connection;

import java.util.List;
import java.util.function.Consumer;

import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * Calls all {@link ClientListener}s. A failure of one of them has no effect but a warning
 * in the log, once a minute at most.
 *
 * @since 0.1.0
 */
public final class ClientListeners {

	private static final SafeLogger logger = SafeLogger.of(ClientListeners.class);

	private final List<ClientListener> listeners;

	private final LogInterval failures = new LogInterval();

	/**
	 * Create the listeners.
	 * @param listeners the listeners, called in this order
	 */
	public ClientListeners(List<ClientListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	void forEach(Consumer<ClientListener> call) {
		for (ClientListener listener : this.listeners) {
			try {
				call.accept(listener);
			}
			catch (Throwable ex) {
				if (this.failures.isTime()) {
					logger.warn("A listener of outgoing connections has failed", ex);
				}
			}
		}
	}

}
