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

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushOptions;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of the page about pushing.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "clock.rate=20ms")
class PushingExamplesTests {

	private static final int ROWS = 5000;

	@LocalServerPort
	private int port;

	@Test
	void jobShouldReachOneUserAndKeepTheRest(@Autowired AppointmentBook book,
			@Autowired ConnectionManager connections) {
		try (ExampleClient ada = connect("/desk?user=ada"); ExampleClient bob = connect("/desk?user=bob")) {
			await().until(() -> connections.user("ada").count() + connections.user("bob").count() == 2);
			book.add(new Appointment("eve", "Nobody hears this"));
			book.add(new Appointment("ada", "Stand-up"));
			assertThat(ada.nextText()).isEqualTo("{\"type\":\"reminder\",\"title\":\"Stand-up\"}");
			await().until(() -> book.later().contains("eve"));
			assertThat(book.later()).doesNotContain("ada");
			connections.user("bob").push("for Bob");
			assertThat(bob.nextText()).isEqualTo("for Bob");
		}
	}

	@Test
	void exportShouldLoseNothing() {
		try (ExampleClient client = connect("/desk?user=carl")) {
			client.send("{\"type\":\"export\"}");
			for (int i = 0; i < ROWS; i++) {
				assertThat(client.nextText()).startsWith("{\"number\":" + i + ",");
			}
		}
	}

	@Test
	void clockShouldTickAndWakeUp() {
		try (ExampleClient client = connect("/clock")) {
			assertThat(LocalTime.parse(client.nextText())).isNotNull();
			client.send("0");
			await().until(() -> client.nextText().equals("Wake up"));
		}
	}

	@Test
	void tickerShouldPushToItsRoom(@Autowired Ticker ticker, @Autowired ConnectionManager connections) {
		try (ExampleClient client = connect("/desk?user=dora")) {
			await().until(() -> connections.user("dora").count() == 1);
			Connection trader = connections.connections()
				.filter((connection) -> "dora".equals(connection.user()))
				.findFirst()
				.orElseThrow();
			trader.join("ticker");
			ticker.priceChanged(new Ticker.Price("ACME", new BigDecimal("12.50")));
			assertThat(client.nextText()).isEqualTo("{\"symbol\":\"ACME\",\"value\":12.50}");
			ticker.marketCloses(trader);
			assertThat(client.nextText()).isEqualTo("The market closes in a minute");
		}
	}

	private ExampleClient connect(String path) {
		return ExampleClient.connect(this.port, path);
	}

	@ExampleApplication
	@EnableScheduling
	@Import({ ReminderJob.class, AppointmentBook.class, Ticker.class, DeskEndpoint.class, ClockEndpoint.class,
			QueryUserFilter.class })
	static class Application {

	}

	@Component
	static class ReminderJob {

		private final ConnectionManager connections;

		private final AppointmentBook book;

		ReminderJob(ConnectionManager connections, AppointmentBook book) {
			this.connections = connections;
			this.book = book;
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
		void remind() {
			for (Appointment appointment : this.book.due()) {
				Reminder reminder = new Reminder(appointment.title());
				int targeted = this.connections.user(appointment.owner()).push(reminder).targeted();
				if (targeted == 0) {
					this.book.keepForLater(appointment);
				}
			}
		}

		@MessageType("reminder")
		record Reminder(String title) {

		}

	}

	@Component
	static class Ticker {

		private final ConnectionManager connections;

		Ticker(ConnectionManager connections) {
			this.connections = connections;
		}

		void priceChanged(Price price) {
			PushOptions options = PushOptions.conflate("price:" + price.symbol()).expireAfter(Duration.ofSeconds(5));
			this.connections.room("ticker").push(price, options);
		}

		void marketCloses(Connection trader) {
			trader.push("The market closes in a minute", PushOptions.none().expireAfter(Duration.ofMinutes(1)));
		}

		record Price(String symbol, BigDecimal value) {

		}

	}

	@Component
	static class AppointmentBook {

		private final Queue<Appointment> due = new ConcurrentLinkedQueue<>();

		private final Queue<String> later = new ConcurrentLinkedQueue<>();

		void add(Appointment appointment) {
			this.due.add(appointment);
		}

		List<Appointment> due() {
			List<Appointment> taken = List.copyOf(this.due);
			this.due.removeAll(taken);
			return taken;
		}

		void keepForLater(Appointment appointment) {
			this.later.add(appointment.owner());
		}

		List<String> later() {
			return List.copyOf(this.later);
		}

	}

	record Appointment(String owner, String title) {

	}

	@WebSocketEndpoint("/desk")
	static class DeskEndpoint {

		private final List<Row> rows = IntStream.range(0, ROWS).mapToObj((i) -> new Row(i, "-".repeat(1000))).toList();

		@OnOpen
		void opened(Connection connection) {
			connection.join("details");
		}

		@OnMessage("export")
		void export(Connection connection) {
			for (Row row : this.rows) {
				connection.whenWritable().toCompletableFuture().join();
				if (!connection.push(row).isAccepted()) {
					return;
				}
			}
		}

		@OnError
		void slow(Connection connection, SlowConsumerException ex) {
			connection.leave("details");
		}

		record Row(int number, String text) {

		}

	}

	@WebSocketEndpoint("/clock")
	static class ClockEndpoint {

		@OnTick(fixedRateString = "${clock.rate:1s}")
		String time() {
			return LocalTime.now().toString();
		}

		@OnMessage
		void snooze(Connection connection, String minutes) {
			connection.after(Duration.ofMinutes(Long.parseLong(minutes)), (each) -> each.push("Wake up"));
		}

	}

}
