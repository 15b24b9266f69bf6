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

package io.github.wsboot.client.connection;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.transport.client.ClientRequest;

/**
 * Request of one attempt.
 */
final class BuildingRequest implements ConnectRequest {

	private final ConnectPlan plan;

	private final int attempt;

	private final @Nullable ConnectFailedException lastFailure;

	private final HttpHeaders headers;

	private final List<String> subProtocols;

	private final Map<String, Object> attributes;

	private URI uri;

	BuildingRequest(ConnectPlan plan, int attempt, @Nullable ConnectFailedException lastFailure) {
		this.plan = plan;
		this.attempt = attempt;
		this.lastFailure = lastFailure;
		this.headers = plan.requestHeaders();
		this.subProtocols = new ArrayList<>(plan.subProtocols());
		this.attributes = new ConcurrentHashMap<>(plan.attributes());
		this.uri = plan.uri();
	}

	@Override
	public String client() {
		return this.plan.client().name();
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public void uri(URI uri) {
		this.uri = ClientUris.check(uri);
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.plan.variables();
	}

	@Override
	public HttpHeaders headers() {
		return this.headers;
	}

	@Override
	public List<String> subProtocols() {
		return this.subProtocols;
	}

	@Override
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public int attempt() {
		return this.attempt;
	}

	@Override
	public @Nullable ConnectFailedException lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Return the request for the transport.
	 */
	ClientRequest build() {
		ClientSettings settings = this.plan.client().settings();
		return new ClientRequest(this.uri, this.headers, List.copyOf(this.subProtocols), settings.tls(),
				settings.compression(), settings.limits(), settings.connectTimeout(), settings.handshakeTimeout(),
				settings.closeTimeout());
	}

	/**
	 * Return the facts of this request for its connection.
	 */
	HandshakeSnapshot snapshot() {
		return new HandshakeSnapshot(this.uri, this.plan.variables().isEmpty(), this.headers, queryParams(), Map.of(),
				null, null);
	}

	private MultiValueMap<String, String> queryParams() {
		MultiValueMap<String, String> params = new LinkedMultiValueMap<>();
		UriComponentsBuilder.fromUri(this.uri)
			.build()
			.getQueryParams()
			.forEach((name, values) -> values.forEach((value) -> params.add(decode(name), decode(value))));
		return CollectionUtils.unmodifiableMultiValueMap(params);
	}

	private static String decode(@Nullable String text) {
		return (text != null) ? UriUtils.decode(text, StandardCharsets.UTF_8) : "";
	}

}
