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

package io.github.wsboot.handshake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.HandshakeHandler;

import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.concurrent.TimerService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionLimiter}, {@link ConnectionPermit},
 * {@link PermitInterceptor} and {@link PermitReleasingHandler}.
 */
class ConnectionLimiterTests {

	private static final int ANY = ConnectionLimits.UNLIMITED;

	private final TimerService timers = new TimerService();

	private MockHttpServletResponse response = new MockHttpServletResponse();

	@AfterEach
	void stopTimers() {
		this.timers.destroy();
	}

	@Test
	void beyondTheLimitShouldAskToComeBack() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(2, ANY, ANY, null));
		acquire(limiter, null, "192.0.2.1");
		ConnectionPermit second = acquire(limiter, null, "192.0.2.2");
		assertThat(acquire(limiter, null, "192.0.2.3")).isNull();
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(Integer.parseInt(this.response.getHeader("Retry-After"))).isBetween(5, 10);
		second.release();
		assertThat(acquire(limiter, null, "192.0.2.3")).isNotNull();
	}

	@Test
	void clientsShouldNotComeBackTogether() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(1, ANY, ANY, null));
		acquire(limiter, null, "192.0.2.1");
		Set<Integer> delays = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			acquire(limiter, null, "192.0.2.2");
			delays.add(Integer.valueOf(this.response.getHeader("Retry-After")));
		}
		assertThat(delays).hasSizeGreaterThan(1).allMatch((seconds) -> seconds >= 5);
	}

	@Test
	void firstLimitThatIsReachedShouldDecide() {
		Rate none = new Rate(1, 1);
		ConnectionLimiter all = limiter(new ConnectionLimits(1, 1, 1, none));
		acquire(all, "ada", "192.0.2.1");
		assertThat(acquire(all, "ada", "192.0.2.1")).isNull();
		assertThat(this.response.getStatus()).isEqualTo(503);
	}

	@Test
	void usersShouldBeCountedByName() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(ANY, 1, ANY, null));
		ConnectionPermit ada = acquire(limiter, "ada", "192.0.2.1");
		assertThat(acquire(limiter, "ada", "192.0.2.2")).isNull();
		assertThat(this.response.getStatus()).isEqualTo(429);
		assertThat(this.response.getHeader("Retry-After")).isNotNull();
		assertThat(acquire(limiter, "bob", "192.0.2.1")).isNotNull();
		assertThat(acquire(limiter, null, "192.0.2.1")).isNotNull();
		assertThat(acquire(limiter, null, "192.0.2.1")).isNotNull();
		ada.release();
		assertThat(acquire(limiter, "ada", "192.0.2.2")).isNotNull();
	}

	@Test
	void addressesShouldBeCountedByNetwork() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(ANY, ANY, 1, null));
		ConnectionPermit first = acquire(limiter, null, "2001:db8:1:2::1");
		assertThat(acquire(limiter, null, "2001:db8:1:2::2")).isNull();
		assertThat(this.response.getStatus()).isEqualTo(429);
		assertThat(acquire(limiter, null, "2001:db8:1:3::1")).isNotNull();
		assertThat(acquire(limiter, null, "192.0.2.1")).isNotNull();
		first.release();
		assertThat(acquire(limiter, null, "2001:db8:1:2::2")).isNotNull();
	}

	@Test
	void rateShouldCountAcceptedHandshakesOnly() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(ANY, ANY, 2, new Rate(1, 3)));
		acquire(limiter, null, "192.0.2.1");
		acquire(limiter, null, "192.0.2.1");
		for (int i = 0; i < 10; i++) {
			assertThat(acquire(limiter, null, "192.0.2.1")).isNull();
		}
		assertThat(acquire(limiter, null, "192.0.2.2")).isNotNull();
		int refused = 0;
		for (int i = 3; i < 100; i++) {
			refused += (acquire(limiter, null, "192.0.2." + i) == null) ? 1 : 0;
		}
		assertThat(refused).isPositive();
		assertThat(this.response.getStatus()).isEqualTo(429);
		assertThat(Integer.parseInt(this.response.getHeader("Retry-After"))).isBetween(5, 11);
	}

	@Test
	void whatIsGivenBackShouldLeaveNothingBehind() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(10, 5, 5, null));
		List<ConnectionPermit> taken = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			taken.add(acquire(limiter, "ada", "192.0.2.1"));
		}
		for (ConnectionPermit permit : taken) {
			permit.establish();
			permit.release();
			permit.release();
			permit.abandon();
		}
		assertThat(limiter.taken()).isZero();
		assertThat(ReflectionTestUtils.getField(limiter, "users")).asString().isEqualTo("{}");
		assertThat(ReflectionTestUtils.getField(limiter, "addresses")).asString().isEqualTo("{}");
	}

	@Test
	void concurrentHandshakesShouldNeverExceedTheLimit() throws Exception {
		int limit = 7;
		ConnectionLimiter limiter = limiter(new ConnectionLimits(limit, 5, 6, null));
		AtomicInteger live = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		CountDownLatch begin = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(16);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			int thread = i;
			all.add(threads.submit(() -> {
				begin.await();
				for (int j = 0; j < 3000; j++) {
					ConnectionPermit permit = acquire(limiter, "user" + thread % 3, "192.0.2." + thread % 2,
							new MockHttpServletResponse());
					if (permit == null) {
						refused.incrementAndGet();
						continue;
					}
					most.accumulateAndGet(live.incrementAndGet(), Math::max);
					live.decrementAndGet();
					end(permit, j);
				}
				return null;
			}));
		}
		begin.countDown();
		for (Future<?> one : all) {
			one.get(60, TimeUnit.SECONDS);
		}
		threads.shutdown();
		assertThat(most.get()).isBetween(1, limit);
		assertThat(limiter.taken()).isZero();
		assertThat(ReflectionTestUtils.getField(limiter, "users")).asString().isEqualTo("{}");
	}

	private static void end(ConnectionPermit permit, int way) {
		switch (way % 3) {
			case 0 -> permit.abandon();
			case 1 -> {
				assertThat(permit.establish()).isTrue();
				permit.abandon();
				permit.release();
			}
			default -> permit.release();
		}
		permit.release();
	}

	/**
	 * Whatever the upgrade ends with: the response, an exception, or an error that the
	 * container logs.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "false", "exception", "error" })
	void whenTheUpgradeFailsShouldGiveThePlaceBack(String how) {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(1, ANY, ANY, null));
		HandshakeHandler upgrade = (httpRequest, httpResponse, handler, attributes) -> {
			assertThat(limiter.taken()).isEqualTo(1);
			switch (how) {
				case "exception" -> throw new HandshakeFailureException("expected by the test");
				case "error" -> throw new StackOverflowError("expected by the test");
				default -> httpResponse.setStatusCode(HttpStatus.BAD_REQUEST);
			}
			return false;
		};
		HandshakeRefusals refusals = new HandshakeRefusals((event) -> {
		});
		EndpointRequestHandler handler = new EndpointRequestHandler("/ws", mock(),
				new PermitHandshakeHandler(upgrade, limiter), refusals);
		handler.setHandshakeInterceptors(List.of(new ConnectionFilterInterceptor(new EndpointPath("/ws"), List.of()),
				new PermitInterceptor(limiter)));
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
		try {
			handler.handleRequest(request, new MockHttpServletResponse());
		}
		catch (StackOverflowError ex) {
			assertThat(how).isEqualTo("error");
		}
		assertThat(limiter.taken()).isZero();
		assertThat(HandshakeExchange.find(request)).isNull();
		assertThat(refusals.latest()).hasSize(1);
	}

	@Test
	void permitShouldBeHeldByTheExchangeUnlessTheHandshakeIsRefused() {
		ConnectionLimiter limiter = limiter(new ConnectionLimits(1, ANY, ANY, null));
		MockHttpServletRequest first = new MockHttpServletRequest("GET", "/ws");
		assertThat(intercept(limiter, first)).isTrue();
		HandshakeExchange holder = HandshakeExchange.of(new ServletServerHttpRequest(first));
		assertThat(holder.permit().isPending()).isTrue();
		MockHttpServletRequest second = new MockHttpServletRequest("GET", "/ws");
		assertThat(intercept(limiter, second)).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getHeader("Retry-After")).isNotNull();
		HandshakeExchange refused = HandshakeExchange.of(new ServletServerHttpRequest(second));
		assertThatIllegalStateException().isThrownBy(refused::permit);
	}

	private boolean intercept(ConnectionLimiter limiter, MockHttpServletRequest request) {
		this.response = new MockHttpServletResponse();
		ServletServerHttpRequest httpRequest = new ServletServerHttpRequest(request);
		ServletServerHttpResponse httpResponse = new ServletServerHttpResponse(this.response);
		HandshakeExchange exchange = HandshakeExchange.begin(request);
		exchange.context(new DefaultHandshakeContext(new EndpointPath("/ws"), httpRequest, httpResponse, mock(),
				new ConcurrentHashMap<>()));
		return new PermitInterceptor(limiter).beforeHandshake(httpRequest, httpResponse, mock(),
				new ConcurrentHashMap<>());
	}

	@Test
	void rateShouldFollowTheClock() {
		AtomicLong now = new AtomicLong();
		ConnectionLimiter limiter = new ConnectionLimiter(new ConnectionLimits(ANY, ANY, ANY, new Rate(1, 1)),
				this.timers, ForwardedHeaders.IGNORED, Duration.ofSeconds(10), now::get);
		assertThat(acquire(limiter, null, "192.0.2.1")).isNotNull();
		assertThat(acquire(limiter, null, "192.0.2.1")).isNull();
		now.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(acquire(limiter, null, "192.0.2.1")).isNotNull();
	}

	@Test
	void whenNoSessionBeginsShouldGiveThePlaceBack() throws Exception {
		ConnectionLimiter limiter = new ConnectionLimiter(new ConnectionLimits(1, ANY, ANY, null), this.timers,
				ForwardedHeaders.IGNORED, Duration.ofMillis(20), System::nanoTime);
		ConnectionPermit permit = acquire(limiter, null, "192.0.2.1");
		limiter.awaitSession(permit);
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> limiter.taken() == 0);
		WebSocketHandler delegate = mock();
		WebSocketSession session = mock();
		PermitReleasingHandler late = new PermitReleasingHandler(delegate, permit, null);
		late.afterConnectionEstablished(session);
		late.handleMessage(session, new TextMessage("too late"));
		late.afterConnectionClosed(session, CloseStatus.SERVICE_OVERLOAD);
		then(session).should().close(CloseStatus.SERVICE_OVERLOAD.withReason("Handshake took too long"));
		then(delegate).shouldHaveNoInteractions();
		assertThat(limiter.taken()).isZero();
	}

	@Test
	void whenTheSessionBeginsShouldKeepThePlaceUntilItsEnd() throws Exception {
		ConnectionLimiter limiter = new ConnectionLimiter(new ConnectionLimits(1, ANY, ANY, null), this.timers,
				ForwardedHeaders.IGNORED, Duration.ofMillis(1), System::nanoTime);
		ConnectionPermit permit = acquire(limiter, null, "192.0.2.1");
		WebSocketHandler delegate = mock();
		WebSocketSession session = mock();
		PermitReleasingHandler handler = new PermitReleasingHandler(delegate, permit, null);
		handler.afterConnectionEstablished(session);
		limiter.awaitSession(permit);
		CountDownLatch later = new CountDownLatch(1);
		this.timers.after(Duration.ofMillis(50), later::countDown);
		assertThat(later.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(limiter.taken()).isEqualTo(1);
		willThrow(new IllegalStateException("expected by the test")).given(delegate)
			.afterConnectionClosed(session, CloseStatus.NORMAL);
		try {
			handler.afterConnectionClosed(session, CloseStatus.NORMAL);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("expected by the test");
		}
		assertThat(limiter.taken()).isZero();
	}

	private ConnectionLimiter limiter(ConnectionLimits limits) {
		return new ConnectionLimiter(limits, this.timers, ForwardedHeaders.IGNORED);
	}

	private @Nullable ConnectionPermit acquire(ConnectionLimiter limiter, @Nullable String user, String address) {
		this.response = new MockHttpServletResponse();
		return acquire(limiter, user, address, this.response);
	}

	private static @Nullable ConnectionPermit acquire(ConnectionLimiter limiter, @Nullable String user, String address,
			MockHttpServletResponse response) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
		request.setRemoteAddr(address);
		if (user != null) {
			request.setUserPrincipal(() -> user);
		}
		HandshakeExchange.begin(request);
		DefaultHandshakeContext context = new DefaultHandshakeContext(new EndpointPath("/ws"),
				new ServletServerHttpRequest(request), new ServletServerHttpResponse(response), mock(),
				new ConcurrentHashMap<>());
		ConnectionPermit permit = limiter.tryAcquire(context, request);
		assertThat(context.isRejected()).isEqualTo(permit == null);
		if (permit == null) {
			context.complete();
		}
		return permit;
	}

}
