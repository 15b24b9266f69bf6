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

package io.github.wsboot.connection.handshake;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import io.github.wsboot.Handshake;
import io.github.wsboot.support.StringInterner;

/**
 * Snapshot of a handshake's request for the life of the connection. It takes as little
 * memory as possible, as most connections never use it. Immutable.
 *
 * @since 0.1.0
 */
public final class HandshakeSnapshot implements Handshake {

	private static final MultiValueMap<String, String> NO_PARAMS = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

	/** URIs that are the same for all connections of an endpoint. */
	private static final StringInterner URIS = new StringInterner();

	private final String uri;

	private final HeaderSnapshot headers;

	private final MultiValueMap<String, String> queryParams;

	private final Map<String, String> cookies;

	private final @Nullable InetSocketAddress remoteAddress;

	private final @Nullable String subProtocol;

	private final Locale locale;

	/** Kept after the first call, as callbacks may read headers for each message. */
	private volatile @Nullable HttpHeaders headersInUse;

	/**
	 * Create a snapshot.
	 * @param uri the request's URI
	 * @param fixedPath whether the endpoint's path has no variables, so that many
	 * connections have the same
	 * @param headers the request's headers
	 * @param queryParams the decoded parameters of the query string, immutable
	 * @param cookies the values of the cookies by name, immutable
	 * @param remoteAddress the client's address or {@code null}
	 * @param subProtocol the agreed sub-protocol or {@code null}
	 */
	public HandshakeSnapshot(URI uri, boolean fixedPath, HttpHeaders headers, MultiValueMap<String, String> queryParams,
			Map<String, String> cookies, @Nullable InetSocketAddress remoteAddress, @Nullable String subProtocol) {
		this(text(uri, fixedPath), HeaderSnapshot.of(headers), queryParams.isEmpty() ? NO_PARAMS : queryParams, cookies,
				remoteAddress, subProtocol, LocaleContextHolder.getLocale());
	}

	private HandshakeSnapshot(String uri, HeaderSnapshot headers, MultiValueMap<String, String> queryParams,
			Map<String, String> cookies, @Nullable InetSocketAddress remoteAddress, @Nullable String subProtocol,
			Locale locale) {
		this.uri = uri;
		this.headers = headers;
		this.queryParams = queryParams;
		this.cookies = cookies;
		this.remoteAddress = remoteAddress;
		this.subProtocol = subProtocol;
		this.locale = locale;
	}

	/** A query may be a secret of the client, and is forgotten with its connection. */
	private static String text(URI uri, boolean fixedPath) {
		return (fixedPath && uri.getRawQuery() == null) ? URIS.intern(uri.toString()) : uri.toString();
	}

	@Override
	public URI uri() {
		return URI.create(this.uri);
	}

	@Override
	public HttpHeaders headers() {
		HttpHeaders headers = this.headersInUse;
		if (headers == null) {
			headers = this.headers.toHttpHeaders();
			this.headersInUse = headers;
		}
		return headers;
	}

	@Override
	public MultiValueMap<String, String> queryParams() {
		return this.queryParams;
	}

	@Override
	public Map<String, String> cookies() {
		return this.cookies;
	}

	@Override
	public @Nullable InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public @Nullable String subProtocol() {
		return this.subProtocol;
	}

	/**
	 * Return the locale of the request, as Spring MVC has set it for the thread that has
	 * created this snapshot.
	 * @return the locale, or the default one outside of Spring MVC
	 */
	public Locale locale() {
		return this.locale;
	}

	/**
	 * Return the text of the request's URI.
	 * @return the text of {@link #uri()}
	 */
	public String uriText() {
		return this.uri;
	}

	/**
	 * Return the snapshot of the request's headers.
	 * @return the source of {@link #headers()}
	 */
	public HeaderSnapshot headerSnapshot() {
		return this.headers;
	}

	/**
	 * Return this snapshot with the agreed sub-protocol, but without the map of headers
	 * that the handshake may have created.
	 * @param subProtocol the sub-protocol, or {@code null} if there is none
	 * @param address the other side's address as the session knows it: used if the
	 * handshake did not know any, as that of an outgoing connection, or the same, as this
	 * object stays in memory anyway
	 * @return the snapshot
	 */
	public HandshakeSnapshot agreed(@Nullable String subProtocol, @Nullable InetSocketAddress address) {
		return new HandshakeSnapshot(this.uri, this.headers, this.queryParams, this.cookies,
				(this.remoteAddress == null || this.remoteAddress.equals(address)) ? address : this.remoteAddress,
				subProtocol, this.locale);
	}

	/**
	 * Return a description without headers, cookies and query, which may contain secrets.
	 */
	@Override
	public String toString() {
		return "Handshake[path=" + uri().getPath() + ", remoteAddress=" + this.remoteAddress + "]";
	}

}
