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

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.client.WebSocketClients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Runs the examples of the page about tests.
 */
class TestingExamplesTests {

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
	class ChatEndpointTests {

		@LocalServerPort
		private int port;

		@Autowired
		private ConnectionManager connections;

		@Test
		void lineShouldReachEverybodyInTheRoom() throws Exception {
			try (ChatClient ada = connect("lobby"); ChatClient bob = connect("lobby")) {
				await().until(() -> this.connections.room("lobby").count() == 2);
				ada.send("{\"from\":\"Ada\",\"text\":\"hello\"}");
				assertThat(bob.next()).isEqualTo("{\"from\":\"Ada\",\"text\":\"hello\"}");
			}
		}

		@Test
		void pushFromOutsideShouldReachTheRoom() throws Exception {
			try (ChatClient ada = connect("news")) {
				await().until(() -> this.connections.room("news").count() == 1);
				this.connections.room("news").push("Server restarts at ten");
				assertThat(ada.next()).isEqualTo("Server restarts at ten");
			}
		}

		@Test
		void unreadableMessageShouldCloseTheConnection() {
			try (ChatClient ada = connect("lobby")) {
				ada.send("no JSON");
				assertThat(ada.closeCode()).isEqualTo(CloseStatus.BAD_DATA.getCode());
			}
		}

		private ChatClient connect(String room) {
			return new ChatClient("ws://localhost:" + this.port + "/chat/" + room);
		}

	}

	@Nested
	class CallbackTests {

		@Test
		void newcomerShouldJoinTheRoom() {
			Connection connection = mock();
			new ChatEndpoint().joined(connection, "lobby");
			then(connection).should().join("lobby");
		}

	}

	@Nested
	@WebMvcTest(NewsController.class)
	class NewsControllerTests {

		@Autowired
		private MockMvcTester mvc;

		@Test
		void newsShouldReachNobodyYet() {
			assertThat(this.mvc.post().uri("/news/lobby").content("Server restarts at ten")).hasStatusOk()
				.bodyText()
				.isEqualTo("0");
		}

	}

	@Nested
	@WebMvcTest(NewsController.class)
	class NewsToAReaderTests {

		@Autowired
		private MockMvcTester mvc;

		@MockitoBean(answers = Answers.RETURNS_DEEP_STUBS)
		private ConnectionManager connections;

		@Test
		void newsShouldReachTheReaderOfTheRoom() {
			given(this.connections.endpoint("/chat/{room}").room("lobby").push(any()).targeted()).willReturn(1);
			assertThat(this.mvc.post().uri("/news/lobby").content("Server restarts at ten")).hasStatusOk()
				.bodyText()
				.isEqualTo("1");
		}

	}

	@Nested
	@WebMvcTest(OrderController.class)
	class OrderControllerTests {

		@Autowired
		private MockMvcTester mvc;

		@Test
		void nothingShouldBeConnected() {
			assertThat(this.mvc.get().uri("/connections")).hasStatusOk().bodyText().isEqualTo("0");
		}

	}

	@Nested
	@SpringBootTest(properties = "ws.client.auto-connect=false")
	class OrderTests {

		@Autowired
		private OrderController controller;

		@MockitoBean(answers = Answers.RETURNS_DEEP_STUBS)
		private WebSocketClients clients;

		@Test
		void orderShouldReachTheExchange() {
			given(this.clients.client("orders").audience().push("ACME").targeted()).willReturn(1);
			assertThat(this.controller.order("ACME")).isEqualTo(1);
		}

	}

	@Nested
	@SpringBootTest
	@AutoConfigureMockMvc
	class ApplicationTests {

		@Autowired
		private MockMvcTester mvc;

		@Autowired
		private ConnectionManager connections;

		@Test
		void newsShouldReachNobodyYet() {
			assertThat(this.mvc.post().uri("/news/lobby").content("Server restarts at ten")).hasStatusOk()
				.bodyText()
				.isEqualTo("0");
			assertThat(this.connections.push("unknown", "hello")).isEqualTo(PushResult.NOT_FOUND);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.NONE)
	class PlainApplicationTests {

		@Autowired
		private ConnectionManager connections;

		@Test
		void nobodyShouldBeFound() {
			assertThat(this.connections.push("unknown", "hello")).isEqualTo(PushResult.NOT_FOUND);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" })
	@Import({ ChatEndpoint.class, NewsController.class, OrderController.class })
	static class Application {

	}

}
