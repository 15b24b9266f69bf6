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

import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.TransportType;

/**
 * Properties of what carries the frames.
 *
 * @since 0.1.0
 */
public class TransportProperties {

	/**
	 * What carries the frames of endpoints.
	 */
	private TransportType type = TransportType.AUTO;

	/**
	 * Number of event loops. By default as many as there are processors.
	 */
	private @Nullable Integer eventLoops;

	/**
	 * Whether Spring's own handlers and STOMP endpoints (those of '@EnableWebSocket' and
	 * '@EnableWebSocketMessageBroker') use the transport of endpoints, too.
	 */
	private boolean applyToSpringHandlers;

	private final Tomcat tomcat = new Tomcat();

	public TransportType getType() {
		return this.type;
	}

	public void setType(TransportType type) {
		this.type = type;
	}

	public @Nullable Integer getEventLoops() {
		return this.eventLoops;
	}

	public void setEventLoops(@Nullable Integer eventLoops) {
		this.eventLoops = eventLoops;
	}

	public boolean isApplyToSpringHandlers() {
		return this.applyToSpringHandlers;
	}

	public void setApplyToSpringHandlers(boolean applyToSpringHandlers) {
		this.applyToSpringHandlers = applyToSpringHandlers;
	}

	public Tomcat getTomcat() {
		return this.tomcat;
	}

	/**
	 * Properties of Tomcat's sockets.
	 *
	 * @since 0.1.0
	 */
	public static class Tomcat {

		/**
		 * Whether to let go of the buffers that Tomcat has for each of its sockets when a
		 * WebSocket connection begins. Replaces the protocol of the embedded Tomcat's
		 * connector by one that allows it.
		 */
		private boolean compactBuffers;

		public boolean isCompactBuffers() {
			return this.compactBuffers;
		}

		public void setCompactBuffers(boolean compactBuffers) {
			this.compactBuffers = compactBuffers;
		}

	}

}
