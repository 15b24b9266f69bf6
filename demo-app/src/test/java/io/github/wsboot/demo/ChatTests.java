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

package io.github.wsboot.demo;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the chat.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ChatTests {

	private static final String THIRTY = "123456789-123456789-123456789-";

	private static final AtomicInteger rooms = new AtomicInteger();

	/**
	 * Room of this test alone, so that clients of an earlier test that still leave its
	 * room are not heard.
	 */
	private final String room = "room-" + rooms.incrementAndGet();

	@LocalServerPort
	private int port;

	@Autowired
	private ConnectionManager connections;

	@Test
	void shouldTellWhoIsThere() throws Exception {
		try (Client ada = join(this.room, "Ada")) {
			assertThat(ada.next()).isEqualTo("""
					{"type":"welcome","room":"%s","you":"Ada","people":["Ada"]}""", this.room);
			try (Client bob = join(this.room, "Bob")) {
				assertThat(bob.next()).isEqualTo("""
						{"type":"welcome","room":"%s","you":"Bob","people":["Ada","Bob"]}""", this.room);
				assertThat(ada.next()).isEqualTo("""
						{"type":"presence","people":["Ada","Bob"],"joined":"Bob"}""");
			}
			assertThat(ada.next()).isEqualTo("""
					{"type":"presence","people":["Ada"],"left":"Bob"}""");
		}
	}

	@Test
	void shouldLeaveEverybodyWithTheSameListWhenManyComeAtOnce() throws Exception {
		int people = 16;
		List<Client> clients = IntStream.range(0, people)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> join(this.room, "P" + i)))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
		try {
			for (Client client : clients) {
				JsonNode message = client.nextJson();
				while (message.path("people").size() < people) {
					message = client.nextJson();
				}
			}
			clients.get(0).send("""
					{"type":"line","text":"complete"}""");
			for (Client client : clients) {
				assertThat(client.nextJson().path("text").asString()).isEqualTo("complete");
			}
		}
		finally {
			clients.forEach(Client::close);
		}
	}

	@Test
	void shouldShowTheOutcomeOfAPollWhenAllHaveVotedOrLeft() throws Exception {
		try (Client ada = welcomed(this.room, "Ada"); Client bob = welcomed(this.room, "Bob")) {
			ada.next();
			Client eve = welcomed(this.room, "Eve");
			ada.next();
			bob.next();
			ada.send("""
					{"type":"poll","question":"Tea?","options":["yes","no"]}""");
			JsonNode ballot = ada.nextJson();
			assertThat(ballot.path("type").asString()).isEqualTo("ballot");
			assertThat(ballot.path("from").asString()).isEqualTo("Ada");
			assertThat(ballot.path("options").toString()).isEqualTo("[\"yes\",\"no\"]");
			assertThat(bob.nextJson()).isEqualTo(ballot);
			assertThat(eve.nextJson()).isEqualTo(ballot);
			bob.send("""
					{"type":"poll","question":"Coffee?","options":["yes","no"]}""");
			assertThat(bob.next()).isEqualTo("""
					{"type":"problem","message":"The room is still voting on something else"}""");
			ada.send("{\"re\":" + ballot.get("ask") + ",\"option\":\"yes\"}");
			bob.send("{\"re\":" + ballot.get("ask") + ",\"option\":\"maybe\"}");
			eve.close();
			String tally = """
					{"type":"tally","question":"Tea?","results":[{"option":"yes","votes":1},{"option":"no","votes":0}],"silent":1}""";
			assertThat(List.of(ada.next(), ada.next())).contains(tally);
			assertThat(List.of(bob.next(), bob.next())).contains(tally);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"question\":\" \",\"options\":[\"a\",\"b\"]", "\"question\":\"?\",\"options\":[\"a\"]",
			"\"question\":\"?\",\"options\":[\"a\",\"\"]" })
	void shouldRefuseAPollThatNobodyCouldAnswer(String poll) throws Exception {
		try (Client ada = welcomed(this.room, "Ada")) {
			ada.send("{\"type\":\"poll\"," + poll + "}");
			assertThat(ada.nextJson().path("type").asString()).isEqualTo("problem");
		}
	}

	@Test
	void shouldBringALineToEverybodyInTheRoomAndNobodyElse() throws Exception {
		Instant before = Instant.now();
		try (Client ada = welcomed(this.room, "Ada");
				Client bob = welcomed(this.room, "Bob");
				Client eve = welcomed("elsewhere", "Eve")) {
			assertThat(ada.nextJson().path("joined").asString()).isEqualTo("Bob");
			ada.send("""
					{"type":"line","text":"Grüße 👋"}""");
			assertLine(ada.nextJson(), "Ada", "Grüße 👋", before);
			assertLine(bob.nextJson(), "Ada", "Grüße 👋", before);
			eve.send("""
					{"type":"line","text":"alone"}""");
			assertLine(eve.nextJson(), "Eve", "alone", before);
		}
	}

	private void assertLine(JsonNode line, String from, String text, Instant before) {
		assertThat(line.propertyNames()).containsExactly("type", "from", "text", "at");
		assertThat(line.path("type").asString()).isEqualTo("line");
		assertThat(line.path("from").asString()).isEqualTo(from);
		assertThat(line.path("text").asString()).isEqualTo(text);
		assertThat(Instant.parse(line.path("at").asString())).isBetween(before, Instant.now());
	}

	@Test
	void shouldTellTheOthersWhoIsTyping() throws Exception {
		try (Client ada = welcomed(this.room, "Ada"); Client bob = welcomed(this.room, "Bob")) {
			assertThat(ada.nextJson().path("joined").asString()).isEqualTo("Bob");
			ada.send("""
					{"type":"typing"}""");
			ada.send("""
					{"type":"line","text":"x"}""");
			assertThat(bob.next()).isEqualTo("""
					{"type":"typing","from":"Ada"}""");
			assertThat(ada.nextJson().path("type").asString()).isEqualTo("line");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"line\",\"text\":\"\"}", "{\"type\":\"line\",\"text\":\" \\n\"}",
			"{\"type\":\"line\",\"text\":null}", "{\"type\":\"line\"}" })
	void shouldTellOnlyTheSenderOfABlankLine(String line) throws Exception {
		try (Client ada = welcomed(this.room, "Ada"); Client bob = welcomed(this.room, "Bob")) {
			assertThat(ada.nextJson().path("joined").asString()).isEqualTo("Bob");
			ada.send(line);
			ada.send("""
					{"type":"line","text":"better"}""");
			assertThat(ada.next()).isEqualTo("""
					{"type":"problem","message":"text: must not be blank"}""");
			assertThat(ada.nextJson().path("text").asString()).isEqualTo("better");
			assertThat(bob.nextJson().path("text").asString()).isEqualTo("better");
		}
	}

	@Test
	void shouldTakeFiveHundredCharactersAndNoMore() throws Exception {
		try (Client ada = welcomed(this.room, "Ada")) {
			ada.send("{\"type\":\"line\",\"text\":\"" + "x".repeat(500) + "\"}");
			ada.send("{\"type\":\"line\",\"text\":\"" + "x".repeat(501) + "\"}");
			assertThat(ada.nextJson().path("text").asString()).hasSize(500);
			assertThat(ada.next()).isEqualTo("""
					{"type":"problem","message":"text: must have at most 500 characters"}""");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "Ada Lovelace", "Zoë +1 & 世界", THIRTY })
	void shouldAdmitAndBindAGoodName(String name) throws Exception {
		try (Client client = join(this.room, name)) {
			assertThat(client.nextJson().path("you").asString()).isEqualTo(name);
			assertThat(this.connections.user(name).count()).isOne();
		}
		Awaitility.await("close").until(() -> this.connections.user(name).count() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "%20%20", THIRTY + "1" })
	void shouldRefuseABadName(String name) {
		assertThat(Client.refusal(this.port, "/ws/chat/lobby?name=" + name)).isEqualTo(400);
	}

	@Test
	void shouldRefuseAMissingName() {
		assertThat(Client.refusal(this.port, "/ws/chat/lobby")).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "under_score", "d.o.t", "%20", "caf%C3%A9", "%7Broom%7D", THIRTY + "1" })
	void shouldRefuseABadRoom(String room) {
		assertThat(Client.refusal(this.port, "/ws/chat/" + room + "?name=Ada")).isEqualTo(400);
	}

	@Test
	void shouldAdmitALongRoom() throws Exception {
		try (Client client = join(THIRTY, "Ada")) {
			assertThat(client.nextJson().path("room").asString()).isEqualTo(THIRTY);
		}
	}

	private Client welcomed(String room, String name) throws Exception {
		Client client = join(room, name);
		assertThat(client.nextJson().path("you").asString()).isEqualTo(name);
		return client;
	}

	private Client join(String room, String name) {
		return Client.connect(this.port,
				"/ws/chat/" + room + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
	}

}
