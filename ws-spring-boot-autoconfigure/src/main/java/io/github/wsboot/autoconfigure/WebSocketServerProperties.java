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
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.github.wsboot.endpoint.FailurePolicy;

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

	@NestedConfigurationProperty
	private final HandshakeProperties handshake = new HandshakeProperties();

	@NestedConfigurationProperty
	private final HeartbeatProperties heartbeat = new HeartbeatProperties();

	@NestedConfigurationProperty
	private final MessageProperties message = new MessageProperties();

	@NestedConfigurationProperty
	private final ObservationProperties observation = new ObservationProperties();

	@NestedConfigurationProperty
	private final ReceiveProperties receive = new ReceiveProperties();

	@NestedConfigurationProperty
	private final SendProperties send = new SendProperties();

	@NestedConfigurationProperty
	private final CompressionProperties compression = new CompressionProperties();

	@NestedConfigurationProperty
	private final TrafficLogProperties trafficLog = new TrafficLogProperties();

	@NestedConfigurationProperty
	private final TransportProperties transport = new TransportProperties();

	@NestedConfigurationProperty
	private final WorkerProperties worker = new WorkerProperties();

	@NestedConfigurationProperty
	private final AuthProperties auth = new AuthProperties();

	@NestedConfigurationProperty
	private final DrainProperties drain = new DrainProperties();

	@NestedConfigurationProperty
	private final MetricsProperties metrics = new MetricsProperties();

	@NestedConfigurationProperty
	private final ConsoleProperties console = new ConsoleProperties();

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

	public HandshakeProperties getHandshake() {
		return this.handshake;
	}

	public HeartbeatProperties getHeartbeat() {
		return this.heartbeat;
	}

	public MessageProperties getMessage() {
		return this.message;
	}

	public ObservationProperties getObservation() {
		return this.observation;
	}

	public ReceiveProperties getReceive() {
		return this.receive;
	}

	public SendProperties getSend() {
		return this.send;
	}

	public CompressionProperties getCompression() {
		return this.compression;
	}

	public TrafficLogProperties getTrafficLog() {
		return this.trafficLog;
	}

	public TransportProperties getTransport() {
		return this.transport;
	}

	public WorkerProperties getWorker() {
		return this.worker;
	}

	public AuthProperties getAuth() {
		return this.auth;
	}

	public DrainProperties getDrain() {
		return this.drain;
	}

	public MetricsProperties getMetrics() {
		return this.metrics;
	}

	public ConsoleProperties getConsole() {
		return this.console;
	}

}
