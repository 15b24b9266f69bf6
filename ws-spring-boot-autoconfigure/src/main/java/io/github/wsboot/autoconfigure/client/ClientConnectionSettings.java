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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpHeaders;

import io.github.wsboot.autoconfigure.PropertyChecks;
import io.github.wsboot.autoconfigure.client.ClientConnectionProperties.Heartbeat;
import io.github.wsboot.autoconfigure.client.ClientConnectionProperties.OfflineQueue;
import io.github.wsboot.autoconfigure.client.ClientConnectionProperties.Reconnect;
import io.github.wsboot.autoconfigure.client.ClientConnectionProperties.Send;
import io.github.wsboot.client.connection.ClientSettings;
import io.github.wsboot.client.connection.ClientSettings.OfflineQueueSettings;
import io.github.wsboot.client.reconnect.ReconnectSettings;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.transport.client.TlsEngineFactory;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Checks the properties of one client, or those of all, and converts them to settings.
 *
 * @param properties the properties
 * @param prefix the prefix of their names, for messages
 */
record ClientConnectionSettings(ClientConnectionProperties properties, String prefix) {

	/** Number of frames of a message, far beyond what servers send. */
	private static final int MAX_FRAGMENTS = 1000;

	ClientSettings settings(TlsEngineFactory tls, @Nullable Compression compression) {
		return new ClientSettings(tls, compression, frames(),
				positive("connect-timeout", this.properties.getConnectTimeout()),
				positive("handshake-timeout", this.properties.getHandshakeTimeout()), closeTimeout(), reconnect(),
				offline());
	}

	Duration closeTimeout() {
		return positive("close-timeout", this.properties.getCloseTimeout());
	}

	FrameLimits frames() {
		return new FrameLimits(PropertyChecks.bytes(name("max-text-size"), this.properties.getMaxTextSize()),
				PropertyChecks.bytes(name("max-binary-size"), this.properties.getMaxBinarySize()), MAX_FRAGMENTS);
	}

	SendLimits send() {
		Send send = this.properties.getSend();
		return new SendLimits(PropertyChecks.bytes(name("send.max-bytes"), send.getMaxBytes()),
				PropertyChecks.positive(name("send.max-messages"), send.getMaxMessages()),
				positive("send.max-delay", send.getMaxDelay()), send.getOverflow());
	}

	ReceiveLimits receive() {
		return new ReceiveLimits(
				PropertyChecks.positive(name("receive.max-pending-messages"),
						this.properties.getReceive().getMaxPendingMessages()),
				PropertyChecks.bytes(name("receive.max-pending-bytes"),
						this.properties.getReceive().getMaxPendingBytes()));
	}

	HeartbeatSettings heartbeat() {
		Heartbeat heartbeat = this.properties.getHeartbeat();
		Duration interval = PropertyChecks.notNegative(name("heartbeat.interval"), heartbeat.getInterval(),
				"It must be positive, or 0 for no pings.");
		Duration idleTimeout = this.properties.getIdleTimeout();
		return new HeartbeatSettings(interval.isZero() ? null : interval,
				positive("heartbeat.timeout", heartbeat.getTimeout()),
				(idleTimeout != null) ? positive("idle-timeout", idleTimeout) : null);
	}

	private ReconnectSettings reconnect() {
		Reconnect reconnect = this.properties.getReconnect();
		Duration delay = positive("reconnect.delay", reconnect.getDelay());
		Duration maxDelay = positive("reconnect.max-delay", reconnect.getMaxDelay());
		if (maxDelay.compareTo(delay) < 0) {
			throw new InvalidConfigurationPropertyValueException(name("reconnect.max-delay"), maxDelay,
					"It must not be less than 'reconnect.delay', which is " + delay + ".");
		}
		Integer maxAttempts = reconnect.getMaxAttempts();
		return new ReconnectSettings(reconnect.isEnabled(), delay, maxDelay,
				PropertyChecks.notNegative(name("reconnect.stable-after"), reconnect.getStableAfter()),
				positive("reconnect.refused-delay", reconnect.getRefusedDelay()), (maxAttempts != null)
						? (Integer) PropertyChecks.positive(name("reconnect.max-attempts"), maxAttempts) : null);
	}

	private OfflineQueueSettings offline() {
		OfflineQueue queue = this.properties.getOfflineQueue();
		if (queue.getMaxMessages() < 0) {
			throw new InvalidConfigurationPropertyValueException(name("offline-queue.max-messages"),
					queue.getMaxMessages(), "It must be positive, or 0 for no queue.");
		}
		OfflineQueueSettings settings = new OfflineQueueSettings(queue.getMaxMessages(),
				PropertyChecks.bytes(name("offline-queue.max-bytes"), queue.getMaxBytes()),
				positive("offline-queue.max-age", queue.getMaxAge()));
		checkRoom(queue, settings, send());
		return settings;
	}

	/**
	 * All messages that have waited are queued for a new socket at once.
	 */
	private void checkRoom(OfflineQueue queue, OfflineQueueSettings settings, SendLimits send) {
		if (settings.maxMessages() > send.maxMessages()) {
			throw tooLarge("max-messages", queue.getMaxMessages(), send.maxMessages());
		}
		if (settings.maxMessages() > 0 && settings.maxBytes() > send.maxBytes()) {
			throw tooLarge("max-bytes", queue.getMaxBytes(), send.maxBytes() + " bytes");
		}
	}

	private InvalidConfigurationPropertyValueException tooLarge(String name, Object value, Object limit) {
		return new InvalidConfigurationPropertyValueException(name("offline-queue." + name), value,
				"The messages would not fit into the queue of a new socket. Set it to no more than '"
						+ name("send." + name) + "', which is " + limit + ", or raise that.");
	}

	HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		this.properties.getHeaders().forEach(headers::set);
		return HttpHeaders.readOnlyHttpHeaders(headers);
	}

	String name(String name) {
		return this.prefix + "." + name;
	}

	private Duration positive(String name, Duration duration) {
		return PropertyChecks.positive(name(name), duration);
	}

}
