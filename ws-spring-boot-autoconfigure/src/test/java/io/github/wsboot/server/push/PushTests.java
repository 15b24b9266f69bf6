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

package io.github.wsboot.server.push;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Payloads;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ClientRole(tls = true)
class PushTests extends ServerTests {

	PushTests() {
		super(EchoEndpoint.class, OtherEndpoint.class, CountingInterceptor.class);
	}

	@Promise("push")
	@Test
	void pushShouldReachTheClientFromAnyThread() throws InterruptedException {
		TestClient client = connect("/echo");
		Connection connection = server().connection(client.name());
		Thread thread = new Thread(() -> server().connections().push(connection.id(), "from another thread"));
		thread.start();
		thread.join(TestServer.TIMEOUT.toMillis());
		assertThat(client.next()).isEqualTo("from another thread");
		assertThat(connection.push("by its handle")).isEqualTo(PushResult.ACCEPTED);
		assertThat(client.next()).isEqualTo("by its handle");
	}

	@Test
	void messageShouldBeAnsweredWithTheResult() {
		assertThat(connect("/echo").text("hello").next()).isEqualTo("echo hello");
	}

	@Test
	void payloadShouldBeSentByItsType() {
		TestClient client = connect("/echo");
		Connection connection = server().connection(client.name());
		connection.push(new byte[] { 1, 2 });
		assertThat(client.nextBytes()).containsExactly(1, 2);
		connection.push(ByteBuffer.wrap(new byte[] { 3 }));
		assertThat(client.nextBytes()).containsExactly(3);
		connection.push(new Payloads.Price("ACME", 12));
		assertThat(client.next()).isEqualTo("{\"symbol\":\"ACME\",\"cents\":12}");
		connection.push("");
		assertThat(client.next()).isEmpty();
	}

	@Promise("push")
	@Test
	void pushToAnUnknownIdShouldAnswerNotFound() {
		assertThat(server().connections().push("nobody", "x")).isEqualTo(PushResult.NOT_FOUND);
		assertThat(server().connections().disconnect("nobody")).isFalse();
		assertThat(server().connections().isEstablished("nobody")).isFalse();
		assertThat(server().connections().exists("nobody")).isFalse();
		assertThat(server().connections().find("nobody")).isEmpty();
	}

	@Promise("push")
	@Test
	void pushToAGoneClientShouldAnswerAndNotThrow() {
		TestClient client = connect("/echo");
		Connection connection = server().connection(client.name());
		client.close(1000, "");
		server().journal().awaitEnd(client.name());
		assertThat(server().connections().push(connection.id(), "x")).isEqualTo(PushResult.NOT_FOUND);
		assertThat(connection.push("x")).isEqualTo(PushResult.CLOSED);
		assertThat(connection.disconnect()).isFalse();
	}

