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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Beans of types that others use, too. Those that are left alone, since nobody has said
 * that they are for endpoints, are named in the log.
 */
final class SharedBeans implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SharedBeans.class);

	private static final List<Class<?>> ONLY_IF_MARKED = List.of(HandshakeHandler.class, HandshakeInterceptor.class,
			WebSocketHandlerDecoratorFactory.class, MessageConverter.class);

	private final ListableBeanFactory beanFactory;

	SharedBeans(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the bean that is meant for endpoints, or else the application's only or
	 * primary one.
	 * @param marked those that are meant for endpoints
	 * @param all all beans of the type
	 * @return the bean, or {@code null} if there is none
	 * @throws InvalidEndpointException if it cannot be told which one
	 */
	static <T> @Nullable T choose(ObjectProvider<T> marked, ObjectProvider<T> all) {
		T chosen = one(marked, "Leave @%s on one of them, or make one of them @Primary.");
		return (chosen != null) ? chosen : one(all, "Annotate one of them with @%s, or make one of them @Primary.");
	}

	private static <T> @Nullable T one(ObjectProvider<T> beans, String action) {
		try {
			return beans.getIfAvailable();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			// Not as a cause: what Spring Boot says of it is for injection points
			String type = ClassUtils.getShortName(String.valueOf(ex.getBeanType()));
			String problem = (ex.getBeanNamesFound() != null) ? "there are " + ex.getBeanNamesFound()
					: "Spring cannot choose: " + ex.getMessage();
			throw new InvalidEndpointException("WebSocket endpoints need one %s, but %s.".formatted(type, problem),
					action.formatted(ForWebSocketEndpoints.class.getSimpleName()));
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		ONLY_IF_MARKED.forEach(this::logUnmarked);
	}

	private void logUnmarked(Class<?> type) {
		List<String> unmarked = unmarked(type).toList();
		if (unmarked.isEmpty()) {
			return;
		}
		String message = "Beans of type %s that WebSocket endpoints do not use, since they are not annotated with @%s: %s"
			.formatted(type.getSimpleName(), ForWebSocketEndpoints.class.getSimpleName(), unmarked);
		if (type == HandshakeInterceptor.class && !hasOtherUsers()) {
			logger.warn(message + ". Nobody else seems to use them, so a check in one of them is not made");
		}
		else {
			logger.info(message);
		}
	}

	/**
	 * Return whether the application has WebSocket handlers of Spring's, or STOMP.
	 */
	private boolean hasOtherUsers() {
		return Stream.of(WebSocketConfigurer.class, WebSocketMessageBrokerConfigurer.class)
			.anyMatch((type) -> this.beanFactory.getBeanNamesForType(type, true, false).length > 0);
	}

	private Stream<String> unmarked(Class<?> type) {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false))
			// That of STOMP is Spring's own
			.filter((name) -> !this.beanFactory.isTypeMatch(name, CompositeMessageConverter.class))
			.filter((name) -> this.beanFactory.findAnnotationOnBean(name, ForWebSocketEndpoints.class, false) == null);
	}

}
