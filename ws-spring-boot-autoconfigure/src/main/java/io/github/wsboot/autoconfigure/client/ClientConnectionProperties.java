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
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.github.wsboot.outbound.OverflowPolicy;

/**
 * Properties of outgoing connections, of those of all clients or of one.
 *
 * @since 0.1.0
 */
public abstract class ClientConnectionProperties {

	/**
	 * Whether annotated clients connect when the application is ready, if their
	 * annotation says so.
	 */
	private boolean autoConnect = true;

	/**
	 * Time allowed for finding the address of a server and for connecting to it.
	 */
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * Time allowed for TLS and the opening handshake, once a socket is connected.
	 */
	private Duration handshakeTimeout = Duration.ofSeconds(10);

	/**
	 * Time allowed for closing an outgoing connection before it is aborted.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	/**
	 * Maximum size of a text message from a server, in bytes of UTF-8.
	 */
	private DataSize maxTextSize = DataSize.ofKilobytes(64);

	/**
	 * Maximum size of a binary message from a server.
	 */
	private DataSize maxBinarySize = DataSize.ofKilobytes(64);

	/**
	 * Time without a message in either direction after which an outgoing connection is
	 * closed; pings and pongs do not count. By default, unlimited.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * Headers of each opening request, by their names.
	 */
	private Map<String, String> headers = new LinkedHashMap<>();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Send send = new Send();

	private final Receive receive = new Receive();

	private final Reconnect reconnect = new Reconnect();

	private final OfflineQueue offlineQueue = new OfflineQueue();

	private final Compression compression = new Compression();

	private final Ssl ssl = new Ssl();

	public boolean isAutoConnect() {
		return this.autoConnect;
	}

	public void setAutoConnect(boolean autoConnect) {
		this.autoConnect = autoConnect;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public DataSize getMaxTextSize() {
		return this.maxTextSize;
	}

	public void setMaxTextSize(DataSize maxTextSize) {
		this.maxTextSize = maxTextSize;
	}

	public DataSize getMaxBinarySize() {
		return this.maxBinarySize;
	}

	public void setMaxBinarySize(DataSize maxBinarySize) {
		this.maxBinarySize = maxBinarySize;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public Map<String, String> getHeaders() {
		return this.headers;
	}

	public void setHeaders(Map<String, String> headers) {
		this.headers = headers;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	public Send getSend() {
		return this.send;
	}

	public Receive getReceive() {
		return this.receive;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	public OfflineQueue getOfflineQueue() {
		return this.offlineQueue;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * Pings to servers.
	 */
	public static class Heartbeat {

		/**
		 * Time between two pings, which detect dead connections; 0 disables them.
		 */
		private Duration interval = Duration.ofSeconds(25);

		/**
		 * Time within which a server must send a pong, or anything else, after a ping.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * Queues of messages to servers.
	 */
	public static class Send {

		/**
		 * Total size of the messages that can wait for a slow server.
		 */
		private DataSize maxBytes = DataSize.ofMegabytes(1);

		/**
		 * Number of messages that can wait for a slow server.
		 */
		private int maxMessages = 1000;

		/**
		 * Time without progress after which the connection to a server that does not read
		 * is closed.
		 */
		private Duration maxDelay = Duration.ofSeconds(10);

		/**
		 * Policy for a message that does not fit into the queue of a slow server.
		 */
		private OverflowPolicy overflow = OverflowPolicy.CLOSE;

		public DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

		public int getMaxMessages() {
			return this.maxMessages;
		}

		public void setMaxMessages(int maxMessages) {
			this.maxMessages = maxMessages;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public OverflowPolicy getOverflow() {
			return this.overflow;
		}

		public void setOverflow(OverflowPolicy overflow) {
			this.overflow = overflow;
		}

	}

	/**
	 * Messages that wait for callbacks.
	 */
	public static class Receive {

		/**
		 * Number of messages that can wait for an outgoing connection's callbacks before
		 * reading from it stops.
		 */
		private int maxPendingMessages = 256;

		/**
		 * Total size of the messages that can wait for an outgoing connection's callbacks
		 * before reading from it stops, in bytes, or characters of text; one message
		 * always fits.
		 */
		private DataSize maxPendingBytes = DataSize.ofKilobytes(256);

		public int getMaxPendingMessages() {
			return this.maxPendingMessages;
		}

		public void setMaxPendingMessages(int maxPendingMessages) {
			this.maxPendingMessages = maxPendingMessages;
		}

		public DataSize getMaxPendingBytes() {
			return this.maxPendingBytes;
		}

		public void setMaxPendingBytes(DataSize maxPendingBytes) {
			this.maxPendingBytes = maxPendingBytes;
		}

	}

	/**
	 * Attempts to connect again.
	 */
	public static class Reconnect {

		/**
		 * Whether to connect again when a connection is lost or an attempt has failed.
		 */
		private boolean enabled = true;

		/**
		 * Upper bound of the random delay before the first attempt to connect again; it
		 * doubles with each attempt.
		 */
		private Duration delay = Duration.ofMillis(500);

		/**
		 * Upper bound of all random delays before attempts.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * Time for which a connection has to be established before delays begin with the
		 * first one again.
		 */
		private Duration stableAfter = Duration.ofSeconds(5);

		/**
		 * Mean delay before the next attempt after a server has refused the connection
		 * for a reason that does not pass by itself.
		 */
		private Duration refusedDelay = Duration.ofMinutes(5);

		/**
		 * Number of attempts since the last connection that lasted for 'stable-after',
		 * after whose failure or loss a client gives up. By default, unlimited.
		 */
		private @Nullable Integer maxAttempts;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public Duration getStableAfter() {
			return this.stableAfter;
		}

		public void setStableAfter(Duration stableAfter) {
			this.stableAfter = stableAfter;
		}

		public Duration getRefusedDelay() {
			return this.refusedDelay;
		}

		public void setRefusedDelay(Duration refusedDelay) {
			this.refusedDelay = refusedDelay;
		}

		public @Nullable Integer getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(@Nullable Integer maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

	}

	/**
	 * Messages that wait while there is no socket.
	 */
	public static class OfflineQueue {

		/**
		 * Number of messages that can wait while there is no socket; 0 disables the
		 * queue.
		 */
		private int maxMessages = 0;

		/**
		 * Total size of the messages that can wait while there is no socket.
		 */
		private DataSize maxBytes = DataSize.ofKilobytes(256);

		/**
		 * Time after which a message that waits for a socket is dropped.
		 */
		private Duration maxAge = Duration.ofSeconds(30);

		public int getMaxMessages() {
			return this.maxMessages;
		}

		public void setMaxMessages(int maxMessages) {
			this.maxMessages = maxMessages;
		}

		public DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

		public Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(Duration maxAge) {
			this.maxAge = maxAge;
		}

	}

	/**
	 * Compression of messages.
	 */
	public static class Compression {

		/**
		 * Whether to offer compression (permessage-deflate) to servers.
		 */
		private boolean enabled;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * TLS of outgoing connections.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with the trusted certificates and the client's own. By
		 * default, the certificates that the JVM trusts.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

}
