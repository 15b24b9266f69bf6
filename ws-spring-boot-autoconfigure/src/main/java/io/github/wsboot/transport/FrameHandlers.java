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

import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Factory of sessions' owners and of what handles their frames, for both roles.
 */
final class FrameHandlers {

	private final SpringSessionFactory springSessions;

	FrameHandlers(SpringSessionFactory springSessions) {
		this.springSessions = springSessions;
	}

	/**
	 * Create the owner of a session: that of a connection if its handshake was that of an
	 * endpoint or client of ours, otherwise that of one of Spring's own handlers.
	 * @return the handler of its frames, which has not begun
	 */
	FrameHandler create(DirectSocket socket, EventLoop loop, WebSocketHandler handler, DirectSession session,
			SessionSettings settings) {
		return session.hasHandshakeResult() ? connection(socket, loop, handler, session, settings)
				: springSession(socket, loop, handler, session, settings);
	}

	private FrameHandler connection(DirectSocket socket, EventLoop loop, WebSocketHandler handler,
			DirectSession session, SessionSettings settings) {
		DirectWire wire = new DirectWire(handler, session,
				(owner) -> new FrameHandler(loop, socket, owner, session.handshake(), settings));
		session.attach(wire, socket.remoteAddress());
		return wire.frameHandler();
	}

	private FrameHandler springSession(DirectSocket socket, EventLoop loop, WebSocketHandler handler,
			DirectSession session, SessionSettings settings) {
		SpringSessionOwner owner = this.springSessions.create(handler, session,
				(created) -> new FrameHandler(loop, socket, created, session.handshake(), settings));
		session.attach(owner, socket.remoteAddress());
		return owner.frameHandler();
	}

}
