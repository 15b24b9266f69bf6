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

package io.github.wsboot.autoconfigure.client;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * {@link ConfigurationProperties Properties} of outgoing connections.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("ws.client")
public class WebSocketClientProperties extends ClientConnectionProperties {

	/**
	 * Number of attempts to connect that can be in progress at once, for all clients
	 * together; others wait for their turn.
	 */
	private int maxConnecting = 64;

	/**
	 * Properties of single clients by their names: 'url', which replaces the URI of the
	 * annotation, 'required', which lets the health of the application be down while the
	 * client is away, and the same as for all clients, which have the values that are not
	 * set there.
	 */
	private Map<String, Registration> registration = new LinkedHashMap<>();

	private final TrafficLog trafficLog = new TrafficLog();

	public int getMaxConnecting() {
		return this.maxConnecting;
	}

	public void setMaxConnecting(int maxConnecting) {
		this.maxConnecting = maxConnecting;
	}

	public Map<String, Registration> getRegistration() {
		return this.registration;
	}

	public void setRegistration(Map<String, Registration> registration) {
		this.registration = registration;
	}

	public TrafficLog getTrafficLog() {
		return this.trafficLog;
	}

	/**
	 * Properties of the traffic log.
	 */
	public static class TrafficLog {

		/**
		 * Whether to log each connection, message, ping and pong of clients, at INFO to
		 * the logger 'io.github.wsboot.traffic'.
		 */
		private boolean enabled;

		/**
		 * Maximum number of bytes of a payload that are logged; 0 logs no payload.
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

	/**
	 * Properties of one client.
	 */
	public static class Registration extends ClientConnectionProperties {

		/**
		 * Template of the URI, which replaces that of the annotation.
		 */
		private @Nullable String url;

		/**
		 * Whether the application is down, as its health says, while a connection of this
		 * client is away.
		 */
		private boolean required;

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public boolean isRequired() {
			return this.required;
		}

		public void setRequired(boolean required) {
			this.required = required;
		}

	}

}
