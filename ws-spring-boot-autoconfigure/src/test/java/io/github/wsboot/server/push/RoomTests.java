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

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for rooms of the same name at two endpoints, one of which has two paths.
 */
@Promise("rooms")
class RoomTests extends ServerTests {

	RoomTests() {
		super(AdminLobby.class, ChatEndpoint.class, AdminEndpoint.class, FailureAdvice.class);
	}

	@Test
	void broadcastToARoomShouldReachItsMembersAtItsOwnEndpoint() {
		TestClient chat = join("/chat/lobby");
		TestClient talk = join("/talk/lobby");
		TestClient admin = join("/admin/lobby");
		TestClient other = join("/chat/other");
		admin.text("secret");
		assertThat(admin.next()).isEqualTo("secret");
		chat.text("hello");
		assertThat(chat.next()).isEqualTo("hello");
		assertThat(talk.next()).isEqualTo("hello");
		talk.text("hi");
		assertThat(chat.next()).isEqualTo("hi");
		assertThat(talk.next()).isEqualTo("hi");
		assertNothingElse(chat, talk, admin, other);
	}

	@Test
	void broadcastWithoutARoomShouldReachAllPathsOfItsEndpoint() {
		TestClient chat = join("/chat/lobby");
		TestClient talk = join("/talk/other");
		TestClient admin = join("/admin/lobby");
		chat.text("{\"type\":\"all\"}");
		assertThat(chat.next()).isEqualTo("to all");
		assertThat(talk.next()).isEqualTo("to all");
		assertNothingElse(chat, talk, admin);
	}

	@Test
	void errorsAndClosesShouldBeToldAtTheirOwnEndpoint() {
		TestClient chat = join("/chat/lobby");
		TestClient talk = join("/talk/lobby");
		TestClient admin = join("/admin/lobby");
		chat.text("fail");
		assertThat(chat.next()).isEqualTo("failed");
		assertThat(talk.next()).isEqualTo("failed");
		chat.close(4000, "");
		assertThat(talk.next()).isEqualTo("left");
		assertNothingElse(talk, admin);
	}

	@Test
	void audienceOfAnEndpointShouldHaveItsRooms() {
		TestClient chat = join("/chat/lobby");
		TestClient talk = join("/talk/lobby");
		TestClient admin = join("/admin/lobby");
		EndpointAudience endpoint = connections().endpoint("/talk/{room}");
		assertThat(endpoint.count()).isEqualTo(2);
		assertThat(endpoint.room("lobby").push("room").targeted()).isEqualTo(2);
		assertThat(endpoint.room("lobby").except(id(chat)).push("but one").targeted()).isOne();
		assertThat(endpoint.room("other").push("nobody").targeted()).isZero();
		assertThat(connections().endpoint("/admin/{room}").room("lobby").push("admins").targeted()).isOne();
		assertThat(connections().room("lobby").push("application").targeted()).isEqualTo(3);
		assertThat(chat.next(2)).containsExactly("room", "application");
		assertThat(talk.next(3)).containsExactly("room", "but one", "application");
		assertThat(admin.next(2)).containsExactly("admins", "application");
		connections().endpoint("/admin/{room}").room("lobby").disconnect(new CloseStatus(4001, "closed"));
		assertThat(admin.nextClose()).isEqualTo(new CloseStatus(4001, "closed"));
		assertNothingElse(chat, talk);
	}

	@Test
	void userShouldBeThatOfTheWholeApplication() {
		TestClient chat = join("/chat/lobby");
		TestClient admin = join("/admin/lobby");
		Stream.of(chat, admin).forEach((client) -> server().connection(client.name()).bindUser("ada"));
		assertThat(connections().user("ada").push("mail").targeted()).isEqualTo(2);
		assertThat(chat.next()).isEqualTo("mail");
		assertThat(admin.next()).isEqualTo("mail");
	}

	@Test
	void payloadForSeveralPathsShouldBeEncodedOnce() throws Exception {
		List<TestClient> members = Stream.of("/chat/lobby", "/talk/lobby", "/admin/lobby").map(this::join).toList();
		Counted toEndpoint = new Counted();
		Counted toAll = new Counted();
		connections().endpoint("/chat/{room}").room("lobby").push(toEndpoint);
		BroadcastResult result = connections().room("lobby").push(toAll);
		assertThat(result.completion().toCompletableFuture().get(60, TimeUnit.SECONDS))
			.isEqualTo(new BroadcastResult.Counts(3, 0));
		assertThat(members.get(0).next(2)).containsOnly("{\"number\":1}");
		assertThat(members.get(1).next(2)).containsOnly("{\"number\":1}");
		assertThat(members.get(2).next()).isEqualTo("{\"number\":1}");
		assertThat(toEndpoint.serializations).hasValue(1);
		assertThat(toAll.serializations).hasValue(1);
	}

	@Test
	void unknownTemplateShouldBeRefusedWithThoseThereAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> connections().endpoint("/chat/lobby"))
			.withMessageContaining("'/chat/lobby'")
			.withMessageContaining("[/admin/{room}, /chat/{room}, /talk/{room}]");
	}

	@Test
	void audienceShouldBeThereForBeansThatAreCreatedBeforeTheEndpoints() {
		TestClient admin = join("/admin/lobby");
		assertThat(server().bean(AdminLobby.class).audience.push("early").targeted()).isOne();
		assertThat(admin.next()).isEqualTo("early");
	}

	private TestClient join(String path) {
		TestClient client = connect(path);
		server().connection(client.name()).join(path.substring(path.lastIndexOf('/') + 1));
		return client;
	}

	private ConnectionManager connections() {
		return server().connections();
	}

	private String id(TestClient client) {
		return server().connection(client.name()).id();
	}

	private void assertNothingElse(TestClient... clients) {
		List.of(clients).forEach((client) -> assertThat(connections().push(id(client), "end").isAccepted()).isTrue());
		assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("end"));
	}

	/**
	 * Keeps an audience from before there are endpoints.
	 */
	static class AdminLobby {

		private final Audience audience;

		AdminLobby(ConnectionManager connections) {
			this.audience = connections.endpoint("/admin/{room}").room("lobby");
		}

	}

	static final class Counted {

		private final AtomicInteger serializations = new AtomicInteger();

		@JsonProperty("number")
		int number() {
			return this.serializations.incrementAndGet();
		}

	}

	@WebSocketEndpoint({ "/chat/{room}", "/talk/{room}" })
	static class ChatEndpoint {

		private final Journal journal;

		ChatEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
		}

		@OnMessage
		@Broadcast(room = "{room}")
		String said(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException(text);
			}
			return text;
		}

		/**
		 * Returns nothing for the clients of a test that is over: another one may have
		 * begun.
		 */
		@OnClose
		@Broadcast(room = "{room}")
		@Nullable String left(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.close(connection, status, cause);
			return (status.getCode() == 4000) ? "left" : null;
		}

		@OnMessage("all")
		@Broadcast
		String toAll() {
			return "to all";
		}

	}

	@WebSocketEndpoint("/admin/{room}")
	static class AdminEndpoint extends RecordingEndpoint {

		AdminEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@Broadcast(room = "{room}")
		String said(String text) {
			return text;
		}

	}

	@WebSocketAdvice
	static class FailureAdvice {

		@OnError
		@Broadcast(room = "lobby")
		String failed(IllegalStateException ex) {
			return "failed";
		}

	}

}
