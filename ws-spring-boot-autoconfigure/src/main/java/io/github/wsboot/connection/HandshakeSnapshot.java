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

package io.github.wsboot.connection;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;

import io.github.wsboot.Handshake;
import io.github.wsboot.support.StringInterner;

/**
 * The facts of a handshake that outlive its request. They are kept as small as can be for
 * the many connections that nobody asks about them.
 *
 * @since 0.1.0
 */
public final class HandshakeSnapshot implements Handshake {

	private static final MultiValueMap<String, String> NO_PARAMS = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

	/** Those that are the same for all connections of an endpoint. */
	private static final StringInterner URIS = new StringInterner();

	private final String uri;

	private final HeaderSnapshot headers;

	private final MultiValueMap<String, String> queryParams;

	private final Map<String, String> cookies;

	private final @Nullable InetSocketAddress remoteAddress;

	private final @Nullable String subProtocol;

	private final Locale locale;

	/** Kept once it was asked for: callbacks may read headers at each message. */
	private volatile @Nullable HttpHeaders headersInUse;

	/**
	 * Take the facts of a handshake.
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

	/** What a client chooses may be a secret, and is forgotten with its connection. */
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
	 * Return the locale of the request, as Spring MVC has set it for the thread that took
	 * these facts.
	 * @return the locale, or the default one outside of Spring MVC
	 */
	public Locale locale() {
		return this.locale;
	}

	/**
	 * Return the request's URI as it is kept.
	 * @return the text of {@link #uri()}
	 */
	public String uriText() {
		return this.uri;
	}

	/**
	 * Return the request's headers as they are kept.
	 * @return what {@link #headers()} are made of
	 */
	public HeaderSnapshot headerSnapshot() {
		return this.headers;
	}

	/**
	 * Return these facts with the sub-protocol that was agreed upon, but without the
	 * headers' map that the handshake may have asked for.
	 * @param subProtocol the sub-protocol; {@code null} or empty, as containers say it,
	 * if there is none
	 * @param address kept in the place of the client's address if it is equal, since
	 * others keep it anyway
	 * @return the facts
	 */
	public HandshakeSnapshot agreed(@Nullable String subProtocol, @Nullable InetSocketAddress address) {
		return new HandshakeSnapshot(this.uri, this.headers, this.queryParams, this.cookies,
				Objects.equals(address, this.remoteAddress) ? address : this.remoteAddress,
				StringUtils.hasText(subProtocol) ? subProtocol : null, this.locale);
	}

	/**
	 * Return a description without headers, cookies and query, which may hold secrets.
	 */
	@Override
	public String toString() {
		return "Handshake[path=" + uri().getPath() + ", remoteAddress=" + this.remoteAddress + "]";
	}

}
