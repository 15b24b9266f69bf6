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

package io.github.wsboot.server.handshake;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.annotation.ForWebSocketEndpoints;

/**
 * Beans that an application adds to handshakes, controlled by the request.
 */
@Configuration(proxyBeanMethods = false)
class HandshakeInfrastructure {

	@Bean
	Rejections rejections() {
		return new Rejections();
	}

	@Bean
	Filter authentication() {
		return (request, response, chain) -> {
			HttpServletRequest http = (HttpServletRequest) request;
			String session = http.getHeader("X-Session");
			if (session != null) {
				http.getSession().setAttribute("session", session);
			}
			chain.doFilter((http.getHeader("X-User") != null) ? new AuthenticatedRequest(http) : http, response);
		};
	}

	@Bean
	ConnectionFilter connectionFilter() {
		return (context) -> {
			context.responseHeaders().set("X-Filter", "asked");
			List<String> answers = context.handshake().queryParams().getOrDefault("filter", List.of("true"));
			switch (answers.get(0)) {
				case "status" -> context.reject(HttpStatus.TOO_MANY_REQUESTS);
				case "exception" -> throw new IllegalStateException("secret");
				default -> {
				}
			}
			return answers.get(0).equals("true");
		};
	}

	@Bean
	@ForWebSocketEndpoints
	HandshakeInterceptor applicationInterceptor() {
		return new HandshakeInterceptor() {

			@Override
			public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
					WebSocketHandler handler, Map<String, Object> attributes) {
				attributes.put("intercepted", true);
				String query = String.valueOf(request.getURI().getQuery());
				if (query.contains("interceptor=exception")) {
					throw new IllegalStateException("expected by the test");
				}
				if (query.contains("interceptor=false")) {
					response.setStatusCode(HttpStatus.NOT_ACCEPTABLE);
					return false;
				}
				return true;
			}

			@Override
			public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
					Exception exception) {
			}

		};
	}

	@Bean
	@ForWebSocketEndpoints
	WebSocketHandlerDecoratorFactory applicationDecorator() {
		return (handler) -> new WebSocketHandlerDecorator(handler) {

			@Override
			public void afterConnectionEstablished(WebSocketSession session) throws Exception {
				session.getAttributes().put("decorated", true);
				super.afterConnectionEstablished(session);
			}

			@Override
			public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
				session.getAttributes().put("seen", message.getPayload());
				super.handleMessage(session, message);
			}

		};
	}

	static class Rejections {

		final ConcurrentLinkedQueue<HandshakeRejectedEvent> seen = new ConcurrentLinkedQueue<>();

		@EventListener
		void rejected(HandshakeRejectedEvent event) {
			this.seen.add(event);
		}

	}

	private static final class AuthenticatedRequest extends HttpServletRequestWrapper {

		private final Principal principal;

		AuthenticatedRequest(HttpServletRequest request) {
			super(request);
			String name = request.getHeader("X-User").replace("-", "");
			this.principal = () -> name;
		}

		@Override
		public Principal getUserPrincipal() {
			return this.principal;
		}

	}

}
