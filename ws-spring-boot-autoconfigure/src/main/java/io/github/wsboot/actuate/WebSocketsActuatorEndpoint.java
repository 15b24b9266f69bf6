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

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.util.Assert;

/**
 * Actuator {@link Endpoint} that shows this node's endpoints and connections, disconnects
 * them, pushes to them and drains the node. By default, only operations that read are
 * available.
 * <p>
 * This class has the operation that HTTP and JMX share; {@link WebSocketsWebExtension}
 * and {@link WebSocketsJmxExtension} have the others.
 *
 * @since 0.1.0
 */
@Endpoint(id = WebSocketsActuatorEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class WebSocketsActuatorEndpoint {

	static final String ID = "websockets";

	private final ConnectionOperations operations;

	/**
	 * Create the actuator endpoint.
	 * @param operations the operations
	 */
	public WebSocketsActuatorEndpoint(ConnectionOperations operations) {
		Assert.notNull(operations, "'operations' must not be null");
		this.operations = operations;
	}

	@ReadOperation
	NodeDescriptor summary() {
		return this.operations.summary();
	}

}
