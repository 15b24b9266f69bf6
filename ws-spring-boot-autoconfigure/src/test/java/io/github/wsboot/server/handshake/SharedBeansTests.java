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
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.validation.Validator;
import jakarta.validation.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.Connection;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.handshake.EndpointHandshakeHandler;
import io.github.wsboot.handshake.EndpointRequestHandlerFactory;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.SelectingUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;

/**
 * Tests for endpoints beside STOMP, which has beans of types that endpoints use, too.
 */
@Promise("beans")
class SharedBeansTests extends ServerTests {

	private static final String COMPRESSION = "Sec-WebSocket-Extensions";

	SharedBeansTests() {
		super(PersonEndpoint.class, StompBeans.class, Stomp.class);
	}

	@Test
	void endpointsShouldNotUseBeansThatAreMeantForStomp() {
		TestServer server = server();
		StompBeans stomp = server.bean(StompBeans.class);
		RawWebSocketClient.Exchange exchange = RawWebSocketClient.to(server, "/persons?number=42")
			.header(COMPRESSION, "permessage-deflate")
			.exchange();
		RawWebSocketClient client = closeLater(exchange.client());
		assertThat(exchange.response().status()).as("interceptor").isEqualTo(101);
		assertThat(exchange.response().header(COMPRESSION)).as("handshake handler").isNull();
		Connection connection = server.connection(client.name());
		assertThat(connection.principal()).as("handshake handler").isNull();
		assertThat(client.text("{\"firstName\":\"Ada\"}").nextText()).as("mapper")
			.isEqualTo("{\"firstName\":\"Ada 42\"}");
		assertThat(client.text("{\"firstName\":\"\"}").nextText()).as("validator").isEqualTo("invalid");
		assertThat(stomp.decorated).as("decorator, which STOMP has called once").hasValue(1);
		assertThat(server.bean(PersonEndpoint.class).thread).as("executor").startsWith("ws-worker-");
		then(stomp.conversion).shouldHaveNoInteractions();
		then(stomp.validator).shouldHaveNoInteractions();
	}

	@Test
	void transportOfEndpointsShouldBeAsWithoutStomp() {
		TestServer server = server();
		EndpointHandshakeHandler handler = (EndpointHandshakeHandler) server.bean(EndpointRequestHandlerFactory.class)
			.handshakeHandler();
		assertThat(handler.getRequestUpgradeStrategy() instanceof SelectingUpgradeStrategy selecting
				&& selecting.isDirect())
			.isEqualTo(kind().isDirect());
	}

	@Test
	void stompShouldUseItsBeans() {
		TestServer server = server();
		assertThat(RawWebSocketClient.to(server, "/stomp").response().status()).isEqualTo(401);
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/stomp").header("X-Token", "t").connect());
		client.text("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
		assertThat(client.nextText()).startsWith("CONNECTED\n").contains("user-name:stomp");
		StompBeans stomp = server.bean(StompBeans.class);
		assertThat(stomp.tasks).hasPositiveValue();
		assertThat(server.connections().count()).isZero();
	}

	@WebSocketEndpoint("/persons")
	static class PersonEndpoint extends RecordingEndpoint {

		private volatile String thread;

		PersonEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		Person message(@Validated Person person, @RequestParam int number) {
			this.thread = Thread.currentThread().getName();
			return new Person(person.firstName() + " " + number);
		}

		@OnError
		String invalid(PayloadValidationException ex) {
			return "invalid";
		}

	}

	record Person(@NotEmpty String firstName) {

	}

	@Configuration(proxyBeanMethods = false)
	static class StompBeans {

		private final AtomicInteger decorated = new AtomicInteger();

		private final AtomicInteger tasks = new AtomicInteger();

		private final ConversionService conversion = Mockito.mock();

		private final Validator validator = Mockito.mock();

		@Bean
		RequestUpgradeStrategy stompUpgrade() {
			return new StandardWebSocketUpgradeStrategy();
		}

		@Bean
		HandshakeHandler stompHandshakes(RequestUpgradeStrategy strategy) {
			return new DefaultHandshakeHandler(strategy) {

				@Override
				protected Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
						Map<String, Object> attributes) {
					return () -> "stomp";
				}

			};
		}

		@Bean
		HandshakeInterceptor stompToken() {
			return new HandshakeInterceptor() {

				@Override
				public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
						WebSocketHandler handler, Map<String, Object> attributes) {
					response.setStatusCode(HttpStatus.UNAUTHORIZED);
					return request.getHeaders().containsHeader("X-Token");
				}

				@Override
				public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response,
						WebSocketHandler handler, Exception exception) {
				}

			};
		}

		@Bean
		WebSocketHandlerDecoratorFactory stompSessions() {
			return (handler) -> {
				this.decorated.incrementAndGet();
				return handler;
			};
		}

		@Bean
		TaskExecutor stompTasks() {
			return (task) -> {
				this.tasks.incrementAndGet();
				task.run();
			};
		}

		@Bean
		ConversionService stompConversion() {
			return this.conversion;
		}

		@Bean(defaultCandidate = false)
		Validator stompValidator() {
			return this.validator;
		}

		@Bean(defaultCandidate = false)
		JsonMapper stompJson() {
			return JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Stomp implements WebSocketMessageBrokerConfigurer {

		private final HandshakeHandler handshakes;

		private final HandshakeInterceptor interceptor;

		private final WebSocketHandlerDecoratorFactory decorators;

		private final TaskExecutor tasks;

		Stomp(HandshakeHandler handshakes, HandshakeInterceptor interceptor,
				WebSocketHandlerDecoratorFactory decorators, @Qualifier("stompTasks") TaskExecutor tasks) {
			this.handshakes = handshakes;
			this.interceptor = interceptor;
			this.decorators = decorators;
			this.tasks = tasks;
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(this.handshakes).addInterceptors(this.interceptor);
		}

		@Override
		public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
			registration.addDecoratorFactory(this.decorators);
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.executor(this.tasks);
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

}