	@Promise("push")
	@Test
	void pushToAClosingConnectionShouldAnswerClosed() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		assertThat(connection.disconnect()).isTrue();
		assertThat(connection.push("x")).isEqualTo(PushResult.CLOSED);
		assertThat(server().connections().push(connection.id(), "x")).isIn(PushResult.CLOSED, PushResult.NOT_FOUND);
		assertThat(connection.isEstablished()).isFalse();
		assertThat(client.nextClose().closeCode()).isEqualTo(1000);
	}

	@Promise("push")
	@Test
	void pushOfNullShouldBeRejected() {
		TestClient client = connect("/echo");
		Connection connection = server().connection(client.name());
		assertThatIllegalArgumentException().isThrownBy(() -> connection.push(null));
		assertThatIllegalArgumentException().isThrownBy(() -> server().connections().push(connection.id(), null));
		assertThatIllegalArgumentException().isThrownBy(() -> server().connections().push("nobody", null));
		assertThatIllegalArgumentException().isThrownBy(() -> server().connections().broadcast(null));
	}

	@Promise("push")
	@Test
	void unserializablePayloadShouldThrowAndReachNobody() {
		List<TestClient> clients = connect(3, "/echo");
		clients.forEach((client) -> server().connection(client.name()));
		Connection first = server().connection(clients.get(0).name());
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> first.push(new Payloads.Unserializable()))
			.satisfies((ex) -> assertThat(ex.isInbound()).isFalse());
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> server().connections().push("nobody", new Payloads.Unserializable()));
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> server().connections().broadcast(new Payloads.Unserializable()));
		server().connections().broadcast("next");
		assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("next"));
	}

	@Promise("push")
	@Test
	void tooLargeMessageShouldBeRefusedAlone() throws Exception {
		TestServer server = server("ws.send.max-bytes=1KB");
		TestClient client = connect(server, "/echo");
		Connection connection = server.connection(client.name());
		assertThat(connection.push("x".repeat(1021))).isEqualTo(PushResult.TOO_LARGE);
		BroadcastResult result = server.connections().broadcast("x".repeat(2000));
		assertThat(result.targeted()).isEqualTo(1);
		assertThat(result.completion().toCompletableFuture().get(60, TimeUnit.SECONDS))
			.isEqualTo(new BroadcastResult.Counts(0, 1));
		assertThat(connection.push("x".repeat(1020))).isEqualTo(PushResult.ACCEPTED);
		assertThat(client.next()).hasSize(1020);
		assertThat(connection.isEstablished()).isTrue();
	}

	@Promise("encode-once")
	@Test
	void broadcastShouldEncodeOnceAndCountItsReceivers() throws Exception {
		List<TestClient> clients = connect(50, "/echo");
		clients.forEach((client) -> server().connection(client.name()));
		Payloads.Counted payload = new Payloads.Counted();
		AtomicInteger intercepted = server().bean(CountingInterceptor.class).count;
		intercepted.set(0);
		BroadcastResult result = server().connections().broadcast(payload);
		assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("{\"number\":1}"));
		assertThat(payload.serializations()).hasValue(1);
		assertThat(intercepted).hasValue(1);
		assertThat(result.targeted()).isEqualTo(50);
		assertThat(result.completion().toCompletableFuture().get(60, TimeUnit.SECONDS))
			.isEqualTo(new BroadcastResult.Counts(50, 0));
	}

	@Test
	void audienceShouldChooseItsReceivers() {
		TestClient ada = connect("/echo");
		TestClient bob = connect("/echo");
		TestClient eve = connect("/other");
		Connection adaConnection = server().connection(ada.name());
		Connection bobConnection = server().connection(bob.name());
		Connection eveConnection = server().connection(eve.name());
		adaConnection.join("lobby");
		eveConnection.join("lobby");
		bobConnection.bindUser("bob");
		assertThat(server().connections().room("lobby").push("room").targeted()).isEqualTo(2);
		assertThat(server().connections().endpoint("/echo").push("endpoint").targeted()).isEqualTo(2);
		assertThat(server().connections().user("bob").push("user").targeted()).isEqualTo(1);
		assertThat(server().connections().all().except(adaConnection.id()).push("but ada").targeted()).isEqualTo(2);
		assertThat(server().connections()
			.broadcast("some", (connection) -> Set.of(ada.name(), bob.name()).contains(TestServer.clientOf(connection)))
			.targeted()).isEqualTo(2);
		assertThat(server().connections().all().count()).isEqualTo(3);
		assertThat(ada.next(3)).containsExactly("room", "endpoint", "some");
		assertThat(bob.next(4)).containsExactly("endpoint", "user", "but ada", "some");
		assertThat(eve.next(2)).containsExactly("room", "but ada");
	}

	@Test
	void audienceShouldDisconnectItsMembers() {
		TestClient stays = connect("/echo");
		TestClient goes = connect("/other");
		server().connection(stays.name());
		server().connection(goes.name());
		server().connections().endpoint("/other").disconnect(new CloseStatus(4001, "closing time"));
		assertThat(goes.nextClose()).isEqualTo(new CloseStatus(4001, "closing time"));
		assertThat(stays.text("still here").next()).isEqualTo("echo still here");
	}

	@Promise("security")
	@Test
	void infoShouldTellTheFactsOfAConnection() {
		TestClient client = connect("/echo");
		Connection connection = server().connection(client.name());
		assertThat(connection.id()).matches("[A-Za-z0-9_-]{22}");
		assertThat(connection.endpoint()).isEqualTo("/echo");
		assertThat(connection.info().id()).isEqualTo(connection.id());
		assertThat(connection.info().remoteAddress()).isNotNull();
		assertThat(server().connections().count()).isEqualTo(1);
	}

	static class CountingInterceptor implements OutboundInterceptor {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public Frame intercept(Frame frame) {
			this.count.incrementAndGet();
			return frame;
		}

	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends RecordingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String echo(String text) {
			return "echo " + text;
		}

	}

	@WebSocketEndpoint("/other")
	static class OtherEndpoint extends RecordingEndpoint {

		OtherEndpoint(Journal journal) {
			super(journal);
		}

	}

}
