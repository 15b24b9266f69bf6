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

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.outbound.SessionOutbound;

/**
 * Factory of the owners of sessions for Spring's own handlers, STOMP included.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SpringSessionFactory {

	private final SpringSessions sessions;

	private final CallbackExecutor workers;

	private final SendMemoryBudget budget;

	private final ReceiveMemoryBudget receiveBudget;

	private final Settings settings;

	/**
	 * Create a factory.
	 * @param sessions the sessions that have begun
	 * @param workers run the callbacks of handlers, which may block
	 * @param budget the memory for all queues together
	 * @param receiveBudget the memory for what all clients have sent
	 * @param settings the bounds of each session
	 */
	public SpringSessionFactory(SpringSessions sessions, CallbackExecutor workers, SendMemoryBudget budget,
			ReceiveMemoryBudget receiveBudget, Settings settings) {
		this.sessions = sessions;
		this.workers = workers;
		this.budget = budget;
		this.receiveBudget = receiveBudget;
		this.settings = settings;
	}

	SpringSessionOwner create(WebSocketHandler handler, DirectSession session,
			Function<SessionOwner, FrameHandler> frameHandler) {
		return new SpringSessionOwner(handler, session, this.sessions, this::callbacks, frameHandler,
				(created) -> sender(session, created));
	}

	private CallbackQueue callbacks(Runnable readOn) {
		return new CallbackQueue(this.workers, this.settings.maxPendingMessages(), this.settings.maxPendingBytes(),
				this.receiveBudget, readOn);
	}

	private BlockingSender sender(DirectSession session, FrameHandler frameHandler) {
		return new BlockingSender(session.getId(), new SessionOutbound(this.settings.send(), this.budget,
				frameHandler.loop(), frameHandler::scheduleWrite, frameHandler::onFailure),
				this.settings.send().maxDelay());
	}

	/**
	 * Bounds of each session.
	 *
	 * @param send the bounds of its queue; their policy is not used
	 * @param maxPendingMessages the number of messages that may wait for its handler
	 * @param maxPendingBytes the size of these messages; one message always fits
	 */
	public record Settings(SendLimits send, int maxPendingMessages, long maxPendingBytes) {

	}

}
