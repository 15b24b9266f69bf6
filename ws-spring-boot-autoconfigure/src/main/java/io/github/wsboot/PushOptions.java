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

package io.github.wsboot;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Options of a push, for messages that lose their value: to a newer one, or with time.
 * <pre class="code">
 * connections.room("ticker").push(price, PushOptions.conflate("ACME").expireAfter(Duration.ofSeconds(5)));
 * connections.push(id, alarm, PushOptions.none().expireAfter(Duration.ofMinutes(1)));
 * </pre>
 * <p>
 * Options apply to whole messages: a fragment or control frame ({@link Frame}) that is
 * pushed with any raises {@link IllegalArgumentException}. In a cluster, they travel with
 * the message and apply on each node to its own connections.
 * <p>
 * Whether a queue has room for a message with options, or for another one while it holds
 * some, is finally decided when the message gets there: a newer message may take the
 * place of an older one, and expired ones make room. A message that was
 * {@linkplain PushResult#ACCEPTED accepted} may so meet a full queue, which then does
 * what its policy says ({@code ws.send.overflow}).
 * <p>
 * Immutable and thread-safe; options may be kept and used again.
 *
 * @since 0.1.0
 */
public final class PushOptions {

	/** Largest number of characters in a key of {@link #conflate}. */
	public static final int MAX_KEY_LENGTH = 200;

	private static final PushOptions NONE = new PushOptions(null, null);

	private final @Nullable String conflationKey;

	private final @Nullable Duration lifetime;

	private PushOptions(@Nullable String conflationKey, @Nullable Duration lifetime) {
		this.conflationKey = conflationKey;
		this.lifetime = lifetime;
	}

	/**
	 * Return options that change nothing: a push with them is a push without options.
	 * {@link #expireAfter} adds to them.
	 * @return no options
	 */
	public static PushOptions none() {
		return NONE;
	}

	/**
	 * Let a client that reads slowly get only the newest of the messages with a key. If
	 * the connection's queue holds a message with the same key of which nothing has been
	 * written, the new one takes its place, and the older one is dropped: a client that
	 * reads as fast as messages come gets each of them.
	 * <p>
	 * A full queue takes a message that is no larger than the one it replaces. What is
	 * still on its way to the queue counts as well, until the event loop gets there: at
	 * twice the limits of the queue, a burst overflows even if all its messages have the
	 * same key.
	 * <p>
	 * As the message takes the place of the older one, it may overtake messages without
	 * this key that were pushed in between. A key belongs to one connection: a message to
	 * a room, with a key, takes the place of one to this connection alone, with the same
	 * key. There should be a limited number of keys, such as the names of the things
	 * whose state is sent.
	 * @param key the key, of 1 to 200 characters
	 * @return options with this key
	 * @throws IllegalArgumentException if the key is empty, too long, or has half of a
	 * surrogate pair
	 */
	public static PushOptions conflate(String key) {
		Assert.hasLength(key, "'key' must not be empty");
		Assert.isTrue(key.length() <= MAX_KEY_LENGTH, () -> "'key' must not have more than %d characters, and has %d"
			.formatted(MAX_KEY_LENGTH, key.length()));
		Assert.isTrue(isUnicode(key), "'key' must not have half of a surrogate pair: other nodes could not read it");
		return new PushOptions(key, null);
	}

	private static boolean isUnicode(String key) {
		for (int i = 0; i < key.length(); i++) {
			char c = key.charAt(i);
			if (Character.isSurrogate(c)) {
				if (i + 1 == key.length() || !Character.isSurrogatePair(c, key.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

	/**
	 * Drop the message if its writing has not begun after some time, counted from the
	 * push. What has been handed to the socket by then is sent. An expired message leaves
	 * the queue when it would be written, when the queue needs its room, and otherwise
	 * within about a second.
	 * <p>
	 * Another node begins to count when it receives the message, so the time on the way
	 * comes on top; clocks of nodes are not compared.
	 * @param lifetime the time from the push on; across nodes, rounded up to milliseconds
	 * @return these options with another lifetime
	 * @throws IllegalArgumentException if the lifetime is not positive
	 */
	public PushOptions expireAfter(Duration lifetime) {
		Assert.notNull(lifetime, "'lifetime' must not be null");
		Assert.isTrue(!lifetime.isZero() && !lifetime.isNegative(),
				() -> "'lifetime' must be positive, and is %s".formatted(lifetime));
		return new PushOptions(this.conflationKey, lifetime);
	}

	/**
	 * Return the key of the messages of which only the newest is kept.
	 * @return the key, or {@code null} if each message is kept
	 */
	public @Nullable String conflationKey() {
		return this.conflationKey;
	}

	/**
	 * Return the time after which the message is no longer written.
	 * @return the time from the push on, or {@code null} if the message does not expire
	 */
	public @Nullable Duration lifetime() {
		return this.lifetime;
	}

	/**
	 * Return whether these options change nothing.
	 * @return whether there is neither a key nor a lifetime
	 */
	public boolean isEmpty() {
		return this.conflationKey == null && this.lifetime == null;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PushOptions options && Objects.equals(this.conflationKey, options.conflationKey)
				&& Objects.equals(this.lifetime, options.lifetime);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.conflationKey, this.lifetime);
	}

	@Override
	public String toString() {
		return "PushOptions[conflationKey=" + this.conflationKey + ", lifetime=" + this.lifetime + "]";
	}

}
