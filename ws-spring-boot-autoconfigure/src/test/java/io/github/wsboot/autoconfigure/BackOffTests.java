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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Frame;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.connection.WireFactory;
import io.github.wsboot.endpoint.PayloadValidation;
import io.github.wsboot.handshake.EndpointHandshakeHandler;
import io.github.wsboot.handshake.HandshakeServices;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.security.SecurityHandshakeInterceptor;
import io.github.wsboot.transport.SessionWireFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for beans of the application in the place of ours, and beside them.
 */
@Tag("boot")
class BackOffTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class));

	@Test
	void shouldUseTheApplicationsConnectionManager() {
		ConnectionManager own = mock();
		this.runner.withBean("own", ConnectionManager.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(ConnectionManager.class).doesNotHaveBean(DefaultConnectionManager.class);
			assertThat(context.getBean(ConnectionManager.class)).isSameAs(own);
		});
	}

	@Test
	void whenTheApplicationHasAnotherConnectionManagerShouldNotCollide() {
		this.runner.withBean("connectionManager", Object.class, Object::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ConnectionManager.class));
	}

	@Test
	void configurersAndInterceptorsShouldBeAbleToInjectTheConnectionManager() {
		this.runner.withBean(PushingConfigurer.class)
			.withBean(PushingInterceptor.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void shouldUseTheApplicationsWireFactory() {
		this.runner.withBean("own", WireFactory.class, () -> mock())
			.run((context) -> assertThat(context).hasSingleBean(WireFactory.class)
				.doesNotHaveBean(SessionWireFactory.class));
	}

	@Test
	void shouldUseTheApplicationsHandshakeHandler() {
		this.runner.run((context) -> assertThat(context.getBean(HandshakeServices.class).handler())
			.isInstanceOf(EndpointHandshakeHandler.class));
		HandshakeHandler own = mock();
		this.runner.withBean("own", HandshakeHandler.class, () -> own)
			.run((context) -> assertThat(context.getBean(HandshakeServices.class).handler()).isSameAs(own));
	}

	@Test
	void shouldUseTheApplicationsPayloadConversion() {
		PayloadConversion own = new PayloadConversion(new StringMessageConverter(), null);
		this.runner.withBean("own", PayloadConversion.class, () -> own)
			.run((context) -> assertThat(context.getBean(PayloadConversion.class)).isSameAs(own));
	}

	@Test
	void shouldUseTheApplicationsPayloadValidation() {
		PayloadValidation own = new PayloadValidation(null);
		this.runner.withBean("own", PayloadValidation.class, () -> own)
			.run((context) -> assertThat(context.getBean(PayloadValidation.class)).isSameAs(own));
	}

	@Test
	void shouldAskFiltersAndInterceptorsInTheirOrder() {
		this.runner.withBean(Second.class)
			.withBean(First.class)
			.withBean("interceptor", HandshakeInterceptor.class, () -> mock())
			.withBean("decorator", WebSocketHandlerDecoratorFactory.class, () -> mock())
			.run((context) -> {
				HandshakeServices handshakes = context.getBean(HandshakeServices.class);
				assertThat(handshakes.filters()).containsExactly(context.getBean(First.class),
						context.getBean(Second.class));
				assertThat(handshakes.interceptors())
					.hasSameElementsAs(context.getBeansOfType(HandshakeInterceptor.class).values())
					.filteredOn((interceptor) -> !(interceptor instanceof SecurityHandshakeInterceptor))
					.containsExactly(context.getBean("interceptor", HandshakeInterceptor.class));
				assertThat(handshakes.decorators()).hasSize(1);
				assertThat(context.getBean(PayloadEncoder.class).encode("x")).isEqualTo(Frame.text("first, second"));
			});
	}

	@Order(1)
	static class First implements ConnectionFilter, OutboundInterceptor {

		@Override
		public boolean accept(HandshakeContext context) {
			return true;
		}

		@Override
		public Frame intercept(Frame frame) {
			return Frame.text("first");
		}

	}

	@Order(2)
	static class Second implements ConnectionFilter, OutboundInterceptor {

		@Override
		public boolean accept(HandshakeContext context) {
			return true;
		}

		@Override
		public Frame intercept(Frame frame) {
			return frame.equals(Frame.text("first")) ? Frame.text("first, second") : frame;
		}

	}

	record PushingConfigurer(ConnectionManager connections) implements WebSocketEndpointConfigurer {

	}

	record PushingInterceptor(ConnectionManager connections) implements OutboundInterceptor {

		@Override
		public Frame intercept(Frame frame) {
			return frame;
		}

	}

}
