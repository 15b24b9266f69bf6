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

package io.github.wsboot.support;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.Assert;

/**
 * Publishes events to the application's listeners. If a listener fails, a warning is
 * logged, and no exception reaches the publishing code.
 *
 * @since 0.1.0
 */
public final class SafeEventPublisher {

	private static final SafeLogger logger = SafeLogger.of(SafeEventPublisher.class);

	private final ApplicationEventPublisher events;

	/**
	 * Create a publisher.
	 * @param events the publisher to which events are passed
	 */
	public SafeEventPublisher(ApplicationEventPublisher events) {
		Assert.notNull(events, "'events' must not be null");
		this.events = events;
	}

	/**
	 * Publish an event. Listeners run on the caller's thread and may block it; no
	 * exception of theirs leaves this method.
	 * @param event the event
	 */
	public void publish(Object event) {
		try {
			this.events.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener of %s has failed", event.getClass().getSimpleName(), ex);
		}
	}

}
