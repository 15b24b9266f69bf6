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

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.wsboot.endpoint.invocation.CallbackScope;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeRunner;

/**
 * Publishes the events of connections on threads that listeners may block.
 */
final class SessionEvents {

	private final SafeEventPublisher publisher;

	private final CallbackThreads threads;

	SessionEvents(SafeEventPublisher publisher, CallbackThreads threads) {
		this.publisher = publisher;
		this.threads = threads;
	}

	/**
	 * Return a task that publishes an event and then runs an action. Both happen once,
	 * even if the task is run again because it has failed.
	 * @param scope the connection of the event
	 * @param event creates the event when the task runs
	 * @param afterwards run after all listeners, even if one fails
	 */
	Runnable publication(CallbackScope scope, Supplier<?> event, Runnable afterwards) {
		AtomicBoolean published = new AtomicBoolean();
		Runnable task = () -> {
			if (published.compareAndSet(false, true)) {
				SafeRunner.run(() -> publish(event.get(), scope), afterwards);
			}
		};
		return () -> this.threads.callListeners(task, scope.connection(), scope.isOnLoop());
	}

	private void publish(Object event, CallbackScope scope) {
		scope.onCall("A listener of " + event.getClass().getSimpleName());
		this.publisher.publish(event);
	}

}
