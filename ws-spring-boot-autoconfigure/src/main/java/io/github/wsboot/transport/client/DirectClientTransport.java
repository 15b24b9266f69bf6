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

package io.github.wsboot.transport.client;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.Executor;

import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.transport.ClientSessions;
import io.github.wsboot.transport.SpringSessionFactory;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * {@link ClientTransport} on our own event loops. No attempt and no session has a thread
 * of its own.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class DirectClientTransport implements ClientTransport {

	private final EventLoops loops;

	private final OpeningAttempt.Resources resources;

	/**
	 * Create a transport.
	 * @param loops do the reading and writing
	 * @param workers create TLS engines, resolve names, check certificates and start
	 * sessions, which may block
	 * @param timers end attempts that take too long
	 * @param springSessions creates the owners of sessions of Spring's own handlers
	 * @param filter knows the addresses that are allowed
	 */
	public DirectClientTransport(EventLoops loops, Executor workers, TimerService timers,
			SpringSessionFactory springSessions, AddressFilter filter) {
		this(loops, workers, timers, springSessions,
				new HostLookups(new AllowedAddresses(InetAddress::getAllByName, filter)));
	}

	DirectClientTransport(EventLoops loops, Executor workers, TimerService timers, SpringSessionFactory springSessions,
			HostLookups lookups) {
		this.loops = loops;
		this.resources = new OpeningAttempt.Resources(workers, timers, lookups, new ClientSessions(springSessions));
	}

	@Override
	public Attempt open(ClientRequest request, WebSocketHandler handler, Map<String, Object> attributes,
			ConnectListener listener) {
		OpeningAttempt attempt = new OpeningAttempt(this.resources, this.loops.next(), request, handler, attributes,
				listener);
		attempt.start();
		return attempt;
	}

}
