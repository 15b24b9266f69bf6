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

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.ExceptionWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.LoggingWebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.SockJsService;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;
import org.springframework.web.socket.sockjs.transport.TransportType;
import org.springframework.web.socket.sockjs.transport.handler.DefaultSockJsService;
import org.springframework.web.socket.sockjs.transport.handler.WebSocketTransportHandler;

import io.github.wsboot.handshake.EndpointHandlerMapping;

/**
 * Makes Spring's own handlers upgrade as endpoints do. In the mappings of
 * {@code @EnableWebSocket} and {@code @EnableWebSocketMessageBroker}, before their
 * initialization, handshake handlers that are Spring's defaults get the strategy of
 * endpoints. Handshake handlers of the application stay.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 */
final class SpringHandlerTransportPostProcessor implements InstantiationAwareBeanPostProcessor {

	private static final Log logger = LogFactory.getLog(SpringHandlerTransportPostProcessor.class);

	private final Supplier<RequestUpgradeStrategy> strategy;

	/** Strategy that Spring detects on the class path. */
	private @Nullable Class<?> detected;

	/**
	 * Create a processor.
	 * @param strategy supplies the strategy of endpoints when a mapping is created
	 */
	SpringHandlerTransportPostProcessor(Supplier<RequestUpgradeStrategy> strategy) {
		this.strategy = strategy;
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (bean instanceof WebSocketHandlerMapping mapping && !(bean instanceof EndpointHandlerMapping)) {
			mapping.setUrlMap(replaced(mapping.getUrlMap()));
		}
		return true;
	}

	private Map<String, Object> replaced(Map<String, ?> handlers) {
		Map<String, Object> replaced = new HashMap<>();
		// Paths share the objects that Spring has created for one registration
		Map<Object, Object> replacements = new IdentityHashMap<>();
		handlers.forEach((path, handler) -> {
			Object replacement = replacement(handler, replacements);
			if (replacement == handler) {
				logger.info(LogMessage.format("The WebSocket handler at '%s' keeps its own handshake handler: "
						+ "'ws.transport.apply-to-spring-handlers' does not apply to it", path));
			}
			replaced.put(path, replacement);
		});
		return replaced;
	}

	private Object replacement(Object handler, Map<Object, Object> replacements) {
		if (handler.getClass() == WebSocketHttpRequestHandler.class) {
			return replacements.computeIfAbsent(handler, (key) -> plain((WebSocketHttpRequestHandler) handler));
		}
		if (handler.getClass() == SockJsHttpRequestHandler.class) {
			SockJsHttpRequestHandler sockJs = (SockJsHttpRequestHandler) handler;
			SockJsService service = sockJs.getSockJsService();
			Object replacement = replacements.computeIfAbsent(service, (key) -> service(service));
			return (replacement != service) ? new SockJsHttpRequestHandler((SockJsService) replacement,
					undecorated(sockJs.getWebSocketHandler())) : handler;
		}
		return handler;
	}

	private WebSocketHttpRequestHandler plain(WebSocketHttpRequestHandler handler) {
		if (!isDefault(handler.getHandshakeHandler())) {
			return handler;
		}
		WebSocketHttpRequestHandler replacement = new WebSocketHttpRequestHandler(
				undecorated(handler.getWebSocketHandler()), replacement(handler.getHandshakeHandler()));
		replacement.setHandshakeInterceptors(List.copyOf(handler.getHandshakeInterceptors()));
		return replacement;
	}

	private SockJsService service(SockJsService service) {
		if (service.getClass() != DefaultSockJsService.class) {
			return service;
		}
		DefaultSockJsService original = (DefaultSockJsService) service;
		Map<TransportType, TransportHandler> transports = new HashMap<>(original.getTransportHandlers());
		if (!(transports.get(TransportType.WEBSOCKET) instanceof WebSocketTransportHandler webSocket)
				|| webSocket.getClass() != WebSocketTransportHandler.class
				|| !isDefault(webSocket.getHandshakeHandler())) {
			return service;
		}
		transports.put(TransportType.WEBSOCKET,
				new WebSocketTransportHandler(replacement(webSocket.getHandshakeHandler())));
		DefaultSockJsService replacement = new DefaultSockJsService(original.getTaskScheduler(), transports.values());
		BeanUtils.copyProperties(original, replacement, "messageCodec");
		replacement.setSuppressCors(original.shouldSuppressCors());
		copyMessageCodec(original, replacement);
		return replacement;
	}

	private static void copyMessageCodec(TransportHandlingSockJsService source, TransportHandlingSockJsService target) {
		try {
			target.setMessageCodec(source.getMessageCodec());
		}
		catch (IllegalStateException ex) {
			logger.debug("There is no codec for SockJS messages", ex);
		}
	}

	/**
	 * Return whether a handshake handler is the one that Spring uses by default.
	 */
	private boolean isDefault(HandshakeHandler handler) {
		if (handler.getClass() != DefaultHandshakeHandler.class) {
			return false;
		}
		Class<?> detected = this.detected;
		if (detected == null) {
			detected = new DefaultHandshakeHandler().getRequestUpgradeStrategy().getClass();
			this.detected = detected;
		}
		return ((DefaultHandshakeHandler) handler).getRequestUpgradeStrategy().getClass() == detected;
	}

	private DefaultHandshakeHandler replacement(HandshakeHandler handler) {
		DefaultHandshakeHandler replacement = new DefaultHandshakeHandler(this.strategy.get());
		replacement.setSupportedProtocols(((DefaultHandshakeHandler) handler).getSupportedProtocols());
		return replacement;
	}

	/**
	 * Return the handler without the two decorators that Spring's request handlers put
	 * around it, and will put around it again.
	 */
	private static WebSocketHandler undecorated(WebSocketHandler handler) {
		return (handler instanceof ExceptionWebSocketHandlerDecorator outer
				&& outer.getDelegate() instanceof LoggingWebSocketHandlerDecorator inner) ? inner.getDelegate()
						: handler;
	}

}
