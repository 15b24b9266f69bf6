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

package io.github.wsboot.actuate;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Summary of a node.
 *
 * @param connections the number of connections
 * @param limit the maximum number of connections, or {@code null} if unlimited
 * @param rooms the number of rooms with a member
 * @param users the number of users with a connection
 * @param draining whether connections are being drained
 * @param endpoints the endpoints
 * @param cluster the cluster that the node belongs to, or {@code null} if there is none
 * @param clients the clients for outgoing connections, or {@code null} if there are none
 */
record NodeDescriptor(int connections, @Nullable Integer limit, int rooms, int users, boolean draining,
		List<EndpointDescriptor> endpoints,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ClusterDescriptor cluster,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<ClientDescriptor> clients)
		implements
			OperationResponseBody {

	/**
	 * Endpoint at one of its paths.
	 *
	 * @param path the path template
	 * @param connections the number of its connections
	 * @param callbacks its callbacks
	 */
	record EndpointDescriptor(String path, int connections, List<String> callbacks) {

	}

}
