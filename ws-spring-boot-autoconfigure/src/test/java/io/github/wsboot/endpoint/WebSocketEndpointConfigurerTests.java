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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.util.MimeType;

import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebSocketEndpointConfigurer}.
 */
class WebSocketEndpointConfigurerTests {

	@Test
	void shouldAddArgumentResolvers() {
		try (EndpointTester tester = EndpointTester.of(Resolvers.class, Greeting.class)) {
			tester.client("/greeting")
				.header("Accept-Language", "de")
				.connect()
				.await("de")
				.text("a")
				.await("de", "de a");
		}
	}

	@Test
	void shouldNotUseThemInHandshakes() {
		InvalidEndpointException failure = EndpointTester.failureOf(Resolvers.class, InHandshake.class);
		assertThat(failure.getDescription()).contains("has the parameter 'Locale locale'");
	}

	@Test
	void shouldNotCollectResolverBeans() {
		InvalidEndpointException failure = EndpointTester.failureOf(LocaleResolver.class, InOpen.class);
		assertThat(failure.getDescription()).contains("has the parameter 'Locale locale'");
	}

	@Test
	void shouldAddReturnValueHandlers() {
		try (EndpointTester tester = EndpointTester.of(Handlers.class, Quiet.class)) {
			tester.connect("/quiet").binary((byte) 1).text("a").await("plain a");
			tester.calls().await("handled Secret[text=1 bytes]");
		}
	}

	@Test
	void shouldChangeConverters() {
		try (EndpointTester tester = EndpointTester.of(Converters.class, Reversing.class)) {
			tester.connect("/reversing").text("abc").await("cba!");
		}
	}

	@Test
	void shouldCallConfigurersInTheirOrder() {
		try (EndpointTester tester = EndpointTester.of(SecondResolvers.class, Resolvers.class, Greeting.class)) {
			tester.client("/greeting").header("Accept-Language", "de").connect().await("de");
		}
	}

	@Test
	void shouldTellThatThereIsNoConnectionInAHandshake() {
		Message<?> message = mock();
		org.mockito.BDDMockito.given(message.getHeaders()).willReturn(new MessageHeaders(null));
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketEndpointConfigurer.connection(message))
			.withMessageContaining("no connection yet");
	}

	static class LocaleResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == Locale.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return Locale.forLanguageTag(String.valueOf(
					WebSocketEndpointConfigurer.connection(message).handshake().headers().getFirst("Accept-Language")));
		}

	}

	@Order(1)
	static class Resolvers implements WebSocketEndpointConfigurer {

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(new LocaleResolver());
		}

	}

	@Order(2)
	static class SecondResolvers implements WebSocketEndpointConfigurer {

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			assertThat(resolvers).hasSize(1);
			resolvers.add(new LocaleResolver() {

				@Override
				public Object resolveArgument(MethodParameter parameter, Message<?> message) {
					return Locale.ITALIAN;
				}

			});
		}

	}

	@WebSocketEndpoint("/greeting")
	static class Greeting {

		@OnOpen
		String open(Locale locale) {
			return locale.toString();
		}

		@OnMessage
		String said(Locale locale, String text) {
			return locale + " " + text;
		}

	}

	@WebSocketEndpoint("/in-handshake")
	static class InHandshake {

		@OnHandshake
		void handshake(Locale locale) {
		}

	}

	@WebSocketEndpoint("/in-open")
	static class InOpen {

		@OnOpen
		void open(Locale locale) {
		}

	}

	record Secret(String text) {

	}

	static class Handlers implements WebSocketEndpointConfigurer, HandlerMethodReturnValueHandler {

		private final Calls calls;

		Handlers(Calls calls) {
			this.calls = calls;
		}

		@Override
		public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
			handlers.add(this);
		}

		@Override
		public boolean supportsReturnType(MethodParameter returnType) {
			return returnType.getParameterType() == Secret.class;
		}

		@Override
		public void handleReturnValue(@Nullable Object value, MethodParameter returnType, Message<?> message) {
			this.calls.add("handled " + value);
		}

	}

	@WebSocketEndpoint("/quiet")
	static class Quiet {

		@OnMessage
		Secret secret(byte[] bytes) {
			return new Secret(bytes.length + " bytes");
		}

		@OnMessage
		String plain(String text) {
			return "plain " + text;
		}

	}

	static class Converters implements WebSocketEndpointConfigurer {

		@Override
		public void configureMessageConverters(List<MessageConverter> converters) {
			converters.add(0, new SecretConverter());
		}

	}

	static class SecretConverter extends AbstractMessageConverter {

		SecretConverter() {
			super(new MimeType("text", "plain"));
			setStrictContentTypeMatch(false);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Secret.class;
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
			return new Secret(new StringBuilder(message.getPayload().toString()).reverse().toString());
		}

		@Override
		protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			return (((Secret) payload).text() + "!").getBytes(StandardCharsets.UTF_8);
		}

	}

	@WebSocketEndpoint("/reversing")
	static class Reversing {

		@OnMessage
		Secret said(Secret secret) {
			return secret;
		}

	}

}
