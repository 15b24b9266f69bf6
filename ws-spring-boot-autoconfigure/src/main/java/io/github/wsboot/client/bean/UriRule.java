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

package io.github.wsboot.client.bean;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.github.wsboot.client.connection.ClientUris;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.support.UriSecrets;

/**
 * Rule for the template of a client's URI.
 *
 * @param beanName the name of the client's bean
 * @param name the name of the client
 */
record UriRule(String beanName, String name) {

	/**
	 * Return the template if clients can connect to the URIs that it leads to.
	 */
	String check(@Nullable String template) {
		if (!StringUtils.hasText(template)) {
			throw new InvalidEndpointException(described("has no URI."),
					"Write it in @WebSocketClient(\"wss://...\"), or set " + property() + ".");
		}
		if (UriSecrets.hasUserInfo(template)) {
			throw new InvalidEndpointException(
					described("has the URI '" + UriSecrets.without(template) + "' with user information."),
					"Remove it there or in " + property() + ", and set the header 'Authorization' in @OnHandshake.");
		}
		try {
			ClientUris.checkTemplate(template);
			return template;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointException(
					described("has the URI '" + UriSecrets.without(template) + "', but " + ex.getMessage() + "."),
					"Write a URI such as 'wss://example.org/stream/{symbol}' there or in " + property() + ".");
		}
	}

	private String described(String problem) {
		return "WebSocket client bean '" + this.beanName + "' " + problem;
	}

	private String property() {
		return "'ws.client.registration." + this.name + ".url'";
	}

}
