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

import java.util.function.Function;

import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.connection.ReceiveBudget;
import io.github.wsboot.connection.SendBudget;
import io.github.wsboot.connection.SendLimits;
import io.github.wsboot.connection.SessionOutbound;
import io.github.wsboot.connection.Workers;

/**
 * Creates the owners of sessions for Spring's own handlers, STOMP included.
 *
 * @since 0.1.0
 */
public final class SpringSessionFactory {

	private final SpringSessions sessions;

	private final Workers workers;

	private final SendBudget budget;

	private final ReceiveBudget receiveBudget;

	private final Settings settings;

	/**
	 * Create a factory.
	 * @param sessions the sessions that have begun
	 * @param workers run the callbacks of handlers, which may block
	 * @param budget bounds all queues together
	 * @param receiveBudget bounds what all clients have sent
	 * @param settings the bounds of each session
	 */
	public SpringSessionFactory(SpringSessions sessions, Workers workers, SendBudget budget,
			ReceiveBudget receiveBudget, Settings settings) {
		this.sessions = sessions;
		this.workers = workers;
		this.budget = budget;
		this.receiveBudget = receiveBudget;
		this.settings = settings;
	}

	SpringSessionOwner create(WebSocketHandler handler, DirectSession session,
			Function<SessionOwner, SessionChannel> channel) {
		return new SpringSessionOwner(handler, session, this.sessions, this::callbacks, channel,
				(created) -> sender(session, created));
	}

	private CallbackQueue callbacks(Runnable readOn) {
		return new CallbackQueue(this.workers, this.settings.maxPendingMessages(), this.settings.maxPendingBytes(),
				this.receiveBudget, readOn);
	}

	private SessionSender sender(DirectSession session, SessionChannel channel) {
		return new SessionSender(session.getId(),
				new SessionOutbound(this.settings.send(), this.budget, channel.loop(), channel::wake, channel::failed),
				this.settings.send().maxDelay());
	}

	/**
	 * The bounds of each session.
	 *
	 * @param send the bounds of its queue, of which the policy is not used
	 * @param maxPendingMessages the messages that may wait for its handler
	 * @param maxPendingBytes their size; one message always fits
	 */
	public record Settings(SendLimits send, int maxPendingMessages, long maxPendingBytes) {

	}

}
