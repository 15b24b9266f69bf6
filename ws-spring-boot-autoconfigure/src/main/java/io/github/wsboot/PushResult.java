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

/**
 * Outcome of a push to one connection. It is final, except for {@link #FORWARDED} and for
 * {@link #ACCEPTED}, after which the queue may still drop the message.
 *
 * @since 0.1.0
 */
public enum PushResult {

	/**
	 * The message is in the connection's queue. That is no receipt: the other end may
	 * disappear before it has read the message, and the queue may still drop it: to make
	 * room, since a newer message has taken its place, or since its lifetime is over
	 * ({@link PushOptions}). Listeners learn of that by
	 * {@link io.github.wsboot.extension.DropReason}. While a
	 * {@link io.github.wsboot.client.ClientConnection} has no socket, the message is in
	 * its offline queue, and is dropped if there is no socket within
	 * {@code ws.client.offline-queue.max-age}.
	 */
	ACCEPTED,

	/**
	 * The queue was full and its policy ({@code ws.send.overflow}, or
	 * {@code ws.client.send.overflow} for an outgoing connection) refused the message,
	 * the offline queue of a client connection was full, or the frame continues a message
	 * whose beginning the queue has not accepted.
	 */
	DROPPED,

	/**
	 * The message alone is larger than {@code ws.send.max-bytes}, for a connection of
	 * another node than {@code ws.cluster.max-message-size}, for an outgoing connection
	 * than {@code ws.client.send.max-bytes}, or for its offline queue than
	 * {@code ws.client.offline-queue.max-bytes}.
	 */
	TOO_LARGE,

	/**
	 * The connection is closing or has closed, or the client connection has ended for
	 * good.
	 */
	CLOSED,

	/**
	 * No connection has this id.
	 */
	NOT_FOUND,

	/**
	 * All queues together have reached their memory limit
	 * ({@code ws.send.max-total-bytes}).
	 */
	OVERLOADED,

	/**
	 * The connection belongs to another node, and the message was handed to the cluster.
	 * Its outcome there is not known here: the connection may have closed, and its queue
	 * may refuse the message.
	 */
	FORWARDED,

	/**
	 * The connection belongs to another node, and the cluster cannot be reached, or a
	 * {@link io.github.wsboot.client.ClientConnection} has no socket at the moment and no
	 * offline queue.
	 */
	UNAVAILABLE;

	/**
	 * Return whether the message was accepted, by a queue or by the cluster.
	 * @return whether this is {@link #ACCEPTED} or {@link #FORWARDED}
	 */
	public boolean isAccepted() {
		return this == ACCEPTED || this == FORWARDED;
	}

}
