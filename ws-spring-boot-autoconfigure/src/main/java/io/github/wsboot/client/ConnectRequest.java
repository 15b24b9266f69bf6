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

package io.github.wsboot.client;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Opening request that is about to be sent. It is built for each attempt, so that
 * credentials are always the present ones. Not thread-safe.
 *
 * @since 0.1.0
 * @see ConnectCustomizer
 * @see io.github.wsboot.annotation.OnHandshake
 */
public interface ConnectRequest {

	/**
	 * Return the name of the client.
	 * @return the name of the annotated client, or the template of the URI
	 */
	String client();

	/**
	 * Return the URI to connect to.
	 * @return the URI, all variables replaced
	 */
	URI uri();

	/**
	 * Connect to another URI in this attempt.
	 * @param uri the URI with the scheme {@code ws} or {@code wss}
	 * @throws IllegalArgumentException if it is not such a URI
	 */
	void uri(URI uri);

	/**
	 * Return the values of the variables of the URI's template.
	 * @return a read-only map, empty if there are none
	 */
	Map<String, String> pathVariables();

	/**
	 * Return the headers of the request, which can be changed. Those of the protocol,
	 * {@code Host} included unless it is set here, are added later.
	 * @return the headers
	 */
	HttpHeaders headers();

	/**
	 * Return the sub-protocols to offer, the preferred one first.
	 * @return a list that can be changed
	 */
	List<String> subProtocols();

	/**
	 * Return the attributes that the connection begins with.
	 * @return a map that can be changed
	 */
	Map<String, Object> attributes();

	/**
	 * Return the number of this attempt since the last stable connection.
	 * @return 1 for the first attempt
	 */
	int attempt();

	/**
	 * Return why the attempt before has failed.
	 * @return the failure, or {@code null} if there was no attempt before or it was
	 * successful
	 */
	@Nullable ConnectFailedException lastFailure();

}
