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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.wsboot.client.ReconnectPolicy;

/**
 * Plan of a connection: what to connect to, and how. Immutable.
 *
 * @param client the client
 * @param variables the values of the variables of its URI
 * @param queryParams the parameters to add to the query
 * @param headers the headers to set
 * @param subProtocols the sub-protocols to offer
 * @param attributes the attributes that each connection begins with
 * @param policy decides about delays, or {@code null} for that of all clients
 */
record ConnectPlan(RegisteredClient client, Map<String, String> variables, List<QueryParam> queryParams,
		HttpHeaders headers, List<String> subProtocols, Map<String, Object> attributes,
		@Nullable ReconnectPolicy policy) {

	private static final String QUERY_VARIABLE = "wsQuery";

	static ConnectPlan of(RegisteredClient client) {
		return new ConnectPlan(client, Map.of(), List.of(), HttpHeaders.EMPTY, client.subProtocols(), Map.of(), null);
	}

	ConnectPlan withVariable(String name, String value) {
		Map<String, String> variables = new LinkedHashMap<>(this.variables);
		variables.put(name, value);
		return new ConnectPlan(this.client, variables, this.queryParams, this.headers, this.subProtocols,
				this.attributes, this.policy);
	}

	ConnectPlan withQueryParam(QueryParam param) {
		List<QueryParam> params = new ArrayList<>(this.queryParams);
		params.add(param);
		return new ConnectPlan(this.client, this.variables, params, this.headers, this.subProtocols, this.attributes,
				this.policy);
	}

	ConnectPlan withHeader(String name, List<String> values) {
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(this.headers);
		headers.put(name, values);
		return new ConnectPlan(this.client, this.variables, this.queryParams, headers, this.subProtocols,
				this.attributes, this.policy);
	}

	ConnectPlan withSubProtocols(List<String> names) {
		return new ConnectPlan(this.client, this.variables, this.queryParams, this.headers, names, this.attributes,
				this.policy);
	}

	ConnectPlan withAttribute(String name, Object value) {
		Map<String, Object> attributes = new HashMap<>(this.attributes);
		attributes.put(name, value);
		return new ConnectPlan(this.client, this.variables, this.queryParams, this.headers, this.subProtocols,
				attributes, this.policy);
	}

	ConnectPlan withPolicy(ReconnectPolicy policy) {
		return new ConnectPlan(this.client, this.variables, this.queryParams, this.headers, this.subProtocols,
				this.attributes, policy);
	}

	/**
	 * Return the URI, with all values encoded.
	 * @throws IllegalArgumentException if a variable has no value, or the URI does not
	 * name a WebSocket server
	 */
	URI uri() {
		UriComponentsBuilder builder = UriComponentsBuilder.fromUriString(this.client.uri());
		Map<String, Object> values = new HashMap<>(this.variables);
		for (QueryParam param : this.queryParams) {
			if (param.values().isEmpty()) {
				builder.queryParam(param.name());
			}
			for (String value : param.values()) {
				// A value that looks like a variable must stay what it is
				String variable = QUERY_VARIABLE + values.size();
				builder.queryParam(param.name(), "{" + variable + "}");
				values.put(variable, value);
			}
		}
		return ClientUris.check(builder.encode().buildAndExpand(values).toUri());
	}

	/**
	 * Return the headers that each request begins with.
	 */
	HttpHeaders requestHeaders() {
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(this.client.headers());
		headers.putAll(this.headers);
		return headers;
	}

	/**
	 * Parameter of the query.
	 *
	 * @param name its name
	 * @param values its values; none if there is only the name
	 */
	record QueryParam(String name, List<String> values) {

	}

}
