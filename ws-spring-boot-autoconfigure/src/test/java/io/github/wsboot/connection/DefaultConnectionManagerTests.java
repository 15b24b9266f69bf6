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

package io.github.wsboot.connection;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.TestConnections.TestConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DefaultConnectionManager}.
 */
class DefaultConnectionManagerTests {

	private final TestConnections connections = new TestConnections();

	private final DefaultConnectionManager manager = this.connections
		.manager(List.of(List.of("/chat/{room}", "/talk/{room}"), List.of("/ticker")));

	private final TestConnection ada = this.connections.open("1", "/chat/{room}", "ada");

	private final TestConnection bob = this.connections.open("2", "/ticker", "bob");

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldPushById() {
		assertThat(this.manager.push("1", "x")).isEqualTo(PushResult.ACCEPTED);
		assertThat(this.ada.wire().write()).containsExactly("x");
		assertThat(this.bob.wire().write()).isEmpty();
	}

	@Test
	void shouldSayWhyNotPushed() {
		assertThat(this.manager.push("unknown", "x")).isEqualTo(PushResult.NOT_FOUND);
		this.ada.connection().disconnect();
		assertThat(this.manager.push("1", "x")).isEqualTo(PushResult.CLOSED);
		this.ada.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(this.manager.push("1", "x")).isEqualTo(PushResult.NOT_FOUND);
	}

	@Test
	void shouldConvertBeforeItLooksForReceivers() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.push("unknown", null))
			.withMessage("'payload' must not be null");
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.manager.push("unknown", new Object()));
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.push(null, "x"))
			.withMessage("'id' must not be null");
	}

	@Test
	void shouldBroadcast() {
		assertThat(this.manager.broadcast("x").targeted()).isEqualTo(2);
		assertThat(this.manager.broadcast("y", (connection) -> connection.id().equals("2")).targeted()).isOne();
		assertThat(this.manager.all().count()).isEqualTo(2);
		assertThat(this.bob.wire().write()).containsExactly("x", "y");
	}

	@Test
	void shouldFindByEndpointRoomAndUser() {
		this.ada.connection().join("lobby");
		assertThat(this.manager.endpoint("/chat/{room}").count()).isOne();
		assertThat(this.manager.endpoint("/ticker").room("lobby").count()).isZero();
		assertThat(this.manager.room("lobby").count()).isOne();
		assertThat(this.manager.room("unknown").push("x").targeted()).isZero();
		assertThat(this.manager.user("bob").count()).isOne();
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.room(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.user(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.endpoint(null));
	}

	@Test
	void pathsOfOneEndpointShouldBeOneAudience() {
		TestConnection eve = this.connections.open("3", "/talk/{room}", "eve");
		List.of(this.ada, this.bob, eve).forEach((member) -> member.connection().join("lobby"));
		assertThat(this.manager.endpoint("/talk/{room}").push("endpoint").targeted()).isEqualTo(2);
		assertThat(this.manager.endpoint("/chat/{room}").room("lobby").push("room").targeted()).isEqualTo(2);
		assertThat(this.manager.endpoint("/ticker").room("lobby").count()).isOne();
		assertThat(this.manager.room("lobby").push("all").targeted()).isEqualTo(3);
		assertThat(this.ada.wire().write()).containsExactly("endpoint", "room", "all");
		assertThat(eve.wire().write()).containsExactly("endpoint", "room", "all");
		assertThat(this.bob.wire().write()).containsExactly("all");
	}

	@Test
	void keptAudienceOfARoomShouldSeeWhoComesAndGoes() {
		Audience lobby = this.manager.endpoint("/talk/{room}").room("lobby");
		assertThat(lobby.count()).isZero();
		this.ada.connection().join("lobby");
		TestConnection eve = this.connections.open("3", "/talk/{room}", "eve");
		eve.connection().join("lobby");
		assertThat(lobby.push("x").targeted()).isEqualTo(2);
		this.ada.connection().leave("lobby");
		assertThat(lobby.push("y").targeted()).isOne();
		assertThat(this.manager.room("lobby").count()).isOne();
		eve.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(lobby.count()).isZero();
		assertThat(this.connections.registry.rooms().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/typo", "/chat/lobby", "chat/{room}", "" })
	void unknownTemplateShouldBeRefusedWithThoseThereAre(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.manager.endpoint(path))
			.withMessage("No WebSocket endpoint has the path template '" + path + "'. The path templates of this"
					+ " application are: [/chat/{room}, /talk/{room}, /ticker]");
	}

	@Test
	void shouldTellClosingFromGone() {
		assertThat(this.manager.isEstablished("1")).isTrue();
		assertThat(this.manager.exists("1")).isTrue();
		assertThat(this.manager.disconnect("1")).isTrue();
		assertThat(this.manager.disconnect("1")).isFalse();
		assertThat(this.manager.isEstablished("1")).isFalse();
		assertThat(this.manager.exists("1")).isTrue();
		this.ada.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(this.manager.exists("1")).isFalse();
		assertThat(this.manager.find("1")).isEmpty();
		assertThat(this.manager.count()).isOne();
	}

	@Test
	void shouldListConnections() {
		assertThat(this.manager.connections().map(Connection::id)).containsExactlyInAnyOrder("1", "2");
		assertThat(this.manager.find("2")).containsSame(this.bob.connection());
	}

	@Test
	void shouldDisconnectById() {
		assertThat(this.manager.disconnect("unknown")).isFalse();
		assertThat(this.manager.disconnect("1", new CloseStatus(4000))).isTrue();
		assertThat(this.ada.connection().queue().closeStatus()).isEqualTo(new CloseStatus(4000));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.manager.disconnect("unknown", CloseStatus.NO_STATUS_CODE));
	}

}
