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

package io.github.wsboot.endpoint.session;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.wsboot.Frame;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.support.VisibleText;

/**
 * The server's side of the browser client's sub-protocol: takes its messages before they
 * reach the mailbox, so that they are answered while callbacks are busy. Thread-safe;
 * shared by all connections.
 */
final class BrowserClientProtocol {

	private static final Log logger = LogFactory.getLog(BrowserClientProtocol.class);

	/** The longest type in the log, in characters: clients choose types. */
	private static final int MAX_TYPE = 100;

	private final ReservedTypes types;

	private final EncodedFrame pong = EncodedFrame.ofServer(Frame.text(ReservedTypes.PONG));

	/**
	 * Create the protocol.
	 * @param types know which messages belong to it
	 */
	BrowserClientProtocol(ReservedTypes types) {
		this.types = types;
	}

	/**
	 * Take a message of a client that speaks the sub-protocol, if the message belongs to
	 * it. A ping is answered, unless the queue has no room: then the client has something
	 * to read anyway. A type that is not known is ignored, as a newer client may use it.
	 * @param text the message
	 * @param connection the connection
	 * @param policy the rules for the client, or {@code null} if there are none
	 * @return whether the message belongs to the sub-protocol
	 */
	boolean take(String text, ManagedConnection connection, @Nullable InboundPolicy policy) {
		String type = this.types.of(text);
		if (type == null) {
			return false;
		}
		if (policy != null && !policy.admitReserved(connection)) {
			return true;
		}
		if (type.equals(ReservedTypes.PING)) {
			connection.pushIfRoom(this.pong);
		}
		else {
			logger.debug(
					LogMessage.of(() -> "Connection '" + connection.id() + "' has sent a message of the reserved type '"
							+ VisibleText.of(type, MAX_TYPE) + "', which is ignored"));
		}
		return true;
	}

}
