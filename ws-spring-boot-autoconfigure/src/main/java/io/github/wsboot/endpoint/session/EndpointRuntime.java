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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.endpoint.invocation.SlowCallbackDetector;
import io.github.wsboot.endpoint.invocation.UnhandledFailures;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.support.SafeEventPublisher;

/**
 * Runtime of all endpoints: the invokers of their callbacks and what sessions need to use
 * them.
 *
 * @since 0.1.0
 */
public final class EndpointRuntime {

	private final ConnectionFactory connections;

	private final CallbackThreads threads;

	private final SafeEventPublisher events;

	private final EndpointSettings settings;

	private final UnhandledFailures failures;

	private final CallbackInvoker invoker;

	private final MessageInvoker messages;

	/**
	 * Create the runtime.
	 * @param connections creates connections
	 * @param threads where callbacks and listeners are called
	 * @param events told when connections open and close
	 * @param settings the settings of all endpoints
	 * @param statuses know exceptions that are answers
	 * @param observer told of each message, or {@code null} if nobody wants to know
	 */
	public EndpointRuntime(ConnectionFactory connections, CallbackThreads threads, ApplicationEventPublisher events,
			EndpointSettings settings, List<ExceptionStatus> statuses, @Nullable MessageObserver observer) {
		this.connections = connections;
		this.threads = threads;
		this.events = new SafeEventPublisher(events);
		this.settings = settings;
		this.failures = new UnhandledFailures(settings.failure(), statuses);
		this.invoker = new CallbackInvoker(this.failures, new SlowCallbackDetector(settings.times().warnAfter()));
		this.messages = new MessageInvoker(this.invoker, observer);
	}

	/**
	 * Return who is told of messages.
	 * @return the observer, or {@code null} if there is none
	 */
	public @Nullable MessageObserver observer() {
		return this.messages.observer();
	}

	/**
	 * Look from time to time whether a callback holds its connection for too long.
	 */
	public void startWatch() {
		SlowCallbackDetector watch = this.invoker.slowCallbacks();
		this.connections.watch(watch.checkInterval(), watch::report);
	}

	public ConnectionFactory connections() {
		return this.connections;
	}

	CallbackThreads threads() {
		return this.threads;
	}

	SafeEventPublisher events() {
		return this.events;
	}

	EndpointSettings settings() {
		return this.settings;
	}

	public UnhandledFailures failures() {
		return this.failures;
	}

	CallbackInvoker invoker() {
		return this.invoker;
	}

	MessageInvoker messages() {
		return this.messages;
	}

}
