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
	 * Path of endpoints that do not name one.
	 */
	private String path = "/ws";

	/**
	 * Comma-separated list of origins that may connect in addition to the server's own,
	 * for example 'https://www.example.org' or 'file://'; '*' allows all.
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Comma-separated list of patterns of origins that may connect in addition to the
	 * server's own, for example 'https://*.example.org'.
	 */
	private List<String> allowedOriginPatterns = new ArrayList<>();

	/**
	 * Whether to refuse handshakes without an 'Origin' header. Browsers always send it,
	 * other clients may not.
	 */
	private boolean requireOrigin;

	/**
	 * Maximum number of connections of this node. By default, only the web server's own
	 * limit applies.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Maximum number of connections of an authenticated user on this node. By default,
	 * unlimited.
	 */
	private @Nullable Integer maxConnectionsPerUser;

	/**
	 * Maximum number of connections of this node from one address, for IPv6 from one /64
	 * network. By default, unlimited.
	 */
	private @Nullable Integer maxConnectionsPerAddress;

	/**
	 * Maximum number of rooms that a connection can be in at the same time.
	 */
	private int maxRoomsPerConnection = 1000;

	/**
	 * Time within which a client must send its first message. By default, unlimited.
	 */
	private @Nullable Duration firstMessageTimeout;

	/**
	 * Maximum size of a text message from a client, in bytes of UTF-8.
	 */
	private DataSize maxTextSize = DataSize.ofKilobytes(64);

	/**
	 * Maximum size of a binary message from a client.
	 */
	private DataSize maxBinarySize = DataSize.ofKilobytes(64);

	/**
	 * Maximum number of frames of a message from a client.
	 */
	private int maxFragments = 1000;

	/**
	 * Policy for a connection after an exception that no @OnError has handled.
	 */
	private FailurePolicy failure = FailurePolicy.CLOSE;

	/**
	 * Time without a message in either direction after which a connection is closed;
	 * pings and pongs do not count. By default, unlimited.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * Time allowed for closing a connection before it is aborted.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	/**
	 * Time allowed for the asynchronous result of an @OnClose callback before it is
	 * cancelled.
	 */
	private Duration closeCallbackTimeout = Duration.ofMinutes(1);

	private final Handshake handshake = new Handshake();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Ask ask = new Ask();

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

	private final Cluster cluster = new Cluster();

	private final BrowserClient browserClient = new BrowserClient();

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

	public Ask getAsk() {
		return this.ask;
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

	public Cluster getCluster() {
		return this.cluster;
	}

	public BrowserClient getBrowserClient() {
		return this.browserClient;
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
		 * Number of handshakes per second that this node accepts on average. By default,
		 * unlimited.
		 */
		private @Nullable Integer rate;

		/**
		 * Number of handshakes that this node accepts at once after a pause. By default,
		 * as many as in one second.
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
		 * Time between two pings, which detect dead connections; 0 disables them.
		 */
		private Duration interval = Duration.ofSeconds(25);

		/**
		 * Time within which a client must send a pong, or anything else, after a ping.
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
		 * Name of the top-level field of a JSON message that contains the message's type.
		 */
		private String typeField = "type";

		/**
		 * Name of the top-level field of a JSON message that contains the number of a
		 * question.
		 */
		private String askField = "ask";

		/**
		 * Name of the top-level field of a JSON message that contains the number of the
		 * question that it answers.
		 */
		private String replyField = "re";

		/**
		 * Maximum number of streams that a connection's callbacks can return at the same
		 * time.
		 */
		private int maxStreams = 8;

		/**
		 * Number of messages per second that a client may send on average. By default,
		 * unlimited.
		 */
		private @Nullable Integer rate;

		/**
		 * Number of messages that a client may send at once after a pause. By default, as
		 * many as in one second.
		 */
		private @Nullable Integer burst;

		/**
		 * Number of messages beyond the rate, without a pause in between, that are
		 * dropped before the connection is closed.
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

		public String getAskField() {
			return this.askField;
		}

		public void setAskField(String askField) {
			this.askField = askField;
		}

		public String getReplyField() {
			return this.replyField;
		}

		public void setReplyField(String replyField) {
			this.replyField = replyField;
		}

		public int getMaxStreams() {
			return this.maxStreams;
		}

		public void setMaxStreams(int maxStreams) {
			this.maxStreams = maxStreams;
		}

	}

	/**
	 * Properties of asks.
	 *
	 * @since 0.1.0
	 */
	public static class Ask {

		/**
		 * Time to wait for the answer to an ask that names no time of its own.
		 */
		private Duration timeout = Duration.ofSeconds(5);

		/**
		 * Number of asks of one connection that can wait for answers.
		 */
		private int maxPending = 100;

		/**
		 * Number of asks of all connections that can wait for answers.
		 */
		private int maxPendingTotal = 100_000;

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public int getMaxPending() {
			return this.maxPending;
		}

		public void setMaxPending(int maxPending) {
			this.maxPending = maxPending;
		}

		public int getMaxPendingTotal() {
			return this.maxPendingTotal;
		}

		public void setMaxPendingTotal(int maxPendingTotal) {
			this.maxPendingTotal = maxPendingTotal;
		}

	}

	/**
	 * Properties of the observation of messages.
	 *
	 * @since 0.1.0
	 */
	public static class Observation {

		/**
		 * Whether to create a Micrometer observation for each handled message. By
		 * default, only if the application has tracing.
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
	 * Properties of messages that wait for a connection's callbacks.
	 *
	 * @since 0.1.0
	 */
	public static class Receive {

		/**
		 * Number of messages that can wait for a connection's callbacks before reading
		 * from it stops.
		 */
		private int maxPendingMessages = 256;

		/**
		 * Total size of the messages that can wait for a connection's callbacks before
		 * reading from it stops, in bytes, or characters of text; one message always
		 * fits.
		 */
		private DataSize maxPendingBytes = DataSize.ofKilobytes(256);

		/**
		 * Total size, including overhead, of messages from all clients that are
		 * incomplete or wait for callbacks. By default, an eighth of the heap.
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
	 * Properties of messages that wait for a connection's socket.
	 *
	 * @since 0.1.0
	 */
	public static class Send {

		/**
		 * Total size of the messages that can wait for a slow client.
		 */
		private DataSize maxBytes = DataSize.ofMegabytes(1);

		/**
		 * Number of messages that can wait for a slow client.
		 */
		private int maxMessages = 1000;

		/**
		 * Time without progress after which a client that does not read is disconnected.
		 */
		private Duration maxDelay = Duration.ofSeconds(10);

		/**
		 * Policy for a message that does not fit into the queue of a slow client.
		 */
		private OverflowPolicy overflow = OverflowPolicy.CLOSE;

		/**
		 * Total size, including overhead, of the messages that can wait for all clients;
		 * a message for many clients counts once. By default, a quarter of the heap.
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
		 * Whether to compress messages for clients that offer compression
		 * (permessage-deflate).
		 */
		private boolean enabled;

		/**
		 * Minimum size of a message, before compression, for it to be compressed.
		 */
		private DataSize minSize = DataSize.ofKilobytes(1);

		/**
		 * Whether compressed messages can refer to earlier messages of their connection
		 * if the client allows it. Needs memory for each connection, and time for each
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
	 * Properties of the traffic log.
	 *
	 * @since 0.1.0
	 */
	public static class TrafficLog {

		/**
		 * Whether to log each connection, message, ping and pong of endpoints, at INFO to
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
	 * Properties of the transport.
	 *
	 * @since 0.1.0
	 */
	public static class Transport {

		/**
		 * Transport that carries the frames of endpoints.
		 */
		private TransportType type = TransportType.AUTO;

		/**
		 * Number of event loops. By default, the number of processors.
		 */
		private @Nullable Integer eventLoops;

		/**
		 * Whether Spring's own handlers and STOMP endpoints ('@EnableWebSocket' and
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
			 * Whether to release the buffers that Tomcat keeps for each socket when a
			 * WebSocket connection begins. Replaces the protocol of the embedded Tomcat's
			 * connector.
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
		 * Maximum number of platform threads in each of three pools: for callbacks, for
		 * event listeners and stages, and for writing to clients. Has no effect with
		 * virtual threads.
		 */
		private int maxThreads = 200;

		/**
		 * Time for which a callback, or the stage that it returned, can hold its
		 * connection before a warning names it, on event loops and virtual threads, too;
		 * 0 disables the warnings.
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
		 * Time between two checks for expired sessions in Spring Security's
		 * SessionRegistry, if there is such a bean; 0 disables the checks.
		 */
		private Duration sessionCheckInterval = Duration.ofSeconds(10);

		/**
		 * Whether to close a connection with 4403 when access to a callback was denied
		 * and no @OnError has handled it. If not, it is a failure like any other.
		 */
		private boolean closeOnDenied = true;

		/**
		 * Name of the sub-protocol after which clients can offer a bearer token as if it
		 * were another sub-protocol, for example 'bearer'. By default, they cannot.
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
		 * Whether to close all connections gracefully before the server stops.
		 */
		private boolean enabled = true;

		/**
		 * Time allowed for closing all connections, including the delay.
		 */
		private Duration timeout = Duration.ofSeconds(20);

		/**
		 * Time for which clients can still connect after the application has reported
		 * that it is not ready, so that load balancers can react.
		 */
		private Duration delay = Duration.ZERO;

		/**
		 * Number of connections that are closed at the same time.
		 */
		private int batchSize = 500;

		/**
		 * Time between closing two batches of connections. Shortened if all batches would
		 * take longer than half of the timeout.
		 */
		private Duration batchInterval = Duration.ofMillis(200);

		/**
		 * Longest time for which a browser client is asked to stay away when its
		 * connection is closed. The server draws a number of seconds up to this for each
		 * of them, so that they do not all return at once. '0' asks for nothing.
		 */
		private Duration retryAfter = Duration.ofSeconds(10);

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

		public Duration getRetryAfter() {
			return this.retryAfter;
		}

		public void setRetryAfter(Duration retryAfter) {
			this.retryAfter = retryAfter;
		}

	}

	/**
	 * Properties of the cluster.
	 *
	 * @since 0.1.0
	 */
	public static class Cluster {

		/**
		 * Whether this node forms a cluster with the other nodes of the application.
		 */
		private boolean enabled;

		/**
		 * Beginning of the names that the cluster's engine uses, which keeps applications
		 * apart. By default, 'ws:', the value of 'spring.application.name' and ':'.
		 */
		private @Nullable String prefix;

		/**
		 * Name of this node for people. By default, the name of the host and the id of
		 * the process.
		 */
		private @Nullable String nodeName;

		/**
		 * Whether this node is out of service while it cannot reach its cluster.
		 */
		private boolean required;

		/**
		 * Time between two heartbeats, which tell the other nodes that this one is alive.
		 */
		private Duration heartbeat = Duration.ofSeconds(3);

		/**
		 * Time within which a heartbeat must come back to its own node, before the link
		 * to the engine is replaced.
		 */
		private Duration probeTimeout = Duration.ofSeconds(3);

		/**
		 * Time without a heartbeat after which another node is considered dead.
		 */
		private Duration deadAfter = Duration.ofSeconds(10);

		/**
		 * Time for which a room or user without connections here stays subscribed.
		 */
		private Duration linger = Duration.ofSeconds(10);

		/**
		 * Total size of the messages that can wait for the confirmation of the engine
		 * before further ones are refused.
		 */
		private DataSize maxPendingBytes = DataSize.ofMegabytes(8);

		/**
		 * Maximum size of the payload of a message to other nodes.
		 */
		private DataSize maxMessageSize = DataSize.ofMegabytes(1);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getPrefix() {
			return this.prefix;
		}

		public void setPrefix(@Nullable String prefix) {
			this.prefix = prefix;
		}

		public @Nullable String getNodeName() {
			return this.nodeName;
		}

		public void setNodeName(@Nullable String nodeName) {
			this.nodeName = nodeName;
		}

		public boolean isRequired() {
			return this.required;
		}

		public void setRequired(boolean required) {
			this.required = required;
		}

		public Duration getHeartbeat() {
			return this.heartbeat;
		}

		public void setHeartbeat(Duration heartbeat) {
			this.heartbeat = heartbeat;
		}

		public Duration getProbeTimeout() {
			return this.probeTimeout;
		}

		public void setProbeTimeout(Duration probeTimeout) {
			this.probeTimeout = probeTimeout;
		}

		public Duration getDeadAfter() {
			return this.deadAfter;
		}

		public void setDeadAfter(Duration deadAfter) {
			this.deadAfter = deadAfter;
		}

		public Duration getLinger() {
			return this.linger;
		}

		public void setLinger(Duration linger) {
			this.linger = linger;
		}

		public DataSize getMaxPendingBytes() {
			return this.maxPendingBytes;
		}

		public void setMaxPendingBytes(DataSize maxPendingBytes) {
			this.maxPendingBytes = maxPendingBytes;
		}

		public DataSize getMaxMessageSize() {
			return this.maxMessageSize;
		}

		public void setMaxMessageSize(DataSize maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
		}

	}

	/**
	 * Properties of the browser client.
	 *
	 * @since 0.1.0
	 */
	public static class BrowserClient {

		/**
		 * Whether endpoints agree to the sub-protocol 'ws.v1', with which pages of the
		 * browser client find out whether a connection still works. Types of messages
		 * that begin with 'ws.' are reserved then.
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
	 * Properties of the meters.
	 *
	 * @since 0.1.0
	 */
	public static class Metrics {

		/**
		 * Whether to register meters of the WebSocket server if the application has
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
		 * Whether to serve a page that shows connections, pushes to them and disconnects
		 * them. By default, only if spring-boot-devtools is on the class path.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Path of the page.
		 */
		private String path = "/ws-console";

		/**
		 * Names of hosts, without a port, at which browsers can open the page. IP
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
