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

package io.github.wsboot.transport;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

import io.github.wsboot.connection.Wire;
import io.github.wsboot.connection.WireFactory;

/**
 * {@link WireFactory} that finds the wires of sessions on our own event loops, and
 * delegates to another factory for all other sessions.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class DirectWireFactory implements WireFactory {

	private final WireFactory others;

	/**
	 * Create a factory.
	 * @param others creates the wires of the container's sessions
	 */
	public DirectWireFactory(WireFactory others) {
		this.others = others;
	}

	@Override
	public Wire create(WebSocketSession session) {
		if (WebSocketSessionDecorator.unwrap(session) instanceof DirectSession directSession) {
			Assert.state(directSession.owner() instanceof DirectWire, "The session is not one of an endpoint");
			return (DirectWire) directSession.owner();
		}
		return this.others.create(session);
	}

}
