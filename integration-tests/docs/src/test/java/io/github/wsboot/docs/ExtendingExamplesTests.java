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

package io.github.wsboot.docs;

import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.common.KeyValues;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.Frame;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.ConsoleAccess;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.extension.observation.DefaultWebSocketMessageObservationConvention;
import io.github.wsboot.extension.observation.WebSocketMessageObservationContext;
import io.github.wsboot.extension.security.AuthenticationExpiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the page about extensions.
 */
@SpringBootTest(classes = ExtendingExamplesTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "ws.heartbeat.interval=100ms")
class ExtendingExamplesTests {

	private static final long SECONDS = 10;

	private final HttpClient http = HttpClient.newHttpClient();

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	@LocalServerPort
	private int port;

	@Test
	void messageShouldPassResolverContextInterceptorsAndDecorator() throws Exception {
		WebSocket socket = connect("/shops/north");
		socket.sendText("hello", true);
		assertThat(next()).isEqualTo("north north [de_CH] first");
	}

	@Test
	void messageThatIsTooLongShouldNotBeSent() throws Exception {
		WebSocket socket = connect("/shops/north");
		socket.sendText("long", true);
		assertThat(next()).isEqualTo("Messages to phones have 32 KB at most");
	}

	@Test
	void exceptionShouldCloseWithItsStatus() throws Exception {
		WebSocket socket = connect("/shops/north");
		socket.sendText("missing", true);
		assertThat(next()).isEqualTo("4404 Not found");
	}

