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

package io.github.wsboot.client.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.client.BlockingConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectSpec;
import io.github.wsboot.client.connection.FakeTransport.Call;
import io.github.wsboot.transport.client.ConnectFailure.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DefaultWebSocketClients} and its specifications.
 */
class DefaultWebSocketClientsTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final TestClients test = new TestClients();

	private final DefaultWebSocketClients clients = this.test.clients();

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void valuesShouldBeEncoded() {
		this.test.run(this.clients.uri("wss://localhost/{a}/b?c=1", "x/y?z")
			.queryParam("q", "{a}&", "2")
			.header("X-A", "1")
			.subProtocols("v1")
			.connect());
		assertThat(this.test.last().request.uri()).hasToString("wss://localhost/x%2Fy%3Fz/b?c=1&q=%7Ba%7D%26&q=2");
		assertThat(this.test.last().request.headers().getFirst("x-a")).isEqualTo("1");
		assertThat(this.test.last().request.subProtocols()).containsExactly("v1");
	}

	@Test
	void specificationShouldBeImmutable() {
		ConnectSpec spec = this.clients.uri("ws://localhost/{a}");
		ConnectSpec first = spec.pathVariable("a", 1).attribute("k", "v");
		spec.pathVariable("a", 2);
		this.test.run(first.connect());
		this.test.last().establish();
		assertThat(this.test.last().request.uri()).hasToString("ws://localhost/1");
		assertThat(this.clients.connections().findFirst().orElseThrow().connection().pathVariables()).containsEntry("a",
				"1");
		assertThat(this.clients.connections().findFirst().orElseThrow().connection().attributes())
			.containsExactly(Map.entry("k", "v"));
		assertThatIllegalArgumentException().isThrownBy(spec::connect).withMessageContaining("'a'");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.pathVariable("b", 1))
			.withMessageContaining("has no variable 'b'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost/", "/path", "ws:///path", "ws://localhost/#fragment", "localhost" })
	void wrongUriShouldBeRefused(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.clients.uri(uri).connect());
	}

	@ParameterizedTest
	@ValueSource(strings = { "wss://u:secret@localhost/", "wss://u:p@secret@localhost/", "wss://u:secret@my_host/" })
	void userInformationShouldBeRefusedAndNotShown(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.clients.uri(uri))
			.withMessageContaining("it has user information; set a header instead")
			.withMessageNotContaining("secret");
		assertThatIllegalArgumentException().isThrownBy(() -> ClientUris.check(URI.create(uri)))
			.withMessageContaining("it has user information; set a header instead")
			.withMessageNotContaining("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws://localhost/{*a}", "ws://localhost/{a:[0-9]+}", "ws://localhost/{a:[0-9]{2}}",
			"ws://localhost/{a", "ws://localhost/a}", "ws://localhost/{}", "ws://localhost/{a/b}", "{a}://localhost/",
			"ws://localhost:70000/{a}", "ws://local host/", "ws:///{a}", "ws://localhost/{a}#{b}" })
	void wrongTemplateShouldBeRefusedAtOnce(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.clients.uri(template))
			.withMessageStartingWith("Cannot connect to ");
	}

	/**
	 * The names of a template, checked at start-up, have to be those that are replaced.
	 */
	@ParameterizedTest
	@CsvSource({ "ws://{h}:{p}/{a}/x{b}?c={d}&{e}={a}, ws://1:2/3/x4?c=5&6=3",
			"ws://my_host:80{a}/{a}, ws://my_host:801/1",
			"wss://{a}.example.org/{b_1}/{c-d}/{e.f}, wss://1.example.org/2/3/4",
			"ws://localhost/?b={z}&a={y}&b={x}, ws://localhost/?b=1&b=3&a=2",
			"ws://localhost/{größe}, ws://localhost/1" })
	void allVariablesShouldBeReplacedInTheirOrder(String template, String expected) {
		Set<String> names = ClientUris.variables(template);
		Object[] values = IntStream.rangeClosed(1, names.size()).boxed().toArray();
		this.test.run(this.clients.uri(template, values).connect());
		assertThat(this.test.last().request.uri()).hasToString(expected);
		this.clients.uri(template);
	}

	@Test
	void hostMayHaveAnUnderscore() {
		this.test.run(this.clients.uri("ws://quote_service:8080/ws").queryParam("q", "1").connect());
		assertThat(this.test.last().request.uri()).hasToString("ws://quote_service:8080/ws?q=1");
	}

	@Test
	void unknownClientShouldBeNamedWithTheKnownOnes() {
		this.test.registered("quotes", "ws://localhost/", (request) -> request, new ArrayList<>());
		assertThatIllegalArgumentException().isThrownBy(() -> this.clients.client("quote"))
			.withMessageContaining("'quote'")
			.withMessageContaining("[quotes]");
		assertThatIllegalArgumentException().isThrownBy(() -> this.clients.client(String.class))
			.withMessageContaining("[quotes]");
		this.clients.client(TestClients.class);
	}

	@Test
	void audiencesShouldHaveTheirMembers() {
		this.test.registered("a", "ws://localhost/", (request) -> request, new ArrayList<>());
		this.test.run(this.clients.client("a").connect());
		this.test.last().establish();
		this.test.connect();
		this.test.last().establish();
		assertThat(this.clients.all().count()).isEqualTo(2);
		assertThat(this.clients.client("a").audience().count()).isOne();
		this.clients.find(this.clients.connections().findFirst().orElseThrow().id())
			.orElseThrow()
			.connection()
			.join("room");
		assertThat(this.clients.room("room").count()).isOne();
		assertThat(this.clients.all().push("once").targeted()).isEqualTo(2);
		assertThat(this.test.transport.calls).allSatisfy((call) -> assertThat(call.written()).containsExactly("once"));
	}

	@Test
	void openShouldReceiveInOrderAndDrainAfterTheEnd() throws Exception {
		try (BlockingConnection connection = open()) {
			this.test.last().receive("1");
			this.test.last().receive("2");
			assertThat(this.test.last().isFull()).isFalse();
			this.test.last().receive("3");
			assertThat(this.test.last().isFull()).isTrue();
			assertThat(connection.receive(String.class, LONG)).isEqualTo("1");
			assertThat(this.test.last().isFull()).isFalse();
			assertThat(this.test.last().resumed).isOne();
			assertThat(connection.receive(ByteBuffer.class, LONG)).isEqualTo(ByteBuffer.wrap(new byte[] { '2' }));
			assertThatExceptionOfType(PayloadConversionException.class)
				.isThrownBy(() -> connection.receive(List.class, LONG));
			this.test.last().receive("4");
			this.test.last().end(1000, CloseCause.SERVER);
			this.test.runWorkers();
			assertThat(connection.receive(String.class, LONG)).isEqualTo("4");
			assertThat(connection.receive(LONG)).isNull();
			assertThat(connection.closeStatus()).isEqualTo(CloseStatus.NORMAL);
		}
		this.test.advance(Duration.ofHours(1));
		assertThat(this.test.attempts()).isOne();
	}

	@Test
	void timeoutMayBeEndless() throws Exception {
		Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
		try (BlockingConnection connection = open()) {
			this.test.last().receive("1");
			assertThat(connection.receive(String.class, endless)).isEqualTo("1");
			this.test.last().end(1000, CloseCause.SERVER);
			assertThat(connection.receive(endless)).isNull();
		}
	}

	@Test
	void openShouldFailWithTheAttempt() {
		this.test.transport.onOpen = (call) -> call.fail(Kind.TIMEOUT);
		assertThatExceptionOfType(ConnectFailedException.class)
			.isThrownBy(() -> this.clients.uri("ws://localhost/").open())
			.satisfies((ex) -> assertThat(ex.willRetry()).isFalse());
	}

	private BlockingConnection open() {
		this.test.transport.onOpen = Call::establish;
		return this.clients.uri("ws://localhost/").open();
	}

}
