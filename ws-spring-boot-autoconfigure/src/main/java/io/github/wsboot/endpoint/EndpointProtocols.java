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

package io.github.wsboot.endpoint;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.message.PayloadConversion;

/**
 * Protocols of annotated beans: the one that a bean names, or the common one. A protocol
 * that is no bean is created once, and destroyed with the application. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointProtocols {

	private final DefaultListableBeanFactory beanFactory;

	private final PayloadConversion conversion;

	private final Map<Class<?>, MessageProtocol> created = new ConcurrentHashMap<>();

	/**
	 * Create an instance.
	 * @param beanFactory finds or creates the protocols that beans name
	 * @param conversion has the common protocol
	 */
	public EndpointProtocols(DefaultListableBeanFactory beanFactory, PayloadConversion conversion) {
		this.beanFactory = beanFactory;
		this.conversion = conversion;
	}

	/**
	 * Return the protocol of a bean.
	 * @return the protocol, or {@code null} if its messages have no types
	 * @throws InvalidEndpointException if the bean names a class that has no bean and
	 * cannot be created
	 */
	@Nullable MessageProtocol of(EndpointDefinition definition) {
		Class<? extends MessageProtocol> type = definition.protocol();
		if (type == MessageProtocol.class) {
			return this.conversion.protocol();
		}
		try {
			MessageProtocol bean = this.beanFactory.getBeanProvider(type).getIfAvailable();
			return (bean != null) ? bean : this.created.computeIfAbsent(type, (key) -> create(type));
		}
		catch (BeansException | IllegalStateException ex) {
			throw invalid(definition, type, ex);
		}
	}

	private MessageProtocol create(Class<? extends MessageProtocol> type) {
		MessageProtocol protocol = this.beanFactory.createBean(type);
		// This is the name under which the container keeps the beans that it was injected
		// with until it is destroyed
		this.beanFactory.registerDisposableBean(type.getName(), () -> this.beanFactory.destroyBean(protocol));
		return protocol;
	}

	private static InvalidEndpointException invalid(EndpointDefinition definition, Class<?> type, Exception cause) {
		return new InvalidEndpointException(
				"WebSocket endpoint bean '" + definition.beanName() + "' names the protocol '" + type.getName()
						+ "', which has no single bean and cannot be created: " + cause.getMessage(),
				"Declare one bean of this class, or give the class a constructor whose parameters are beans.");
	}

}