	@Test
	void pathShouldBeHiddenByTheFilter() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connect("/beta/points"))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(404));
	}

	@Test
	void pointShouldBeConvertedBothWays() throws Exception {
		WebSocket socket = connect("/points");
		socket.sendText("1,2", true);
		assertThat(next()).isEqualTo("2,1");
	}

	@Test
	void listenerShouldHearOfTheHeartbeat(@Autowired SlowestClient listener) {
		connect("/points");
		await().until(() -> !listener.roundTrip().isZero());
	}

	private WebSocket connect(String path) {
		return this.http.newWebSocketBuilder()
			.header("Accept-Language", "de-CH")
			.buildAsync(URI.create("ws://localhost:" + this.port + path), new Listener())
			.join();
	}

	private String next() throws InterruptedException {
		String text = this.received.poll(SECONDS, TimeUnit.SECONDS);
		assertThat(text).as("a message within %d seconds", SECONDS).isNotNull();
		return text;
	}

	@ExampleApplication
	@Import({ BetaFilter.class, LanguageInterceptor.class, TenantParameters.class, TenantContext.class,
			NotFoundStatus.class, SlowMessages.class, TenantConvention.class, WorkingHours.class, LengthLimit.class,
			FirstMessage.class, PointConverter.class, SlowestClient.class, SuspectFrames.class, OperatorsOnly.class,
			ShopEndpoint.class, PointEndpoint.class })
	static class Application {

	}

	@WebSocketEndpoint("/shops/{tenant}")
	static class ShopEndpoint {

		@OnMessage
		String message(Tenant tenant, Connection connection, String text) {
			return switch (text) {
				case "missing" -> throw new NoSuchElementException();
				case "long" -> "-".repeat(40_000);
				default ->
					tenant.name() + " " + TenantContext.TENANT.get() + " " + connection.attributes().get("languages")
							+ (connection.attributes().containsKey("first-message-at") ? " first" : "");
			};
		}

		@OnError
		String tooLong(IllegalArgumentException ex) {
			return ex.getMessage();
		}

	}

	@WebSocketEndpoint({ "/points", "/beta/points" })
	static class PointEndpoint {

		@OnMessage
		Point mirror(Point point) {
			return new Point(point.y(), point.x());
		}

	}

	@Component
	static class BetaFilter implements ConnectionFilter {

		@Override
		public boolean accept(HandshakeContext context) {
			if (context.endpoint().startsWith("/beta/") && !context.handshake().cookies().containsKey("beta")) {
				context.reject(HttpStatus.NOT_FOUND);
			}
			return !context.isRejected();
		}

	}

	@Component
	@ForWebSocketEndpoints
	static class LanguageInterceptor implements HandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Map<String, Object> attributes) {
			attributes.put("languages", request.getHeaders().getAcceptLanguageAsLocales());
			return true;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				@Nullable Exception exception) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ContainerUpgrades {

		@Bean(defaultCandidate = false)
		@ForWebSocketEndpoints
		HandshakeHandler upgrade() {
			return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
		}

	}

	@Component
	static class TenantParameters implements WebSocketEndpointConfigurer {

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(new TenantResolver());
		}

	}

	static class TenantResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == Tenant.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			Connection connection = WebSocketEndpointConfigurer.connection(message);
			return new Tenant(connection.pathVariables().getOrDefault("tenant", "none"));
		}

	}

	@Component
	static class TenantContext implements CallbackContext {

		static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

		@Override
		public ThreadScope open(Connection connection) {
			TENANT.set(connection.pathVariables().get("tenant"));
			return TENANT::remove;
		}

	}

	@Component
	static class NotFoundStatus implements ExceptionStatus {

		private static final CloseStatus NOT_FOUND = new CloseStatus(4404, "Not found");

		@Override
		public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
			return (exception instanceof NoSuchElementException) ? HttpStatus.NOT_FOUND : null;
		}

		@Override
		public @Nullable CloseStatus ofConnection(Throwable exception) {
			return (exception instanceof NoSuchElementException) ? NOT_FOUND : null;
		}

	}

	@Component
	static class SlowMessages implements MessageObserver {

		private static final Log logger = LogFactory.getLog(SlowMessages.class);

		@Override
		public Observed begin(Connection connection, @Nullable Method callback) {
			long start = System.nanoTime();
			return new Observed() {

				@Override
				public ThreadScope open() {
					return () -> {
					};
				}

				@Override
				public void onFailure(Throwable exception) {
				}

				@Override
				public void onEnd() {
					if (System.nanoTime() - start > 1_000_000_000L) {
						logger.info("A message of " + connection + " took more than a second");
					}
				}

			};
		}

	}

	@Component
	static class TenantConvention extends DefaultWebSocketMessageObservationConvention {

		@Override
		public KeyValues getHighCardinalityKeyValues(WebSocketMessageObservationContext context) {
			String tenant = context.getConnection().pathVariables().getOrDefault("tenant", "none");
			return super.getHighCardinalityKeyValues(context).and("tenant", tenant);
		}

	}

	@Component
	static class WorkingHours implements AuthenticationExpiry {

		@Override
		public @Nullable Instant expiresAt(Authentication authentication) {
			boolean temporary = authentication.getAuthorities().contains(new SimpleGrantedAuthority("ROLE_TEMP"));
			return temporary ? Instant.now().plus(Duration.ofHours(8)) : null;
		}

	}

	@Component
	static class LengthLimit implements OutboundInterceptor {

		@Override
		public Frame intercept(Frame frame) {
			Assert.isTrue(frame.payload().remaining() <= 32 * 1024, "Messages to phones have 32 KB at most");
			return frame;
		}

	}

	@Component
	@ForWebSocketEndpoints
	static class FirstMessage implements WebSocketHandlerDecoratorFactory {

		@Override
		public WebSocketHandler decorate(WebSocketHandler handler) {
			return new WebSocketHandlerDecorator(handler) {

				@Override
				public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
					session.getAttributes().putIfAbsent("first-message-at", Instant.now());
					super.handleMessage(session, message);
				}

			};
		}

	}

	@Component
	@ForWebSocketEndpoints
	static class PointConverter extends AbstractMessageConverter {

		PointConverter() {
			super(MimeTypeUtils.TEXT_PLAIN);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Point.class;
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> target, @Nullable Object hint) {
			String[] parts = message.getPayload().toString().split(",");
			return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
		}

		@Override
		protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			Point point = (Point) payload;
			return point.x() + "," + point.y();
		}

	}

	@Component
	static class SlowestClient implements ConnectionListener {

		private final AtomicLong nanos = new AtomicLong();

		@Override
		public void onPong(Connection connection, long roundTripNanos) {
			this.nanos.accumulateAndGet(roundTripNanos, Math::max);
		}

		Duration roundTrip() {
			return Duration.ofNanos(this.nanos.get());
		}

	}

	@Component
	static class SuspectFrames implements FrameListener {

		private final Set<String> suspects = ConcurrentHashMap.newKeySet();

		private final Queue<String> texts = new ConcurrentLinkedQueue<>();

		@Override
		public boolean listensTo(Connection connection) {
			return this.suspects.contains(connection.id());
		}

		@Override
		public void onReceived(Connection connection, Frame frame) {
			this.texts.add(connection.id() + " sent " + frame.payload().remaining() + " bytes");
		}

	}

	@Component
	static class OperatorsOnly implements ConsoleAccess {

		@Override
		public boolean isAllowed() {
			RequestAttributes attributes = RequestContextHolder.currentRequestAttributes();
			return ((ServletRequestAttributes) attributes).getRequest().isUserInRole("OPERATOR");
		}

	}

	record Tenant(String name) {

	}

	record Point(int x, int y) {

	}

	private final class Listener implements WebSocket.Listener {

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			ExtendingExamplesTests.this.received.add(data.toString());
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			ExtendingExamplesTests.this.received.add(code + " " + reason);
			return null;
		}

	}

}
