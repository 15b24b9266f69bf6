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
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.github.wsboot.ask.AskSettings;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Ask;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Compression;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Drain;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Handshake;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Heartbeat;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Message;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Receive;
import io.github.wsboot.autoconfigure.WebSocketServerProperties.Send;
import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.connection.DrainSettings;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.endpoint.definition.CommonSubProtocols;
import io.github.wsboot.endpoint.session.EndpointSettings;
import io.github.wsboot.endpoint.session.EndpointSettings.CallbackTimes;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;
import io.github.wsboot.endpoint.session.EndpointSettings.MessageSizes;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.handshake.ConnectionLimits;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.transport.SpringSessionFactory;
import io.github.wsboot.transport.codec.CompressionSettings;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Checks properties and converts them to the settings of the runtime packages. It is one
 * bean, so that each value is checked in one place.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 */
final class WebSocketSettings {

	/** A clock in nanoseconds resolves higher rates badly. */
	private static final int MAX_RATE = 1_000_000;

	/** People wait in front of their pages meanwhile. */
	private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

	/** Name of a sub-protocol, as in RFC 6455. */
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/** Segments of characters that need no encoding in a URI. */
	private static final Pattern CONSOLE_PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])+");

	private final WebSocketServerProperties properties;

	WebSocketSettings(WebSocketServerProperties properties) {
		this.properties = properties;
	}

	SendLimits send() {
		Send send = this.properties.getSend();
		return new SendLimits(PropertyChecks.bytes("ws.send.max-bytes", send.getMaxBytes()),
				PropertyChecks.positive("ws.send.max-messages", send.getMaxMessages()),
				PropertyChecks.positive("ws.send.max-delay", send.getMaxDelay()), send.getOverflow());
	}

	HeartbeatSettings heartbeat() {
		Heartbeat heartbeat = this.properties.getHeartbeat();
		Duration interval = PropertyChecks.notNegative("ws.heartbeat.interval", heartbeat.getInterval(),
				"It must be positive, or 0 for no pings.");
		Duration idleTimeout = this.properties.getIdleTimeout();
		return new HeartbeatSettings(interval.isZero() ? null : interval,
				PropertyChecks.positive("ws.heartbeat.timeout", heartbeat.getTimeout()),
				(idleTimeout != null) ? PropertyChecks.positive("ws.idle-timeout", idleTimeout) : null);
	}

	long maxTotalBytes() {
		DataSize configured = this.properties.getSend().getMaxTotalBytes();
		if (configured == null) {
			return Runtime.getRuntime().maxMemory() / 4;
		}
		if (configured.toBytes() < this.properties.getSend().getMaxBytes().toBytes()) {
			throw new InvalidConfigurationPropertyValueException("ws.send.max-total-bytes", configured,
					"It must not be less than 'ws.send.max-bytes'.");
		}
		return configured.toBytes();
	}

	ReceiveMemoryBudget receiveBudget(SendMemoryBudget replies) {
		FrameLimits frames = frames();
		int largest = Math.max(frames.maxTextSize(), frames.maxBinarySize());
		DataSize configured = this.properties.getReceive().getMaxTotalBytes();
		if (configured != null && configured.toBytes() < largest) {
			throw new InvalidConfigurationPropertyValueException("ws.receive.max-total-bytes", configured,
					"It must not be less than 'ws.max-text-size' and 'ws.max-binary-size'.");
		}
		long max = (configured != null) ? configured.toBytes()
				: Math.max(Runtime.getRuntime().maxMemory() / 8, largest);
		return new ReceiveMemoryBudget(max, largest, replies);
	}

	EndpointSettings endpoints() {
		Receive receive = this.properties.getReceive();
		return new EndpointSettings(path(), new ReservedTypes(messageFields().type()), this.properties.getFailure(),
				new MessageSizes(PropertyChecks.bytes("ws.max-text-size", this.properties.getMaxTextSize()),
						PropertyChecks.bytes("ws.max-binary-size", this.properties.getMaxBinarySize()), "ws"),
				new ReceiveLimits(
						PropertyChecks.positive("ws.receive.max-pending-messages", receive.getMaxPendingMessages()),
						PropertyChecks.bytes("ws.receive.max-pending-bytes", receive.getMaxPendingBytes())),
				clients(),
				PropertyChecks.positive("ws.message.max-streams", this.properties.getMessage().getMaxStreams()),
				new CallbackTimes(
						PropertyChecks.positive("ws.close-callback-timeout", this.properties.getCloseCallbackTimeout()),
						PropertyChecks.notNegative("ws.worker.warn-after",
								this.properties.getWorker().getWarnAfter())));
	}

	private ClientLimits clients() {
		Message message = this.properties.getMessage();
		Duration timeout = this.properties.getFirstMessageTimeout();
		return new ClientLimits(rate("ws.message", message.getRate(), message.getBurst()),
				PropertyChecks.positive("ws.message.max-violations", message.getMaxViolations()),
				(timeout != null) ? PropertyChecks.positive("ws.first-message-timeout", timeout) : null);
	}

	int maxRoomsPerConnection() {
		return PropertyChecks.positive("ws.max-rooms-per-connection", this.properties.getMaxRoomsPerConnection());
	}

	ConnectionLimits connectionLimits() {
		Handshake handshake = this.properties.getHandshake();
		return new ConnectionLimits(limit("ws.max-connections", this.properties.getMaxConnections()),
				limit("ws.max-connections-per-user", this.properties.getMaxConnectionsPerUser()),
				limit("ws.max-connections-per-address", this.properties.getMaxConnectionsPerAddress()),
				rate("ws.handshake", handshake.getRate(), handshake.getBurst()));
	}

	private static int limit(String name, @Nullable Integer limit) {
		return (limit != null) ? PropertyChecks.positive(name, limit) : ConnectionLimits.UNLIMITED;
	}

	private static @Nullable Rate rate(String prefix, @Nullable Integer rate, @Nullable Integer burst) {
		if (rate == null) {
			if (burst != null) {
				throw new InvalidConfigurationPropertyValueException(prefix + ".burst", burst,
						"It has no effect without '" + prefix + ".rate'.");
			}
			return null;
		}
		if (rate <= 0 || rate > MAX_RATE) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".rate", rate,
					"It must be between 1 and " + MAX_RATE + ".");
		}
		return new Rate(rate, (burst != null) ? PropertyChecks.positive(prefix + ".burst", burst) : rate);
	}

	SpringSessionFactory.Settings springSessions() {
		ReceiveLimits receive = endpoints().receive();
		return new SpringSessionFactory.Settings(send(), receive.maxPendingMessages(), receive.maxPendingBytes());
	}

	/**
	 * Return the time to wait for the end of the sessions of Spring's own handlers.
	 */
	Duration springDrainTimeout() {
		return this.properties.getDrain().isEnabled() ? drain().timeout() : Duration.ZERO;
	}

	/**
	 * Fail if Spring's handlers should use our own transport while endpoints do not.
	 */
	void checkStandardTransport() {
		if (this.properties.getTransport().isApplyToSpringHandlers()) {
			throw new InvalidConfigurationPropertyValueException("ws.transport.apply-to-spring-handlers", true,
					"It has no effect with 'ws.transport.type=standard': use 'auto' or 'direct', or remove it.");
		}
	}

	private String path() {
		String path = this.properties.getPath();
		if (!StringUtils.hasText(path) || !path.startsWith("/")) {
			throw new InvalidConfigurationPropertyValueException("ws.path", path, "It must start with '/'.");
		}
		return path;
	}

	String consolePath() {
		String path = this.properties.getConsole().getPath();
		if (!CONSOLE_PATH.matcher(path).matches()) {
			throw new InvalidConfigurationPropertyValueException("ws.console.path", path,
					"It must be a path like '/ws-console', without a slash at its end and without variables.");
		}
		return path;
	}

	JsonProtocol.Fields messageFields() {
		Message message = this.properties.getMessage();
		List<String> used = new ArrayList<>(List.of(JsonProtocol.VALUE, JsonProtocol.ERROR));
		used.add(field("ws.message.type-field", message.getTypeField(), List.of()));
		used.add(field("ws.message.ask-field", message.getAskField(), used));
		field("ws.message.reply-field", message.getReplyField(), used);
		return new JsonProtocol.Fields(message.getTypeField(), message.getAskField(), message.getReplyField());
	}

	private static String field(String property, String name, List<String> used) {
		if (!StringUtils.hasText(name)) {
			throw new InvalidConfigurationPropertyValueException(property, name, "It must not be empty.");
		}
		if (used.contains(name)) {
			throw new InvalidConfigurationPropertyValueException(property, name, "It must not be one of " + used
					+ ", as these fields mean something else: the names in 'ws.message' must differ.");
		}
		return name;
	}

	AskSettings asks() {
		Ask ask = this.properties.getAsk();
		return new AskSettings(PropertyChecks.positive("ws.ask.timeout", ask.getTimeout()),
				PropertyChecks.positive("ws.ask.max-pending", ask.getMaxPending()),
				PropertyChecks.positive("ws.ask.max-pending-total", ask.getMaxPendingTotal()));
	}

	FrameLimits frames() {
		return new FrameLimits(PropertyChecks.bytes("ws.max-text-size", this.properties.getMaxTextSize()),
				PropertyChecks.bytes("ws.max-binary-size", this.properties.getMaxBinarySize()),
				PropertyChecks.positive("ws.max-fragments", this.properties.getMaxFragments()));
	}

	CompressionSettings compression() {
		Compression compression = this.properties.getCompression();
		DataSize minSize = compression.getMinSize();
		if (minSize.toBytes() < 0 || minSize.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidConfigurationPropertyValueException("ws.compression.min-size", minSize,
					"It must be between 0B and 2047MB.");
		}
		return new CompressionSettings(compression.isEnabled(), (int) minSize.toBytes(),
				compression.isContextTakeover());
	}

	int maxLoggedPayload() {
		return PropertyChecks.loggedBytes("ws.traffic-log.max-payload",
				this.properties.getTrafficLog().getMaxPayload());
	}

	int eventLoops() {
		Integer configured = this.properties.getTransport().getEventLoops();
		return (configured != null) ? PropertyChecks.positive("ws.transport.event-loops", configured)
				: Runtime.getRuntime().availableProcessors();
	}

	int maxThreads() {
		return PropertyChecks.positive("ws.worker.max-threads", this.properties.getWorker().getMaxThreads());
	}

	Duration closeTimeout() {
		return PropertyChecks.positive("ws.close-timeout", this.properties.getCloseTimeout());
	}

	DrainSettings drain() {
		Drain drain = this.properties.getDrain();
		Duration timeout = PropertyChecks.positive("ws.drain.timeout", drain.getTimeout());
		Duration delay = drain.getDelay();
		if (delay.isNegative() || delay.compareTo(timeout) >= 0) {
			throw new InvalidConfigurationPropertyValueException("ws.drain.delay", delay,
					"It must not be negative, and must be less than 'ws.drain.timeout', which includes it.");
		}
		return new DrainSettings(timeout, delay, PropertyChecks.positive("ws.drain.batch-size", drain.getBatchSize()),
				PropertyChecks.notNegative("ws.drain.batch-interval", drain.getBatchInterval()),
				maxRetryAfter(drain.getRetryAfter()));
	}

	private static int maxRetryAfter(Duration retryAfter) {
		PropertyChecks.notNegative("ws.drain.retry-after", retryAfter);
		boolean sensible = retryAfter.compareTo(Duration.ofSeconds(1)) >= 0
				&& retryAfter.compareTo(MAX_RETRY_AFTER) <= 0;
		if (!sensible && !retryAfter.isZero()) {
			throw new InvalidConfigurationPropertyValueException("ws.drain.retry-after", retryAfter,
					"It must be between 1s and " + MAX_RETRY_AFTER.toMinutes() + "m, or 0 to ask for nothing.");
		}
		return (int) retryAfter.toSeconds();
	}

	boolean isBrowserClientEnabled() {
		return this.properties.getBrowserClient().isEnabled();
	}

	CommonSubProtocols subProtocols() {
		return new CommonSubProtocols(isBrowserClientEnabled(), this.properties.getAuth().getBearerSubProtocol());
	}

	Duration expiryGrace() {
		return PropertyChecks.notNegative("ws.auth.expiry-grace", this.properties.getAuth().getExpiryGrace(),
				"It must not be negative; '0s' means no grace.");
	}

	/**
	 * Return the time between two checks, or zero for no checks.
	 */
	Duration sessionCheckInterval() {
		return PropertyChecks.notNegative("ws.auth.session-check-interval",
				this.properties.getAuth().getSessionCheckInterval(),
				"It must not be negative; '0s' disables the checks.");
	}

	String bearerSubProtocol() {
		String name = this.properties.getAuth().getBearerSubProtocol();
		if (name == null || !TOKEN.matcher(name).matches()) {
			throw new InvalidConfigurationPropertyValueException("ws.auth.bearer-sub-protocol", name,
					"It must be the name of a sub-protocol, for example 'bearer'.");
		}
		return name;
	}

}
