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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.actuate.ClientsInfo.AnnotatedClientInfo;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;

/**
 * Outgoing connections of this node, as shown to operators.
 *
 * @param info the clients and their connections
 */
record ClientOperations(ClientsInfo info) {

	/** Number of URIs in a summary, since an application may use any number. */
	private static final int MAX_URIS = 100;

	/**
	 * Describe the annotated clients and then, by their templates, the URIs.
	 */
	List<ClientDescriptor> summary() {
		Map<String, List<ClientConnectionInfo>> connections = this.info.connections()
			.get()
			.map(ClientConnection::info)
			.collect(Collectors.groupingBy(ClientConnectionInfo::client, TreeMap::new, Collectors.toList()));
		List<ClientDescriptor> clients = new ArrayList<>();
		for (AnnotatedClientInfo client : this.info.annotated()) {
			List<ClientConnectionInfo> found = connections.remove(client.name());
			clients.add(ClientDescriptor.of(client.name(), client.uri(), (found != null) ? found : List.of()));
		}
		connections.entrySet()
			.stream()
			.limit(MAX_URIS)
			.map((uri) -> ClientDescriptor.of(uri.getKey(), uri.getKey(), uri.getValue()))
			.forEach(clients::add);
		return clients;
	}

	ClientConnectionsDescriptor connections(@Nullable String client, Page page) {
		Stream<ClientConnection> connections = this.info.connections()
			.get()
			.filter((connection) -> client == null || connection.client().equals(client));
		return page.ofClients(connections);
	}

}
