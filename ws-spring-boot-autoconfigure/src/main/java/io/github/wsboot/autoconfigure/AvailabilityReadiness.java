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

package io.github.wsboot.autoconfigure;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

import io.github.wsboot.connection.ReadinessPublisher;
import io.github.wsboot.support.SafeEventPublisher;

/**
 * Publishes Spring Boot's readiness, which probes and load balancers query.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 */
final class AvailabilityReadiness
		implements ReadinessPublisher, ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private final ApplicationContext context;

	private final SafeEventPublisher events;

	private volatile boolean everReady;

	private volatile boolean refused;

	AvailabilityReadiness(ApplicationContext context) {
		this.context = context;
		this.events = new SafeEventPublisher(context);
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			this.everReady = true;
		}
	}

	@Override
	public boolean refuse() {
		// Spring Boot itself refuses traffic when the context is closed, not when it is
		// stopped
		if (!isRefused()) {
			this.refused = true;
			publish(ReadinessState.REFUSING_TRAFFIC);
		}
		return this.everReady;
	}

	private boolean isRefused() {
		ApplicationAvailability availability = this.context.getBeanProvider(ApplicationAvailability.class)
			.getIfUnique();
		return availability != null && availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC;
	}

	@Override
	public void restore() {
		if (this.refused) {
			this.refused = false;
			publish(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	private void publish(ReadinessState state) {
		this.events.publish(new AvailabilityChangeEvent<>(this.context, state));
	}

}
