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

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.annotation.ForWebSocketClients;
import io.github.wsboot.annotation.ForWebSocketEndpoints;

/**
 * Names in the log the beans of Spring's types that endpoints do not use, since they are
 * not annotated with {@link ForWebSocketEndpoints @ForWebSocketEndpoints}.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class UnmarkedBeansCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(UnmarkedBeansCheck.class);

	private static final List<Class<?>> ONLY_IF_MARKED = List.of(HandshakeHandler.class, HandshakeInterceptor.class,
			WebSocketHandlerDecoratorFactory.class, MessageConverter.class);

	private final ListableBeanFactory beanFactory;

	public UnmarkedBeansCheck(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
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
		String message = ("WebSocket endpoints do not use these beans of type %s, since they are not "
				+ "annotated with @%s: %s")
			.formatted(type.getSimpleName(), ForWebSocketEndpoints.class.getSimpleName(), unmarked);
		if (type == HandshakeInterceptor.class && !hasOtherUsers()) {
			logger.warn(message + ". Nothing else seems to use them either, so their checks never run");
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
			// STOMP's converter is Spring's own
			.filter((name) -> !this.beanFactory.isTypeMatch(name, CompositeMessageConverter.class))
			.filter((name) -> !isMarked(name, ForWebSocketEndpoints.class)
					&& !isMarked(name, ForWebSocketClients.class));
	}

	private boolean isMarked(String name, Class<? extends Annotation> mark) {
		return this.beanFactory.findAnnotationOnBean(name, mark, false) != null;
	}

}
