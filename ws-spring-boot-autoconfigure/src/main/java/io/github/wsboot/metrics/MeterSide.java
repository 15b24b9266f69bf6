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

package io.github.wsboot.metrics;

import io.github.wsboot.CloseCause;

/**
 * Side of this application in the connections that a meter is about.
 */
enum MeterSide {

	/** Connections of clients to this server. */
	SERVER("websocket.server.", CloseCause.CLIENT),

	/** Connections of this client to servers. */
	CLIENT("websocket.client.", CloseCause.SERVER);

	private final String prefix;

	private final CloseCause peer;

	MeterSide(String prefix, CloseCause peer) {
		this.prefix = prefix;
		this.peer = peer;
	}

	String prefix() {
		return this.prefix;
	}

	/**
	 * Return whether a connection was closed by the other side. If its network is gone,
	 * it was.
	 */
	boolean isClosedByPeer(CloseCause cause) {
		return cause == this.peer || cause == CloseCause.NETWORK;
	}

	/**
	 * Return the tag for the side that began to close.
	 */
	String initiator(CloseCause cause) {
		boolean server = (this == SERVER) != isClosedByPeer(cause);
		return server ? "server" : "client";
	}

}
