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

import io.github.wsboot.endpoint.invocation.FailurePolicy;
import io.github.wsboot.outbound.OverflowPolicy;
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
	 * Comma-separated list of origins that may connect besides the server's own, for
	 * example 'https://www.example.org' or 'file://'; '*' allows all.
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Comma-separated list of patterns of origins that may connect besides the server's
	 * own, for example 'https://*.example.org'.
	 */
	private List<String> allowedOriginPatterns = new ArrayList<>();

	/**
	 * Whether to refuse handshakes without an 'Origin' header, as clients that are no
	 * browsers may send them.
	 */
	private boolean requireOrigin;

	/**
	 * Number of connections that this server may have. By default no limit but the web
	 * server's own.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Number of connections that an authenticated user may have on this server. By
	 * default any.
	 */
	private @Nullable Integer maxConnectionsPerUser;

	/**
	 * Number of connections that may come from one address, for IPv6 from one /64
	 * network. By default any.
	 */
	private @Nullable Integer maxConnectionsPerAddress;

	/**
	 * Number of rooms that a connection may be in at once.
	 */
	private int maxRoomsPerConnection = 1000;

	/**
	 * Time in which a client has to send its first message. By default any.
	 */
	private @Nullable Duration firstMessageTimeout;

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
	 * Time without any message in either direction after which a connection is closed;
	 * pings and pongs are no messages. By default any.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * Time that closing a connection may take before it is aborted.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	/**
	 * Time that the asynchronous result of an @OnClose callback may take before it is
	 * cancelled.
	 */
	private Duration closeCallbackTimeout = Duration.ofMinutes(1);

	private final Handshake handshake = new Handshake();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Message message = new Message();

	private final Observation observation = new Observation();

	private final Receive receive = new Receive();

	private final Send send = new Send();

	private final Compression compression = new Compression();

	private final TrafficLog trafficLog = new TrafficLog();

	private final Transport transport = new Transport();

	private final Worker worker = new Worker();

	private final Auth auth = new Auth();

	private final Drain drain = new Drain();

	private final Metrics metrics = new Metrics();

	private final Console console = new Console();

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

	public boolean isRequireOrigin() {
		return this.requireOrigin;
	}

	public void setRequireOrigin(boolean requireOrigin) {
		this.requireOrigin = requireOrigin;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable Integer getMaxConnectionsPerUser() {
		return this.maxConnectionsPerUser;
	}

	public void setMaxConnectionsPerUser(@Nullable Integer maxConnectionsPerUser) {
		this.maxConnectionsPerUser = maxConnectionsPerUser;
	}

	public @Nullable Integer getMaxConnectionsPerAddress() {
		return this.maxConnectionsPerAddress;
	}

	public void setMaxConnectionsPerAddress(@Nullable Integer maxConnectionsPerAddress) {
		this.maxConnectionsPerAddress = maxConnectionsPerAddress;
	}

	public int getMaxRoomsPerConnection() {
		return this.maxRoomsPerConnection;
	}

	public void setMaxRoomsPerConnection(int maxRoomsPerConnection) {
		this.maxRoomsPerConnection = maxRoomsPerConnection;
	}

	public @Nullable Duration getFirstMessageTimeout() {
		return this.firstMessageTimeout;
	}

	public void setFirstMessageTimeout(@Nullable Duration firstMessageTimeout) {
		this.firstMessageTimeout = firstMessageTimeout;
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

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Duration getCloseCallbackTimeout() {
		return this.closeCallbackTimeout;
	}

	public void setCloseCallbackTimeout(Duration closeCallbackTimeout) {
		this.closeCallbackTimeout = closeCallbackTimeout;
	}

	public Handshake getHandshake() {
		return this.handshake;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	public Message getMessage() {
		return this.message;
	}

	public Observation getObservation() {
		return this.observation;
	}

	public Receive getReceive() {
		return this.receive;
	}

	public Send getSend() {
		return this.send;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public TrafficLog getTrafficLog() {
		return this.trafficLog;
	}

	public Transport getTransport() {
		return this.transport;
	}

	public Worker getWorker() {
		return this.worker;
	}

	public Auth getAuth() {
		return this.auth;
	}

	public Drain getDrain() {
		return this.drain;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	public Console getConsole() {
		return this.console;
	}

	/**
	 * Properties of handshakes.
	 *
	 * @since 0.1.0
	 */
	public static class Handshake {

		/**
		 * Number of handshakes a second that this server accepts in the long run. By
		 * default any.
		 */
		private @Nullable Integer rate;

		/**
		 * Number of handshakes that this server accepts at once, after a pause. By
		 * default as many as in a second.
		 */
		private @Nullable Integer burst;

		public @Nullable Integer getRate() {
			return this.rate;
		}

		public void setRate(@Nullable Integer rate) {
			this.rate = rate;
		}

		public @Nullable Integer getBurst() {
			return this.burst;
		}

		public void setBurst(@Nullable Integer burst) {
			this.burst = burst;
		}

	}

	/**
	 * Properties of the heartbeat.
	 *
	 * @since 0.1.0
	 */
	public static class Heartbeat {

		/**
		 * Time between two pings of a connection, with which dead ones are found; 0
		 * switches them off.
		 */
		private Duration interval = Duration.ofSeconds(25);

		/**
		 * Time in which a client has to show some life after a ping: the pong or anything
		 * else.
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
	 * Properties of messages.
	 *
	 * @since 0.1.0
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

		/**
		 * Number of messages a second that a client may send in the long run. By default
		 * any.
		 */
		private @Nullable Integer rate;

		/**
		 * Number of messages that a client may send at once, after a pause. By default as
		 * many as in a second.
		 */
		private @Nullable Integer burst;

		/**
		 * Number of messages beyond the rate that are dropped, without a pause between
		 * them, before the connection is closed.
		 */
		private int maxViolations = 100;

		public @Nullable Integer getRate() {
			return this.rate;
		}

		public void setRate(@Nullable Integer rate) {
			this.rate = rate;
		}

		public @Nullable Integer getBurst() {
			return this.burst;
		}

		public void setBurst(@Nullable Integer burst) {
			this.burst = burst;
		}

		public int getMaxViolations() {
			return this.maxViolations;
		}

		public void setMaxViolations(int maxViolations) {
			this.maxViolations = maxViolations;
		}

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
	 * Properties of the observation of messages.
	 *
	 * @since 0.1.0
	 */
	public static class Observation {

		/**
		 * Whether each handled message is an observation of Micrometer. By default if the
		 * application has tracing.
		 */
		private @Nullable Boolean enabled;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Properties of what waits for a connection's callbacks.
	 *
	 * @since 0.1.0
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

		/**
		 * Size of what all clients together may have sent that is incomplete or waits for
		 * callbacks, overhead included. By default an eighth of the heap.
		 */
		private @Nullable DataSize maxTotalBytes;

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

		public @Nullable DataSize getMaxTotalBytes() {
			return this.maxTotalBytes;
		}

		public void setMaxTotalBytes(@Nullable DataSize maxTotalBytes) {
			this.maxTotalBytes = maxTotalBytes;
		}

	}

	/**
	 * Properties of what waits for a connection's socket.
	 *
	 * @since 0.1.0
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

		/**
		 * Size of what may wait for all clients together, overhead included; a message
		 * that waits for many counts once. By default a quarter of the heap.
		 */
		private @Nullable DataSize maxTotalBytes;

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

		public @Nullable DataSize getMaxTotalBytes() {
			return this.maxTotalBytes;
		}

		public void setMaxTotalBytes(@Nullable DataSize maxTotalBytes) {
			this.maxTotalBytes = maxTotalBytes;
		}

	}

	/**
	 * Properties of the compression of messages.
	 *
	 * @since 0.1.0
	 */
	public static class Compression {

		/**
		 * Whether to compress messages for clients that offer it (permessage-deflate).
		 */
		private boolean enabled;

		/**
		 * Smallest message that is sent compressed, before its compression.
		 */
		private DataSize minSize = DataSize.ofKilobytes(1);

		/**
		 * Whether messages may refer to earlier ones of their connection if the client
		 * allows it, at a cost in memory for each connection and in time for each
		 * receiver.
		 */
		private boolean contextTakeover;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public DataSize getMinSize() {
			return this.minSize;
		}

		public void setMinSize(DataSize minSize) {
			this.minSize = minSize;
		}

		public boolean isContextTakeover() {
			return this.contextTakeover;
		}

		public void setContextTakeover(boolean contextTakeover) {
			this.contextTakeover = contextTakeover;
		}

	}

	/**
	 * Properties of the log of what goes over connections.
	 *
	 * @since 0.1.0
	 */
	public static class TrafficLog {

		/**
		 * Whether to log each connection, message, ping and pong of endpoints, as INFO of
		 * the logger 'io.github.wsboot.traffic'.
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

	/**
	 * Properties of what carries the frames.
	 *
	 * @since 0.1.0
	 */
	public static class Transport {

		/**
		 * What carries the frames of endpoints.
		 */
		private TransportType type = TransportType.AUTO;

		/**
		 * Number of event loops. By default as many as there are processors.
		 */
		private @Nullable Integer eventLoops;

		/**
		 * Whether Spring's own handlers and STOMP endpoints (those of '@EnableWebSocket'
		 * and '@EnableWebSocketMessageBroker') use the transport of endpoints, too.
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
			 * Whether to let go of the buffers that Tomcat has for each of its sockets
			 * when a WebSocket connection begins. Replaces the protocol of the embedded
			 * Tomcat's connector by one that allows it.
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

	/**
	 * Properties of the threads that run callbacks.
	 *
	 * @since 0.1.0
	 */
	public static class Worker {

		/**
		 * Number of platform threads for callbacks, again for event listeners and stages,
		 * and again for writing to clients. Has no effect with virtual threads.
		 */
		private int maxThreads = 200;

		/**
		 * Time for which a callback, or the stage that it returned, may hold its
		 * connection before a warning names it, on event loops and virtual threads, too.
		 * Zero switches the warnings off.
		 */
		private Duration warnAfter = Duration.ofSeconds(30);

		public int getMaxThreads() {
			return this.maxThreads;
		}

		public void setMaxThreads(int maxThreads) {
			this.maxThreads = maxThreads;
		}

		public Duration getWarnAfter() {
			return this.warnAfter;
		}

		public void setWarnAfter(Duration warnAfter) {
			this.warnAfter = warnAfter;
		}

	}

	/**
	 * Properties of authentication.
	 *
	 * @since 0.1.0
	 */
	public static class Auth {

		/**
		 * Whether to close a connection with 4401 when its authentication has expired:
		 * the token of its handshake, or the HTTP session of its login.
		 */
		private boolean closeOnExpiry = true;

		/**
		 * Time between the expiry of a token and the end of its connection, during which
		 * the application may renew it.
		 */
		private Duration expiryGrace = Duration.ZERO;

		/**
		 * Time between two looks at which sessions have expired in Spring Security's
		 * SessionRegistry, if there is such a bean. With '0' it is not asked.
		 */
		private Duration sessionCheckInterval = Duration.ofSeconds(10);

		/**
		 * Whether to close a connection with 4403 when a callback was denied and
		 * no @OnError has handled it; otherwise it is a failure like any other.
		 */
		private boolean closeOnDenied = true;

		/**
		 * Name of the sub-protocol after which clients may offer a bearer token as if it
		 * was another one, for example 'bearer'. By default they may not.
		 */
		private @Nullable String bearerSubProtocol;

		public boolean isCloseOnExpiry() {
			return this.closeOnExpiry;
		}

		public void setCloseOnExpiry(boolean closeOnExpiry) {
			this.closeOnExpiry = closeOnExpiry;
		}

		public Duration getExpiryGrace() {
			return this.expiryGrace;
		}

		public void setExpiryGrace(Duration expiryGrace) {
			this.expiryGrace = expiryGrace;
		}

		public Duration getSessionCheckInterval() {
			return this.sessionCheckInterval;
		}

		public void setSessionCheckInterval(Duration sessionCheckInterval) {
			this.sessionCheckInterval = sessionCheckInterval;
		}

		public boolean isCloseOnDenied() {
			return this.closeOnDenied;
		}

		public void setCloseOnDenied(boolean closeOnDenied) {
			this.closeOnDenied = closeOnDenied;
		}

		public @Nullable String getBearerSubProtocol() {
			return this.bearerSubProtocol;
		}

		public void setBearerSubProtocol(@Nullable String bearerSubProtocol) {
			this.bearerSubProtocol = bearerSubProtocol;
		}

	}

	/**
	 * Properties of closing all connections before the server stops.
	 *
	 * @since 0.1.0
	 */
	public static class Drain {

		/**
		 * Whether to close all connections in an orderly way before the server stops.
		 */
		private boolean enabled = true;

		/**
		 * Time that closing all connections may take, the delay included.
		 */
		private Duration timeout = Duration.ofSeconds(20);

		/**
		 * Time for which clients may still connect although the application already says
		 * that it is not ready, so that load balancers can notice.
		 */
		private Duration delay = Duration.ZERO;

		/**
		 * Number of connections that are closed at once.
		 */
		private int batchSize = 500;

		/**
		 * Time from closing some connections to closing the next ones. Shortened when
		 * there are too many of them for half of the timeout.
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

	/**
	 * Properties of the meters.
	 *
	 * @since 0.1.0
	 */
	public static class Metrics {

		/**
		 * Whether there are meters of the WebSocket server if the application has
		 * Micrometer.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Properties of the console.
	 *
	 * @since 0.1.0
	 */
	public static class Console {

		/**
		 * Whether there is a page that shows connections and lets people push to them and
		 * disconnect them. By default only if spring-boot-devtools is on the class path.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Path of the page.
		 */
		private String path = "/ws-console";

		/**
		 * Names of hosts at which browsers may ask for the page, without a port. IP
		 * addresses, localhost and the hosts of allowed origins need not be listed.
		 */
		private List<String> allowedHosts = new ArrayList<>();

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

		public List<String> getAllowedHosts() {
			return this.allowedHosts;
		}

		public void setAllowedHosts(List<String> allowedHosts) {
			this.allowedHosts = allowedHosts;
		}

	}

}
