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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.server.Promise;

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

	@Promise("conversion")
	@Test
	void shouldReadFromBinaryMessagesWhatIsWrittenToThem() {
		try (EndpointTester tester = EndpointTester.of(BinaryFirst.class, Reversing.class)) {
			tester.connect("/reversing").binary((byte) 'a', (byte) 'b').await("BINARY:binary 2 bytes");
		}
	}

	@Test
	void converterThatTellsNothingShouldBeAskedWithEmptyMessages() {
		try (EndpointTester tester = EndpointTester.of(BytesOnly.class, Reversing.class)) {
			tester.connect("/reversing").binary((byte) 'a').await("BINARY:binary 1 bytes");
		}
	}

	@Promise("conversion")
	@Test
	void converterForBinaryMessagesBehindOneForEverythingShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(BinaryLast.class, Reversing.class);
		assertThat(failure.getDescription())
			.startsWith("The converter 'WebSocketEndpointConfigurerTests.BinaryConverter' for binary messages is never "
					+ "asked, as 'Jackson")
			.endsWith("' before it takes all types.");
		assertThat(failure.getAction()).startsWith("Put it first, by converters.add(0, ...)");
	}

	@Promise("conversion")
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					BytesAndBinaryObject | declares | which both take binary messages. | Keep one of them
					TypedBinaryObject | said(Secret) | takes messages of type 'x' as binary, by 'WebSocketEndpointConfigurerTests.BinaryConverter', but only text messages have a type. | Remove the type
					MarkedBinaryObject | said(Marked) | which is read from binary messages by 'WebSocketEndpointConfigurerTests.BinaryConverter', but because of its @MessageType written to text messages by 'Jackson | Remove @MessageType
					""")
	void binaryObjectThatMakesNoSenseShouldFail(String fixture, String where, String problem, String action)
			throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(BinaryFirst.class,
				Class.forName(getClass().getName() + "$" + fixture));
		assertThat(failure.getDescription()).contains(fixture).contains(where).contains(problem);
		assertThat(failure.getAction()).startsWith(action);
	}

	@Promise("conversion")
	@Test
	void objectThatNoConverterReadsShouldFail() {
		InvalidEndpointException failure = EndpointTester
			.failureOf((tester) -> tester.withoutJson().register(Reversing.class));
		assertThat(failure.getDescription()).contains("Reversing.said(Secret)").endsWith("which no converter reads.");
		assertThat(failure.getAction()).startsWith("Add 'spring-boot-starter-jackson' to the dependencies");
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

	static class BinaryFirst implements WebSocketEndpointConfigurer {

		@Override
		public void configureMessageConverters(List<MessageConverter> converters) {
			converters.add(0, new BinaryConverter());
		}

	}

	static class BinaryLast implements WebSocketEndpointConfigurer {

		@Override
		public void configureMessageConverters(List<MessageConverter> converters) {
			converters.add(new BinaryConverter());
		}

	}

	static class BytesOnly implements WebSocketEndpointConfigurer {

		@Override
		public void configureMessageConverters(List<MessageConverter> converters) {
			BinaryConverter converter = new BinaryConverter();
			converters.add(0, new MessageConverter() {

				@Override
				public Object fromMessage(Message<?> message, Class<?> targetClass) {
					byte[] bytes = (byte[]) message.getPayload();
					return new Secret(bytes.length + " bytes");
				}

				@Override
				public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
					return converter.toMessage(payload, headers);
				}

			});
		}

	}

	static class BinaryConverter extends AbstractMessageConverter {

		BinaryConverter() {
			super(new MimeType("application", "x-secret"));
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Secret.class || type == Marked.class;
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
			return new Secret(((byte[]) message.getPayload()).length + " bytes");
		}

		@Override
		protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			return ("binary " + ((Secret) payload).text()).getBytes(StandardCharsets.UTF_8);
		}

	}

	@MessageType("marked")
	record Marked(String text) {

	}

	@WebSocketEndpoint("/invalid")
	static class BytesAndBinaryObject {

		@OnMessage
		void bytes(byte[] bytes) {
		}

		@OnMessage
		void secret(Secret secret) {
		}

	}

	@WebSocketEndpoint("/invalid")
	static class TypedBinaryObject {

		@OnMessage("x")
		void said(Secret secret) {
		}

	}

	@WebSocketEndpoint("/invalid")
	static class MarkedBinaryObject {

		@OnMessage
		void said(Marked marked) {
		}

	}

}
