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

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatusCode;

import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.VisibleText;
import io.github.wsboot.transport.ClientAddress;

/**
 * Log of refused handshakes: it keeps the latest of them, publishes an event for each,
 * and logs a warning for the first of each kind. The warning is repeated once a minute at
 * most, with the number of handshakes since. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class HandshakeRefusals {

	/** Number of refused handshakes that are kept. */
	public static final int MAX_LATEST = 100;

	private static final int MAX_ADDRESS_LENGTH = 100;

	private static final SafeLogger logger = SafeLogger.of(HandshakeRefusals.class);

	private final SafeEventPublisher events;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<HandshakeRefusal> latest = new ArrayDeque<>();

	/** One for each place that can refuse, so clients cannot add to them. */
	private final Map<String, LogInterval> kinds = new ConcurrentHashMap<>();

	/**
	 * Create an empty log.
	 * @param events publishes the events
	 */
	public HandshakeRefusals(ApplicationEventPublisher events) {
		this.events = new SafeEventPublisher(events);
	}

	/**
	 * Return the latest refusals.
	 * @return the newest first, {@value #MAX_LATEST} at most
	 */
	public List<HandshakeRefusal> latest() {
		this.lock.lock();
		try {
			return List.copyOf(this.latest);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Add a handshake that has been refused.
	 * @param endpoint the path template of the endpoint
	 * @param request the request
	 * @param status the status of the response
	 * @param reason the reason of the refusal
	 */
	void add(String endpoint, HttpServletRequest request, HttpStatusCode status, RefusalReason reason) {
		InetSocketAddress address = ClientAddress.of(request);
		remember(new HandshakeRefusal(Instant.now(), endpoint, status.value(), reason.reason(), reason.explanation(),
				text(address)));
		LogInterval interval = this.kinds.computeIfAbsent(reason.kind(), (kind) -> new LogInterval());
		if (interval.isTime()) {
			warn("Handshake at '" + endpoint + "' was answered with " + status.value() + ": " + reason.explanation()
					+ more(interval.takeSkipped()), reason.exception());
		}
		this.events.publish(new HandshakeRejectedEvent(endpoint, status, reason.reason(), address));
	}

	private void remember(HandshakeRefusal refusal) {
		this.lock.lock();
		try {
			if (this.latest.size() == MAX_LATEST) {
				this.latest.removeLast();
			}
			this.latest.addFirst(refusal);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static @Nullable String text(@Nullable InetSocketAddress address) {
		if (address == null) {
			return null;
		}
		// Looks up no name
		String host = VisibleText.of(address.getHostString(), MAX_ADDRESS_LENGTH);
		return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + address.getPort();
	}

	private static String more(long skipped) {
		return (skipped > 0) ? " (" + skipped + " more of this kind since the last such line)"
				: " (more of this kind are counted, and logged once a minute at most)";
	}

	private static void warn(String line, @Nullable Throwable exception) {
		if (exception != null) {
			logger.warn(line, exception);
		}
		else {
			logger.warn(line);
		}
	}

}
