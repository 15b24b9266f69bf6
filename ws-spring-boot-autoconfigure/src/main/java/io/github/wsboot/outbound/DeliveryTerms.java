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

package io.github.wsboot.outbound;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.PushOptions;

/**
 * Terms on which a message is delivered: what {@link PushOptions} mean from the moment of
 * a push on.
 *
 * @param key the key of the messages of which only the newest is kept, or {@code null}
 * @param expires whether there is a deadline
 * @param deadline when the message expires, by the clock
 * @param clock the time in nanoseconds, of which only differences have a meaning
 */
record DeliveryTerms(@Nullable String key, boolean expires, long deadline, LongSupplier clock) {

	/** Longest lifetime: a later deadline would count as a past one. */
	private static final long MAX_NANOS = Long.MAX_VALUE / 2;

	/** Approximate memory of the terms, and of the entry in an index, without the key. */
	private static final int OVERHEAD = 128;

	static DeliveryTerms of(PushOptions options, LongSupplier clock) {
		Duration lifetime = options.lifetime();
		if (lifetime == null) {
			return new DeliveryTerms(options.conflationKey(), false, 0, clock);
		}
		// Saturates, unlike Duration.toNanos()
		long nanos = Math.min(TimeUnit.NANOSECONDS.convert(lifetime), MAX_NANOS);
		return new DeliveryTerms(options.conflationKey(), true, clock.getAsLong() + nanos, clock);
	}

	/**
	 * Return the approximate memory that a message takes because of its terms.
	 * @return the number of bytes
	 */
	int memory() {
		return OVERHEAD + ((this.key != null) ? this.key.length() * Character.BYTES : 0);
	}

	boolean isExpired() {
		return this.expires && isExpired(this.clock.getAsLong());
	}

	/**
	 * Return whether the deadline, if there is one, has passed.
	 * @param now the time by the clock
	 */
	boolean isExpired(long now) {
		return this.expires && now - this.deadline >= 0;
	}

	/**
	 * Return whether the deadline is earlier than another one.
	 * @param other terms with a deadline, as these
	 */
	boolean isEarlierThan(DeliveryTerms other) {
		return this.deadline - other.deadline < 0;
	}

	/**
	 * Return the options that are left at this moment. An expired message has the
	 * shortest lifetime, as there is none of zero.
	 */
	PushOptions remainingOptions() {
		PushOptions options = (this.key != null) ? PushOptions.conflate(this.key) : PushOptions.none();
		long rest = this.deadline - this.clock.getAsLong();
		return this.expires ? options.expireAfter(Duration.ofNanos(Math.max(1, rest))) : options;
	}

}
