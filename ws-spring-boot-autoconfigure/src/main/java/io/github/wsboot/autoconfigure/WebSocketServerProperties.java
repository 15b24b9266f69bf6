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

	@NestedConfigurationProperty
	private final MessageProperties message = new MessageProperties();

	@NestedConfigurationProperty
	private final ReceiveProperties receive = new ReceiveProperties();

	@NestedConfigurationProperty
	private final SendProperties send = new SendProperties();

	@NestedConfigurationProperty
	private final CompressionProperties compression = new CompressionProperties();

	@NestedConfigurationProperty
	private final TransportProperties transport = new TransportProperties();

	@NestedConfigurationProperty
	private final WorkerProperties worker = new WorkerProperties();

	@NestedConfigurationProperty
	private final DrainProperties drain = new DrainProperties();

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

	public MessageProperties getMessage() {
		return this.message;
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

	public TransportProperties getTransport() {
		return this.transport;
	}

	public WorkerProperties getWorker() {
		return this.worker;
	}

	public DrainProperties getDrain() {
		return this.drain;
	}

}
