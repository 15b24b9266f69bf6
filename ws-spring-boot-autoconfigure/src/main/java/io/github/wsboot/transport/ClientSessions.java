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

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.connection.handshake.HeaderSnapshot;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.FrameMasking;
import io.github.wsboot.transport.codec.SessionCompression;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Starts sessions in the role of a client, once their opening handshake is complete.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientSessions {

	private final FrameHandlers frameHandlers;

	/** One for each loop, which alone uses it. */
	private final Map<EventLoop, FrameMasking> maskings = new ConcurrentHashMap<>();

	/**
	 * Create a starter of sessions.
	 * @param springSessions creates the owners of sessions of Spring's own handlers
	 */
	public ClientSessions(SpringSessionFactory springSessions) {
		this.frameHandlers = new FrameHandlers(springSessions);
	}

	/**
	 * Start a session, which takes the socket over. Must not be called on a loop, as the
	 * handler may block.
	 * @param socket the open socket
	 * @param loop the loop of the socket
	 * @param facts what has been agreed
	 * @param handler the handler, which is notified of the session before the return
	 * @param attributes the attributes of the session
	 * @return the session
	 */
	public WebSocketSession start(DirectSocket socket, EventLoop loop, Facts facts, WebSocketHandler handler,
			Map<String, Object> attributes) {
		DirectSession session = new DirectSession(handshake(facts, HandshakeResult.handshake(attributes)), attributes);
		FrameMasking masking = this.maskings.computeIfAbsent(loop, (key) -> new FrameMasking());
		this.frameHandlers
			.create(socket, loop, handler, session, new SessionSettings(facts.limits(), facts.closeTimeout(), masking))
			.start();
		return session;
	}

	/**
	 * Copy the facts that the session needs. Those that a connection's handshake keeps
	 * are shared.
	 */
	private static SessionHandshake handshake(Facts facts, @Nullable HandshakeSnapshot kept) {
		String uri = (kept != null) ? kept.uriText() : facts.uri().toString();
		HeaderSnapshot headers = (kept != null) ? kept.headerSnapshot() : HeaderSnapshot.of(facts.headers());
		return new SessionHandshake(uri, headers, null, facts.localAddress(), facts.remoteAddress(),
				facts.subProtocol(), facts.compression());
	}

	/**
	 * Facts of a session.
	 *
	 * @param uri the URI of the request
	 * @param headers the application's headers of the request
	 * @param localAddress the address of this side or {@code null}
	 * @param remoteAddress the server's address or {@code null}
	 * @param subProtocol the agreed sub-protocol or {@code null}
	 * @param compression the agreed compression or {@code null}
	 * @param limits the bounds of inbound messages
	 * @param closeTimeout the time that the server may take to close
	 */
	public record Facts(URI uri, HttpHeaders headers, @Nullable InetSocketAddress localAddress,
			@Nullable InetSocketAddress remoteAddress, @Nullable String subProtocol,
			@Nullable SessionCompression compression, FrameLimits limits, Duration closeTimeout) {

	}

}
