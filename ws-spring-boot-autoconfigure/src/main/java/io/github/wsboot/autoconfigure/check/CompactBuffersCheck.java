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

package io.github.wsboot.autoconfigure.check;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

import io.github.wsboot.transport.DirectUpgrade.Compatibility;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.TransportType;

/**
 * Fails the start-up if compact buffers are enabled but not possible.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class CompactBuffersCheck implements ApplicationListener<ContextRefreshedEvent> {

	public static final String PROPERTY = "ws.transport.tomcat.compact-buffers";

	private final ApplicationContext context;

	private final ObjectProvider<SelectingUpgradeStrategy> strategy;

	private boolean onTomcat;

	public CompactBuffersCheck(ApplicationContext context, ObjectProvider<SelectingUpgradeStrategy> strategy,
			TransportType type) {
		this.context = context;
		this.strategy = strategy;
		if (type == TransportType.STANDARD) {
			throw failure("It needs our own transport: remove it, or set 'ws.transport.type' to 'auto' or 'direct'.");
		}
	}

	/**
	 * Called when an embedded Tomcat has been created with compact buffers.
	 */
	public void onTomcatCreated() {
		this.onTomcat = true;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() != this.context || !ContainerDetection.isPresent(this.context)) {
			return;
		}
		if (!this.onTomcat) {
			throw failure("Only an embedded Tomcat has these buffers: remove it.");
		}
		Compatibility compatibility = this.strategy.getObject()
			.compatibility()
			.orElseGet(() -> ContainerDetection.unsupported(this.context));
		if (!compatibility.isCompatible()) {
			throw failure("It needs the container's sockets, but " + compatibility.obstacle() + ": remove it.");
		}
	}

	public static InvalidConfigurationPropertyValueException failure(String reason) {
		return new InvalidConfigurationPropertyValueException(PROPERTY, true, reason);
	}

}
