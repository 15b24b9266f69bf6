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

package io.github.wsboot.transport.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Extension permessage-deflate (RFC 7692) of our own sessions: negotiates it with clients
 * or, as a client, with servers, and pools deflaters and inflaters. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class Compression implements DisposableBean {

	private static final int MAX_IDLE = 2 * Runtime.getRuntime().availableProcessors();

	private final CompressionSettings settings;

	private final BoundedPool<Inflater> inflaters = new BoundedPool<>(MAX_IDLE, () -> new Inflater(true),
			Inflater::reset, Inflater::end);

	private final BoundedPool<Deflater> deflaters = new BoundedPool<>(MAX_IDLE,
			() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true), Deflater::reset, Deflater::end);

	private final LongAdder compressed = new LongAdder();

	/** For all connections without context takeover, which share its frames. */
	private final DeflateEncoding shared;

	/**
	 * Create the extension.
	 * @param settings whether and how to compress
	 */
	public Compression(CompressionSettings settings) {
		this.settings = settings;
		this.shared = encoding(false);
	}

	private DeflateEncoding encoding(boolean takeover) {
		return new DeflateEncoding(this.deflaters, this.compressed, this.settings.minSize(), takeover);
	}

	/**
	 * Return how many messages have been compressed. A message that was compressed once
	 * for many receivers counts once.
	 * @return the number since the start
	 */
	public long compressedMessages() {
		return this.compressed.sum();
	}

	/**
	 * Return the extensions of an offer that can be accepted, or those that could be if
	 * there is no offer. Spring compares them with the offer, parameters included.
	 */
	public List<WebSocketExtension> supported(HttpHeaders headers) {
		if (!this.settings.enabled()) {
			return Collections.emptyList();
		}
		List<WebSocketExtension> supported = new ArrayList<>();
		supported.add(new WebSocketExtension(DeflateAgreement.EXTENSION));
		new WebSocketHttpHeaders(headers).getSecWebSocketExtensions()
			.stream()
			.filter(Compression::isDeflate)
			.forEach(supported::add);
		return supported;
	}

	private static boolean isDeflate(WebSocketExtension extension) {
		return extension.getName().equals(DeflateAgreement.EXTENSION);
	}

	/**
	 * Agree with a client on compression.
	 * @param headers the headers of the client's request
	 * @param selected the extensions that the handshake has selected from the client's
	 * offer
	 * @return the compression of the session, or {@code null} if there is none
	 */
	public @Nullable SessionCompression agree(HttpHeaders headers, List<WebSocketExtension> selected) {
		if (!this.settings.enabled() || selected.stream().noneMatch(Compression::isDeflate)) {
			return null;
		}
		DeflateAgreement agreement = DeflateAgreement
			.of(headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS), this.settings.contextTakeover());
		return (agreement != null) ? compression(agreement) : null;
	}

	private SessionCompression compression(DeflateAgreement agreement) {
		return compression(agreement, agreement.isClientTakeover(), agreement.isServerTakeover());
	}

	private SessionCompression compression(DeflateAgreement agreement, boolean inbound, boolean outbound) {
		return new SessionCompression(agreement, new Inflation(this.inflaters, inbound),
				outbound ? encoding(true) : this.shared);
	}

	/**
	 * Return what a client offers in its request.
	 * @return the value of the header {@code Sec-WebSocket-Extensions}, or {@code null}
	 * if compression is disabled
	 */
	public @Nullable String offer() {
		return this.settings.enabled() ? DeflateAgreement.offer(this.settings.contextTakeover()) : null;
	}

	/**
	 * Agree with a server on compression, as its client that has sent the
	 * {@linkplain #offer() offer}.
	 * @param headers the headers of the response
	 * @return the compression of the session, or {@code null} if there is none
	 * @throws IllegalArgumentException if the response does not match the offer, so that
	 * the handshake must fail (RFC 7692, section 7.1); with a message for people
	 */
	public @Nullable SessionCompression agreeAsClient(HttpHeaders headers) {
		DeflateAgreement agreement = DeflateAgreement.ofResponse(
				headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS), this.settings.contextTakeover());
		return (agreement != null) ? compression(agreement, agreement.isServerTakeover(), agreement.isClientTakeover())
				: null;
	}

	@Override
	public void destroy() {
		this.inflaters.close();
		this.deflaters.close();
	}

}
