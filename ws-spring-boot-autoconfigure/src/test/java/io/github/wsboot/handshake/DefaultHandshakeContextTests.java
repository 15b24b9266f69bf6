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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.connection.handshake.HandshakeResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DefaultHandshakeContext}.
 */
class DefaultHandshakeContextTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/chat/lobby");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	@Test
	void shouldHaveTheFactsOfTheRequest() {
		this.request.setUserPrincipal(() -> "ada");
		DefaultHandshakeContext context = begin();
		assertThat(context.endpoint()).isEqualTo("/chat/{room}");
		assertThat(context.pathVariables()).containsEntry("room", "lobby");
		assertThat(context.principal()).isNotNull();
		assertThat(context.attributes()).isSameAs(this.attributes);
		assertThat(context.isRejected()).isFalse();
	}

	@Test
	void shouldHandTheFactsOverToTheSession() {
		AtomicInteger released = new AtomicInteger();
		DefaultHandshakeContext context = begin();
		HandshakeExchange exchange = HandshakeExchange.find(this.request);
		exchange.hold(new ConnectionPermit(released::incrementAndGet));
		this.attributes.put("own", 1);
		context.responseHeaders().add("X-One", "1");
		context.responseHeaders().add("X-One", "2");
		assertThat(context.complete()).isTrue();
		context.handOver(exchange.permit());
		assertThat(this.response.getHeaders("X-One")).containsExactly("1", "2");
		WebSocketSession session = mock();
		given(session.getAttributes()).willReturn(this.attributes);
		EstablishedHandshake facts = HandshakeResult.takeFacts(session);
		assertThat(facts.endpoint()).isEqualTo("/chat/{room}");
		assertThat(this.attributes).containsOnlyKeys("own");
		ConnectionPermit permit = exchange.permit();
		exchange.handOver();
		exchange.end();
		assertThat(permit.establish()).isTrue();
		assertThat(released).hasValue(0);
		facts.owner().onEnded();
		permit.release();
		assertThat(released).as("places given back, though no container has noticed the end").hasValue(1);
	}

	@Test
	void whenRejectedShouldAnswerWithTheFirstStatus() {
		DefaultHandshakeContext context = begin();
		context.responseHeaders().set("WWW-Authenticate", "Bearer");
		context.reject(HttpStatus.UNAUTHORIZED);
		context.reject(HttpStatus.FORBIDDEN);
		assertThat(context.isRejected()).isTrue();
		HandshakeExchange exchange = HandshakeExchange.find(this.request);
		exchange.context(context);
		exchange.refuse(new RefusalReason(HandshakeRejection.ERROR, "later", "it has failed afterwards"));
		assertThat(exchange.refusalReason(HttpStatus.UNAUTHORIZED).reason())
			.isEqualTo(HandshakeRejection.AUTHENTICATION);
		assertThat(context.complete()).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(401);
		assertThat(this.response.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
	}

	@Test
	void headersWrittenTwiceShouldNotBeRepeated() {
		this.response.addHeader("Set-Cookie", "others=1");
		DefaultHandshakeContext context = begin();
		context.responseHeaders().add("Set-Cookie", "a=1");
		context.responseHeaders().set("X-State", "begun");
		context.responseHeaders().set("X-Same", "same");
		context.writeHeaders();
		context.responseHeaders().add("Set-Cookie", "b=2");
		context.responseHeaders().set("X-State", "done");
		assertThat(context.complete()).isTrue();
		assertThat(this.response.getHeaders("Set-Cookie")).containsExactly("others=1", "a=1", "b=2");
		assertThat(this.response.getHeaders("X-State")).containsExactly("done");
		assertThat(this.response.getHeaders("X-Same")).containsExactly("same");
	}

	@Test
	void whenNotAdmittedShouldNotGoOn() {
		HandshakeExchange exchange = HandshakeExchange.begin(this.request);
		assertThatIllegalStateException().isThrownBy(exchange::context);
		assertThatIllegalStateException().isThrownBy(exchange::permit);
	}

	@Test
	void whenNotBegunShouldSaySo() {
		ServletServerHttpRequest httpRequest = new ServletServerHttpRequest(this.request);
		assertThatIllegalStateException().isThrownBy(() -> HandshakeExchange.of(httpRequest));
		HandshakeExchange.begin(this.request).end();
		assertThatIllegalStateException().isThrownBy(() -> HandshakeExchange.of(httpRequest));
	}

	@Test
	void whenNoSessionTakesThePlaceShouldGiveItBackAtTheEnd() {
		AtomicInteger given = new AtomicInteger();
		HandshakeExchange refused = HandshakeExchange.begin(this.request);
		refused.hold(new ConnectionPermit(given::incrementAndGet));
		refused.end();
		refused.end();
		assertThat(given).hasValue(1);
		HandshakeExchange accepted = HandshakeExchange.begin(this.request);
		accepted.hold(new ConnectionPermit(given::incrementAndGet));
		accepted.handOver();
		accepted.end();
		assertThat(given).hasValue(1);
	}

	private DefaultHandshakeContext begin() {
		HandshakeExchange.begin(this.request).hold(new ConnectionPermit(() -> {
		}));
		return new DefaultHandshakeContext(new EndpointPath("/chat/{room}"), new ServletServerHttpRequest(this.request),
				new ServletServerHttpResponse(this.response), mock(), this.attributes);
	}

}
