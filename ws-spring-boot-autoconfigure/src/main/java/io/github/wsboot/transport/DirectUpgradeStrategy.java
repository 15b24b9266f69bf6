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
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.connection.handshake.HeaderSnapshot;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.HandshakeKey;
import io.github.wsboot.transport.codec.SessionCompression;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * {@link RequestUpgradeStrategy} that creates sessions on our own event loops.
 *
 * @since 0.1.0
 */
public final class DirectUpgradeStrategy implements RequestUpgradeStrategy {

	private final DirectUpgrade upgrade;

	private final EventLoops loops;

	private final FrameHandlers frameHandlers;

	private final Compression compression;

	private final SessionSettings settings;

	/** Shared by connections with an equal address, which are nearly always all. */
	private volatile @Nullable InetSocketAddress latestLocalAddress;

	/**
	 * Create a strategy.
	 * @param upgrade takes sockets away from the container
	 * @param loops do the reading and writing
	 * @param springSessions creates the owners of sessions of Spring's own handlers
	 * @param limits the bounds of inbound messages
	 * @param compression agrees with clients on compression
	 * @param closeTimeout the time that the client may take to close
	 */
	public DirectUpgradeStrategy(DirectUpgrade upgrade, EventLoops loops, SpringSessionFactory springSessions,
			FrameLimits limits, Compression compression, Duration closeTimeout) {
		this.upgrade = upgrade;
		this.loops = loops;
		this.frameHandlers = new FrameHandlers(springSessions);
		this.compression = compression;
		this.settings = SessionSettings.server(limits, closeTimeout);
	}

	@Override
	public String[] getSupportedVersions() {
		return new String[] { "13" };
	}

	@Override
	public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
		return this.compression.supported(request.getHeaders());
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) throws HandshakeFailureException {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		if (RequestContent.isAnnounced(servletRequest)) {
			// The content would be read as frames
			response.setStatusCode(HttpStatus.BAD_REQUEST);
			return;
		}
		SessionCompression compression = this.compression.agree(request.getHeaders(), selectedExtensions);
		writeHeaders(((ServletServerHttpResponse) response).getServletResponse(),
				request.getHeaders().getFirst(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY), selectedProtocol, compression);
		HandshakeSnapshot kept = HandshakeResult.handshake(attributes);
		DirectSession session = new DirectSession(
				handshake((ServletServerHttpRequest) request, selectedProtocol, user, compression, kept), attributes);
		try {
			this.upgrade.upgrade(servletRequest,
					(socket) -> this.frameHandlers.create(socket, this.loops.next(), handler, session, this.settings)
						.start());
		}
		catch (Exception ex) {
			throw new HandshakeFailureException("Cannot upgrade the request", ex);
		}
	}

	/**
	 * Copy the facts of the request that the session needs. Those that the endpoint's
	 * handshake keeps are shared.
	 */
	private SessionHandshake handshake(ServletServerHttpRequest request, @Nullable String protocol,
			@Nullable Principal user, @Nullable SessionCompression compression, @Nullable HandshakeSnapshot kept) {
		InetSocketAddress local = ClientAddress.ofServer(request.getServletRequest());
		InetSocketAddress remote = ClientAddress.of(request.getServletRequest());
		if (Objects.equals(local, this.latestLocalAddress)) {
			local = this.latestLocalAddress;
		}
		this.latestLocalAddress = local;
		if (kept == null) {
			return new SessionHandshake(uri(request), HeaderSnapshot.of(request.getHeaders()), user, local, remote,
					protocol, compression);
		}
		return new SessionHandshake(kept.uriText(), kept.headerSnapshot(), user, local,
				Objects.equals(remote, kept.remoteAddress()) ? kept.remoteAddress() : remote, protocol, compression);
	}

	/**
	 * Return the WebSocket URI that the client has opened (RFC 6455, section 3).
	 */
	private static String uri(ServerHttpRequest request) {
		String uri = request.getURI().toString();
		return uri.startsWith("http") ? "ws" + uri.substring("http".length()) : uri;
	}

	private static void writeHeaders(HttpServletResponse response, @Nullable String key, @Nullable String protocol,
			@Nullable SessionCompression compression) {
		response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
		response.setHeader(HttpHeaders.UPGRADE, "websocket");
		response.setHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
		response.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT, HandshakeKey.accept(key));
		if (protocol != null) {
			response.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, protocol);
		}
		if (compression != null) {
			response.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, compression.agreement().header());
		}
	}

}
