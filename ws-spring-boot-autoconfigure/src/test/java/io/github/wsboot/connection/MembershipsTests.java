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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.node.AudienceSpec.Kind;
import io.github.wsboot.node.GroupSubscriptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Memberships}, {@link ConnectionIndex} and {@link RoomIndex}.
 */
class MembershipsTests {

	private final TestConnections connections = new TestConnections();

	private final RoomIndex rooms = this.connections.registry.rooms();

	private final ConnectionIndex users = this.connections.registry.users();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldJoinAndLeaveOnce() {
		ManagedConnection connection = this.connections.open("1").connection();
		assertThat(connection.join("lobby")).isTrue();
		assertThat(connection.join("lobby")).isFalse();
		assertThat(members("lobby")).containsExactly(connection);
		assertThat(connection.leave("lobby")).isTrue();
		assertThat(connection.leave("lobby")).isFalse();
		assertThat(members("lobby")).isEmpty();
	}

	@Test
	void shouldBeInSeveralRooms() {
		ManagedConnection connection = this.connections.open("1").connection();
		connection.join("a");
		connection.join("b");
		assertThat(connection.rooms()).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void roomShouldExistWhileItHasMembers() {
		ManagedConnection one = this.connections.open("1").connection();
		ManagedConnection two = this.connections.open("2").connection();
		one.join("lobby");
		two.join("lobby");
		one.leave("lobby");
		assertThat(this.rooms.isEmpty()).isFalse();
		two.onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(this.rooms.isEmpty()).isTrue();
	}

	@Test
	void roomMustHaveAName() {
		ManagedConnection connection = this.connections.open("1").connection();
		assertThatIllegalArgumentException().isThrownBy(() -> connection.join(" "))
			.withMessage("'room' must not be empty");
	}

	@Test
	void roomsShouldBeBounded() {
		ConnectionRegistry registry = new ConnectionRegistry(2);
		ManagedConnection connection = this.connections.open("1").connection();
		Memberships memberships = new Memberships(connection, registry);
		assertThat(memberships.join("a")).isTrue();
		assertThat(memberships.join("b")).isTrue();
		assertThat(memberships.join("b")).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> memberships.join("c"))
			.withMessageContaining("'ws.max-rooms-per-connection'");
		assertThat(memberships.rooms()).containsExactlyInAnyOrder("a", "b");
		assertThat(registry.rooms().groups("c")).isEmpty();
		memberships.leave("a");
		assertThat(memberships.join("c")).isTrue();
	}

	@Test
	void withoutAClusterShouldBeReachableUntilItEnds() {
		ManagedConnection connection = this.connections.open("1").connection();
		connection.join("lobby");
		assertThat(connection.whenReachable().toCompletableFuture()).isCompletedWithValue(true);
		connection.onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(connection.whenReachable().toCompletableFuture()).isCompletedWithValue(false);
	}

	@Test
	void shouldBeReachableWhenItsRoomsAndItsUserAre() {
		GroupSubscriptions subscriptions = mock();
		CompletableFuture<Boolean> lobby = new CompletableFuture<>();
		CompletableFuture<Boolean> both = new CompletableFuture<>();
		given(subscriptions.whenReachable(Set.of("lobby"), null)).willReturn(lobby);
		given(subscriptions.whenReachable(Set.of("lobby", "attic"), "ada")).willReturn(both);
		Memberships memberships = new Memberships(this.connections.open("1").connection(),
				new ConnectionRegistry(10, new ConnectionIds(""), subscriptions));
		memberships.join("lobby");
		assertThat(memberships.whenReachable()).isSameAs(lobby);
		memberships.join("attic");
		memberships.bind("ada");
		assertThat(memberships.whenReachable()).isSameAs(both);
	}

	@Test
	void subscriptionsShouldFollowTheFirstAndTheLastOfAGroup() {
		GroupSubscriptions subscriptions = mock();
		ConnectionRegistry registry = new ConnectionRegistry(10, new ConnectionIds(""), subscriptions);
		Memberships one = new Memberships(this.connections.open("1", "/chat", null).connection(), registry);
		Memberships two = new Memberships(this.connections.open("2", "/talk", null).connection(), registry);
		one.join("lobby");
		two.join("lobby");
		one.bind("ada");
		one.bind("bob");
		one.leave("lobby");
		one.freeze();
		two.freeze();
		InOrder order = inOrder(subscriptions);
		order.verify(subscriptions).onAppeared(Kind.ROOM, "lobby");
		order.verify(subscriptions).onAppeared(Kind.USER, "ada");
		order.verify(subscriptions).onVanished(Kind.USER, "ada");
		order.verify(subscriptions).onAppeared(Kind.USER, "bob");
		order.verify(subscriptions).onVanished(Kind.USER, "bob");
		order.verify(subscriptions).onVanished(Kind.ROOM, "lobby");
		then(subscriptions).shouldHaveNoMoreInteractions();
	}

	@Test
	void shouldBindToOneUserAtATime() {
		ManagedConnection connection = this.connections.open("1", "/ws", "ada").connection();
		assertThat(connection.user()).isEqualTo("ada");
		connection.bindUser("bob");
		assertThat(connection.user()).isEqualTo("bob");
		assertThat(this.users.group("ada").members()).isEmpty();
		assertThat(this.users.group("bob").members()).containsExactly(connection);
		assertThatIllegalArgumentException().isThrownBy(() -> connection.bindUser(""))
			.withMessage("'name' must not be empty");
	}

	@Test
	void whenManyJoinAndLeaveAtOnceShouldLoseNobody() throws Exception {
		int threads = 4;
		ManagedConnection resident = this.connections.open("resident").connection();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier start = new CyclicBarrier(threads);
			Future<?>[] running = new Future<?>[threads];
			for (int i = 0; i < threads; i++) {
				ManagedConnection guest = this.connections.open("guest" + i).connection();
				running[i] = executor.submit(() -> comeAndGo(guest, start));
			}
			for (Future<?> future : running) {
				future.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.rooms.isEmpty()).isTrue();
		resident.join("lobby");
		assertThat(members("lobby")).containsExactly(resident);
	}

	private Void comeAndGo(ManagedConnection guest, CyclicBarrier start) throws Exception {
		start.await(60, TimeUnit.SECONDS);
		for (int i = 0; i < 5000; i++) {
			assertThat(guest.join("lobby")).isTrue();
			assertThat(members("lobby")).contains(guest);
			assertThat(guest.leave("lobby")).isTrue();
			assertThat(members("lobby")).doesNotContain(guest);
		}
		return null;
	}

	private List<ManagedConnection> members(String room) {
		return this.rooms.groups(room).stream().flatMap((group) -> group.members().stream()).toList();
	}

}
