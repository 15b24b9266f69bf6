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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;
import org.springframework.util.Assert;

import io.github.wsboot.connection.ConnectionQuery;

/**
 * Extends the {@link WebSocketsActuatorEndpoint} for JMX, with one operation for each
 * action. Optional parameters can be {@code null}.
 *
 * @since 0.1.0
 */
@EndpointJmxExtension(endpoint = WebSocketsActuatorEndpoint.class)
public final class WebSocketsJmxExtension {

	private final ConnectionOperations operations;

	/**
	 * Create the extension.
	 * @param operations the operations
	 */
	public WebSocketsJmxExtension(ConnectionOperations operations) {
		Assert.notNull(operations, "'operations' must not be null");
		this.operations = operations;
	}

	@ReadOperation
	ConnectionsDescriptor connections(@Nullable String endpoint, @Nullable String room, @Nullable String user,
			@Nullable Integer page, @Nullable Integer size) {
		return this.operations.connections(new ConnectionQuery(endpoint, room, user), Page.of(page, size));
	}

	@ReadOperation
	ConnectionDescriptor connection(String id) {
		return this.operations.connection(id);
	}

	@ReadOperation
	ClientConnectionsDescriptor clients(@Nullable String client, @Nullable Integer page, @Nullable Integer size) {
		return this.operations.clients(client, Page.of(page, size));
	}

	@ReadOperation
	RefusalsDescriptor refusals() {
		return this.operations.refusals();
	}

	@DeleteOperation
	DisconnectDescriptor disconnect(String id, @Nullable Integer code, @Nullable String reason) {
		return this.operations.disconnect(id, code, reason);
	}

	@DeleteOperation
	DisconnectDescriptor disconnectUser(String user, @Nullable Integer code, @Nullable String reason) {
		return this.operations.disconnectUser(user, code, reason);
	}

	@WriteOperation
	PushDescriptor push(String id, String text) {
		return this.operations.push(id, text);
	}

	@WriteOperation
	PushDescriptor pushToRoom(String room, String text) {
		return this.operations.pushToRoom(room, text);
	}

	@WriteOperation
	PushDescriptor pushToUser(String user, String text) {
		return this.operations.pushToUser(user, text);
	}

	@WriteOperation
	PushDescriptor pushToAll(String text) {
		return this.operations.pushToAll(text);
	}

	@WriteOperation
	DrainDescriptor drain() {
		return this.operations.drain();
	}

	@DeleteOperation
	DrainCancellationDescriptor cancelDrain() {
		return this.operations.cancelDrain();
	}

}
