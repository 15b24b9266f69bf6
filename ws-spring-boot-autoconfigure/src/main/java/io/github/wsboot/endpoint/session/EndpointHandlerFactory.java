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

package io.github.wsboot.endpoint.session;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.ConnectionEnd;
import io.github.wsboot.endpoint.definition.SubProtocols;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackScope;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.endpoint.invocation.PendingResults;
import io.github.wsboot.endpoint.session.InboundPolicy.ViolationListener;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.support.SafeEventPublisher;

/**
 * Creates the handlers of endpoints and the sessions of their connections.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointHandlerFactory {

	private final ConnectionFactory connections;

	private final CallbackThreads threads;

	private final EndpointSettings settings;

	private final CallbackInvoker invoker;

	private final MessageInvoker messages;

	private final EndpointSession.Parts parts;

	/**
	 * Create a factory.
	 * @param connections creates connections
	 * @param threads run callbacks and listeners
	 * @param events publishes that connections open and close
	 * @param settings the settings of all endpoints
	 * @param invoker calls callbacks
	 * @param messages calls the callbacks of messages
	 * @param budget bounds the memory of what clients send
	 */
	public EndpointHandlerFactory(ConnectionFactory connections, CallbackThreads threads,
			ApplicationEventPublisher events, EndpointSettings settings, CallbackInvoker invoker,
			MessageInvoker messages, ReceiveMemoryBudget budget) {
		this.connections = connections;
		this.threads = threads;
		this.settings = settings;
		this.invoker = invoker;
		this.messages = messages;
		this.parts = new SessionParts(new SessionEvents(new SafeEventPublisher(events), threads), budget);
	}

	/**
	 * Create the handler of an endpoint.
	 * @param callbacks the callbacks of the endpoint
	 * @param subProtocols the sub-protocols of the endpoint
	 * @return the handler
	 */
	public WebSocketHandler create(EndpointCallbacks callbacks, SubProtocols subProtocols) {
		return new EndpointWebSocketHandler(this.settings,
				(session, forget) -> session(session,
						HandshakeResult.takeFacts(session, subProtocols.agreed(session.getAcceptedProtocol())),
						callbacks, forget),
				subProtocols);
	}

	private EndpointSession session(WebSocketSession session, EstablishedHandshake handshake,
			EndpointCallbacks callbacks, Runnable forget) {
		EndpointSession created = new EndpointSession(callbacks, this.parts, this.invoker, this.messages, this.threads,
				() -> {
					forget.run();
					handshake.owner().onEnded();
				});
		created.bind(this.connections.create(session, handshake, created));
		return created;
	}

	/**
	 * Creates the parts of sessions from what all of them share.
	 */
	private final class SessionParts implements EndpointSession.Parts {

		private final SessionEvents events;

		private final ReceiveMemoryBudget budget;

		private final CloseResultTimeout closeTimeout;

		private final BrowserClientProtocol browserClientProtocol;

		SessionParts(SessionEvents events, ReceiveMemoryBudget budget) {
			this.events = events;
			this.budget = budget;
			this.closeTimeout = new CloseResultTimeout(EndpointHandlerFactory.this.settings.times().closing(),
					EndpointHandlerFactory.this.threads);
			this.browserClientProtocol = new BrowserClientProtocol(
					EndpointHandlerFactory.this.settings.reservedTypes());
		}

		@Override
		public Mailbox mailbox(MailboxOwner owner) {
			return new Mailbox(owner, EndpointHandlerFactory.this.settings.receive(), this.budget);
		}

		@Override
		public PendingResults pendingResults() {
			return new PendingResults(EndpointHandlerFactory.this.settings.maxStreams());
		}

		@Override
		public @Nullable InboundPolicy inboundPolicy(ViolationListener listener) {
			return InboundPolicy.of(EndpointHandlerFactory.this.settings.clients(), listener);
		}

		@Override
		public BrowserClientProtocol browserClientProtocol() {
			return this.browserClientProtocol;
		}

		@Override
		public String tooLarge() {
			return EndpointHandlerFactory.this.settings.sizes().tooLarge();
		}

		@Override
		public Runnable publication(CallbackScope scope, Supplier<?> event, Runnable afterwards) {
			return this.events.publication(scope, event, afterwards);
		}

		@Override
		public OnCloseTask onCloseTask(CallbackScope scope, @Nullable Callback callback, ConnectionEnd end) {
			// Nothing asks for the connection here: it may end before the session has it
			Runnable publication = publication(scope,
					() -> new ConnectionClosedEvent(scope.connection(), end.status(), end.cause()),
					() -> scope.connection().onCloseCallbackDone());
			return new OnCloseTask(scope, callback, end, EndpointHandlerFactory.this.invoker, this.closeTimeout,
					publication);
		}

	}

}
