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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pushes and replies in transactions.
 */
class TransactionTests extends ServerTests {

	TransactionTests() {
		super(TestServer.WithDatabase.class, Database.class, OrderEndpoint.class, OrderService.class);
	}

	@Promise("beans")
	@Test
	void replyShouldFollowTheCommit() {
		TestClient client = connect("/orders").text("{\"type\":\"place\",\"item\":\"book\"}");
		server().journal().await(client.name(), "inside");
		assertThat(committed("book")).isZero();
		assertThat(client.hasNext()).isFalse();
		server().bean(OrderEndpoint.class).gate("book").complete(null);
		assertThat(client.next()).isEqualTo("placed book");
		assertThat(committed("book")).isEqualTo(1);
		assertThat(server().journal().of(client.name())).containsExactly(Journal.OPEN, "inside", "committed");
	}

	@Test
	void broadcastResultShouldFollowTheCommit() {
		TestClient other = connect("/orders");
		server().connection(other.name());
		TestClient client = connect("/orders").text("{\"type\":\"announce\",\"item\":\"lamp\"}");
		assertThat(other.next()).isEqualTo("announced lamp");
		assertThat(committed("lamp")).isEqualTo(1);
		assertThat(client.next()).isEqualTo("announced lamp");
	}

	@Promise("beans")
	@Test
	void rolledBackCallbackShouldNotReply() {
		TestClient client = connect("/orders").text("{\"type\":\"fail\",\"item\":\"chair\"}");
		assertThat(client.nextClose().getCode()).isEqualTo(1011);
		assertThat(committed("chair")).isZero();
	}

	@Promise("beans")
	@Test
	void pushInsideATransactionShouldGoOutAtOnce() throws Exception {
		TestClient client = connect("/orders");
		Connection connection = server().connection(client.name());
		CompletableFuture<Void> gate = new CompletableFuture<>();
		CompletableFuture<Void> transaction = Background
			.run(() -> server().bean(OrderService.class).placeAndPush("pen", connection.id(), gate));
		assertThat(client.next()).isEqualTo("inside pen");
		assertThat(committed("pen")).isZero();
		gate.complete(null);
		transaction.get(60, TimeUnit.SECONDS);
		assertThat(committed("pen")).isEqualTo(1);
	}

	@Promise("beans")
	@Test
	void transactionalEventListenerShouldPushAfterTheCommit() throws Exception {
		TestClient client = connect("/orders");
		Connection connection = server().connection(client.name());
		CompletableFuture<Void> gate = new CompletableFuture<>();
		CompletableFuture<Void> transaction = Background
			.run(() -> server().bean(OrderService.class).placeAndPublish("cup", connection.id(), gate));
		connection.push("before");
		assertThat(client.next()).isEqualTo("before");
		gate.complete(null);
		assertThat(client.next()).isEqualTo("after cup, committed 1");
		transaction.get(60, TimeUnit.SECONDS);
	}

	private int committed(String item) {
		return server().bean(OrderService.class).count(item);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Database {

		@Bean
		Schema schema(JdbcClient jdbc) {
			jdbc.sql("create table if not exists orders (item varchar(20))").update();
			return new Schema();
		}

	}

	static class Schema {

	}

	record Order(String item) {
	}

	record Placed(String item, String connection) {
	}

	@WebSocketEndpoint("/orders")
	static class OrderEndpoint extends RecordingEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		private final JdbcClient jdbc;

		OrderEndpoint(Journal journal, JdbcClient jdbc) {
			super(journal);
			this.jdbc = jdbc;
		}

		CompletableFuture<Void> gate(String item) {
			return this.gate;
		}

		@OnMessage("place")
		@Transactional
		String place(Order order, Connection connection) throws Exception {
			insert(order);
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					journal().add(connection, "committed");
				}

			});
			journal().add(connection, "inside");
			this.gate.get(60, TimeUnit.SECONDS);
			return "placed " + order.item();
		}

		@OnMessage("announce")
		@Broadcast
		@Transactional
		String announce(Order order) {
			insert(order);
			return "announced " + order.item();
		}

		@OnMessage("fail")
		@Transactional
		String fail(Order order) {
			insert(order);
			throw new IllegalStateException("secret");
		}

		private void insert(Order order) {
			this.jdbc.sql("insert into orders values (?)").param(order.item()).update();
		}

	}

	@Component
	static class OrderService {

		private final JdbcClient jdbc;

		private final ConnectionManager connections;

		private final ApplicationEventPublisher events;

		OrderService(JdbcClient jdbc, ConnectionManager connections, ApplicationEventPublisher events) {
			this.jdbc = jdbc;
			this.connections = connections;
			this.events = events;
		}

		@Transactional
		void placeAndPush(String item, String connection, CompletableFuture<Void> gate) {
			this.jdbc.sql("insert into orders values (?)").param(item).update();
			this.connections.push(connection, "inside " + item);
			gate.orTimeout(60, TimeUnit.SECONDS).join();
		}

		@Transactional
		void placeAndPublish(String item, String connection, CompletableFuture<Void> gate) {
			this.jdbc.sql("insert into orders values (?)").param(item).update();
			this.events.publishEvent(new Placed(item, connection));
			gate.orTimeout(60, TimeUnit.SECONDS).join();
		}

		@TransactionalEventListener
		void placed(Placed event) {
			int count = Background.supply(() -> count(event.item())).join();
			this.connections.push(event.connection(), "after " + event.item() + ", committed " + count);
		}

		/**
		 * Return the value that other transactions see.
		 */
		int count(String item) {
			return this.jdbc.sql("select count(*) from orders where item = ?")
				.param(item)
				.query(Integer.class)
				.single();
		}

	}

}
