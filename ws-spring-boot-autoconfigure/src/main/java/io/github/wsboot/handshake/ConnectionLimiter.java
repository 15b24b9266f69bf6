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

package io.github.wsboot.handshake;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;

import io.github.wsboot.HandshakeContext;
import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.concurrent.TokenBucket;
import io.github.wsboot.support.VisibleText;
import io.github.wsboot.transport.ClientAddress;

/**
 * Limiter of the connections of this server. A handshake takes a permit before it goes
 * on, so that there are never more connections than allowed, however many handshakes run
 * at once.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionLimiter {

	/** Time between response and session: little more than a change of threads. */
	private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

	private static final int MAX_LENGTH = 100;

	private final ConnectionLimits limits;

	private final TimerService timers;

	private final ForwardedHeaders forwarded;

	private final Duration sessionTimeout;

	private final LongSupplier clock;

	private final ReentrantLock lock = new ReentrantLock();

	private final @Nullable TokenBucket handshakes;

	private final Map<String, Integer> users = new HashMap<>();

	private final Map<String, Integer> addresses = new HashMap<>();

	private int taken;

	/**
	 * Create a limiter that has given no permit.
	 * @param limits the limits
	 * @param timers gives back the permits of sessions that never began
	 * @param forwarded the reader of forwarded headers, which may have the addresses of
	 * clients
	 */
	public ConnectionLimiter(ConnectionLimits limits, TimerService timers, ForwardedHeaders forwarded) {
		this(limits, timers, forwarded, SESSION_TIMEOUT, System::nanoTime);
	}

	ConnectionLimiter(ConnectionLimits limits, TimerService timers, ForwardedHeaders forwarded, Duration sessionTimeout,
			LongSupplier clock) {
		this.limits = limits;
		this.forwarded = forwarded;
		this.timers = timers;
		this.sessionTimeout = sessionTimeout;
		this.clock = clock;
		this.handshakes = (limits.handshakes() != null) ? new TokenBucket(limits.handshakes(), clock.getAsLong())
				: null;
	}

	/**
	 * Take a permit, or refuse the handshake.
	 * @return the permit, or {@code null} if the handshake was refused
	 */
	@Nullable ConnectionPermit tryAcquire(DefaultHandshakeContext context, HttpServletRequest request) {
		if (this.limits.isUnlimited()) {
			return new ConnectionPermit(() -> {
			});
		}
		String user = user(context);
		String address = address(request);
		Limit limit = take(user, address);
		if (limit == null) {
			return new ConnectionPermit(() -> giveBack(user, address));
		}
		context.responseHeaders()
			.set(HttpHeaders.RETRY_AFTER,
					(limit == Limit.RATE) ? RetryAfter.afterNanos(nanosUntilNextHandshake()) : RetryAfter.atOnce());
		context.refuse(limit.status, limit.reason(user, address, this.forwarded));
		return null;
	}

	private @Nullable String user(HandshakeContext context) {
		boolean counted = this.limits.maxConnectionsPerUser() != ConnectionLimits.UNLIMITED;
		String name = (counted && context.principal() != null) ? context.principal().getName() : null;
		return StringUtils.hasText(name) ? name : null;
	}

	private @Nullable String address(HttpServletRequest request) {
		boolean counted = this.limits.maxConnectionsPerAddress() != ConnectionLimits.UNLIMITED;
		return counted ? ClientAddress.network(request) : null;
	}

	private @Nullable Limit take(@Nullable String user, @Nullable String address) {
		this.lock.lock();
		try {
			Limit limit = exceeded(user, address);
			if (limit == null) {
				this.taken++;
				count(this.users, user, 1);
				count(this.addresses, address, 1);
			}
			return limit;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Limit exceeded(@Nullable String user, @Nullable String address) {
		if (this.taken >= this.limits.maxConnections()) {
			return Limit.CONNECTIONS;
		}
		if (user != null && this.users.getOrDefault(user, 0) >= this.limits.maxConnectionsPerUser()) {
			return Limit.USER;
		}
		if (address != null && this.addresses.getOrDefault(address, 0) >= this.limits.maxConnectionsPerAddress()) {
			return Limit.ADDRESS;
		}
		// Last, so that a client that is refused anyway takes no token from others
		return (this.handshakes == null || this.handshakes.take(this.clock.getAsLong())) ? null : Limit.RATE;
	}

	private void giveBack(@Nullable String user, @Nullable String address) {
		this.lock.lock();
		try {
			this.taken--;
			count(this.users, user, -1);
			count(this.addresses, address, -1);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void count(Map<String, Integer> counts, @Nullable String key, int difference) {
		if (key != null) {
			counts.merge(key, difference, (a, b) -> (a + b != 0) ? a + b : null);
		}
	}

	private long nanosUntilNextHandshake() {
		this.lock.lock();
		try {
			return (this.handshakes != null) ? this.handshakes.nanosUntilNext(this.clock.getAsLong()) : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give a permit back if no session begins in time: the client may have gone before
	 * the container has completed the handshake, which nothing reports.
	 */
	void awaitSession(ConnectionPermit permit) {
		if (!this.limits.isUnlimited() && permit.isPending()) {
			permit.deadline(this.timers.after(this.sessionTimeout, permit::abandon));
		}
	}

	/**
	 * Return the number of permits that are taken.
	 */
	int taken() {
		this.lock.lock();
		try {
			return this.taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	private enum Limit {

		CONNECTIONS("ws.max-connections", HttpStatus.SERVICE_UNAVAILABLE, HandshakeRejection.LIMIT,
				"this server has as many connections as '%s' allows"),

		USER("ws.max-connections-per-user", HttpStatus.TOO_MANY_REQUESTS, HandshakeRejection.LIMIT,
				"user '%2$s' has as many connections as '%1$s' allows"),

		ADDRESS("ws.max-connections-per-address", HttpStatus.TOO_MANY_REQUESTS, HandshakeRejection.LIMIT,
				"address %3$s has as many connections as '%1$s' allows. If it is a proxy's, %4$s"),

		RATE("ws.handshake.rate", HttpStatus.TOO_MANY_REQUESTS, HandshakeRejection.RATE,
				"handshakes come faster than '%s' allows");

		private final String property;

		private final HttpStatus status;

		private final HandshakeRejection reason;

		private final String text;

		Limit(String property, HttpStatus status, HandshakeRejection reason, String text) {
			this.property = property;
			this.status = status;
			this.reason = reason;
			this.text = text;
		}

		RefusalReason reason(@Nullable String user, @Nullable String address, ForwardedHeaders forwarded) {
			return new RefusalReason(this.reason, this.property,
					this.text.formatted(this.property, visible(user), visible(address), forwarded.advice()));
		}

		private static String visible(@Nullable String text) {
			return (text != null) ? VisibleText.of(text, MAX_LENGTH) : "";
		}

	}

}
