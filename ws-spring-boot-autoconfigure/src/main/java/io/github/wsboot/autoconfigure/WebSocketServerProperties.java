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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

import io.github.wsboot.connection.OverflowPolicy;
import io.github.wsboot.endpoint.FailurePolicy;
import io.github.wsboot.transport.TransportType;

/**
 * Properties of the WebSocket server.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("ws")
public class WebSocketServerProperties {

	/**
	 * Path of endpoints that name none.
	 */
	private String path = "/ws";

	/**
	 * Comma-separated list of origins that may connect besides the server's own; '*'
	 * allows all.
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Comma-separated list of patterns of origins that may connect besides the server's
	 * own, for example 'https://*.example.org'.
	 */
	private List<String> allowedOriginPatterns = new ArrayList<>();

	/**
	 * Largest text message that a client may send, in bytes of UTF-8.
	 */
	private DataSize maxTextSize = DataSize.ofKilobytes(64);

	/**
	 * Largest binary message that a client may send.
	 */
	private DataSize maxBinarySize = DataSize.ofKilobytes(64);

	/**
	 * Number of frames that a message may come in.
	 */
	private int maxFragments = 1000;

	/**
	 * What happens to a connection after an exception that no @OnError has handled.
	 */
	private FailurePolicy failure = FailurePolicy.CLOSE;

	/**
	 * Time that closing a connection may take before it is aborted.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	private final Message message = new Message();

	private final Receive receive = new Receive();

	private final Send send = new Send();

	private final Transport transport = new Transport();

	private final Worker worker = new Worker();

	private final Drain drain = new Drain();

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(List<String> allowedOrigins) {
		this.allowedOrigins = allowedOrigins;
	}

	public List<String> getAllowedOriginPatterns() {
		return this.allowedOriginPatterns;
	}

	public void setAllowedOriginPatterns(List<String> allowedOriginPatterns) {
		this.allowedOriginPatterns = allowedOriginPatterns;
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

	public int getMaxFragments() {
		return this.maxFragments;
	}

	public void setMaxFragments(int maxFragments) {
		this.maxFragments = maxFragments;
	}

	public FailurePolicy getFailure() {
		return this.failure;
	}

	public void setFailure(FailurePolicy failure) {
		this.failure = failure;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Message getMessage() {
		return this.message;
	}

	public Receive getReceive() {
		return this.receive;
	}

	public Send getSend() {
		return this.send;
	}

	public Transport getTransport() {
		return this.transport;
	}

	public Worker getWorker() {
		return this.worker;
	}

	public Drain getDrain() {
		return this.drain;
	}

	/**
	 * Properties of messages.
	 */
	public static class Message {

		/**
		 * Name of the field at the top of a JSON message that says its type.
		 */
		private String typeField = "type";

		/**
		 * Number of streams that a connection's callbacks may have at once as results.
		 */
		private int maxStreams = 8;

		public String getTypeField() {
			return this.typeField;
		}

		public void setTypeField(String typeField) {
			this.typeField = typeField;
		}

		public int getMaxStreams() {
			return this.maxStreams;
		}

		public void setMaxStreams(int maxStreams) {
			this.maxStreams = maxStreams;
		}

	}

	/**
	 * Properties of what waits for a connection's callbacks.
	 */
	public static class Receive {

		/**
		 * Number of messages that may wait for a connection's callbacks before no more is
		 * read from it.
		 */
		private int maxPendingMessages = 256;

		/**
		 * Size of the messages that may wait for a connection's callbacks before no more
		 * is read from it; one message always fits.
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
	 * Properties of what waits for a connection's socket.
	 */
	public static class Send {

		/**
		 * Size of what may wait for a client that reads slowly.
		 */
		private DataSize maxBytes = DataSize.ofMegabytes(1);

		/**
		 * Number of messages that may wait for a client that reads slowly.
		 */
		private int maxMessages = 1000;

		/**
		 * Time without any progress after which a client that does not read is
		 * disconnected.
		 */
		private Duration maxDelay = Duration.ofSeconds(10);

		/**
		 * What happens when a message does not fit any more.
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
	 * Properties of what carries the frames.
	 */
	public static class Transport {

		/**
		 * What carries the frames of endpoints.
		 */
		private TransportType type = TransportType.STANDARD;

		/**
		 * Number of event loops. By default as many as there are processors.
		 */
		private @Nullable Integer eventLoops;

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

	}

	/**
	 * Properties of the threads that run callbacks.
	 */
	public static class Worker {

		/**
		 * Number of platform threads for callbacks, and again for writing to clients. Has
		 * no effect with virtual threads.
		 */
		private int maxThreads = 200;

		public int getMaxThreads() {
			return this.maxThreads;
		}

		public void setMaxThreads(int maxThreads) {
			this.maxThreads = maxThreads;
		}

	}

	/**
	 * Properties of closing all connections before the server stops.
	 */
	public static class Drain {

		/**
		 * Whether to close all connections in an orderly way before the server stops.
		 */
		private boolean enabled = true;

		/**
		 * Time that closing all connections may take.
		 */
		private Duration timeout = Duration.ofSeconds(20);

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

	}

}
