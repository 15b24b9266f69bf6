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

package io.github.wsboot.transport;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.wsboot.transport.loop.DirectSocket;

/**
 * Circuit breaker for another upgrade. It counts the sockets in a row that could not be
 * taken, since the request could not be upgraded or the result was unexpected, and trips
 * for good after three of them.
 */
final class CircuitBreakerUpgrade implements DirectUpgrade {

	private static final Log logger = LogFactory.getLog(CircuitBreakerUpgrade.class);

	private static final int MAX_FAILURES = 3;

	private final Supplier<Optional<DirectUpgrade>> delegate;

	private final boolean canTrip;

	private final AtomicInteger failures = new AtomicInteger();

	private volatile boolean tripped;

	/**
	 * Create a circuit breaker.
	 * @param delegate finds the other upgrade, once the container is known
	 * @param canTrip whether the circuit breaker may trip
	 */
	CircuitBreakerUpgrade(Supplier<Optional<DirectUpgrade>> delegate, boolean canTrip) {
		this.delegate = delegate;
		this.canTrip = canTrip;
	}

	/**
	 * Return whether the circuit breaker has tripped, so that no more sockets are taken.
	 */
	boolean isTripped() {
		return this.tripped;
	}

	@Override
	public Optional<Compatibility> compatibility() {
		return this.delegate.get().flatMap(DirectUpgrade::compatibility);
	}

	@Override
	public void upgrade(HttpServletRequest request, SocketConsumer consumer) throws IOException, ServletException {
		DirectUpgrade upgrade = this.delegate.get()
			.orElseThrow(() -> new ServletException("The container does not give up its sockets"));
		try {
			upgrade.upgrade(request, counting(consumer));
		}
		catch (ServletException | RuntimeException | LinkageError ex) {
			onFailure(ex);
			throw ex;
		}
	}

	private SocketConsumer counting(SocketConsumer consumer) {
		return new SocketConsumer() {

			@Override
			public void accept(DirectSocket socket) {
				consumer.accept(socket);
				onSuccess();
			}

			@Override
			public void onFailure(Throwable cause) {
				consumer.onFailure(cause);
				CircuitBreakerUpgrade.this.onFailure(cause);
			}

		};
	}

	private void onSuccess() {
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
	}

	private void onFailure(Throwable cause) {
		if (this.failures.incrementAndGet() == MAX_FAILURES && this.canTrip) {
			this.tripped = true;
			logger.error(MAX_FAILURES + " sockets in a row could not be taken from the container: from now on, its own "
					+ "WebSocket implementation serves new connections ('ws.transport.type=standard' asks for it)",
					cause);
		}
	}

}
