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

package io.github.wsboot.connection;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;

/**
 * Closes all connections in an orderly way before the web server stops, so that each gets
 * its {@code @OnClose} while its beans are still alive.
 *
 * @since 0.1.0
 */
public final class ConnectionDrain implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ConnectionDrain.class);

	private final ConnectionRegistry registry;

	private final ApplicationEventPublisher events;

	private final Duration timeout;

	private volatile boolean running;

	/**
	 * Create the drain.
	 * @param registry the connections of this node
	 * @param events told when it starts and finishes
	 * @param timeout how long it may take in all
	 */
	public ConnectionDrain(ConnectionRegistry registry, ApplicationEventPublisher events, Duration timeout) {
		this.registry = registry;
		this.events = events;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		this.registry.setDraining(false);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.registry.setDraining(true);
		int connections = this.registry.count();
		publish(new DrainStartedEvent(connections));
		this.registry.connections()
			.forEach((connection) -> connection.close(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
		int unfinished = this.registry.awaitFinished(this.timeout);
		this.registry.connections()
			.forEach((connection) -> connection.abort(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
		logger.info(LogMessage.format("Closed %d connection(s), %d unfinished", connections, unfinished));
		publish(new DrainFinishedEvent(connections, unfinished));
	}

	private void publish(Object event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of " + event.getClass().getSimpleName() + " has failed", ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
