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

package io.github.wsboot.server.security;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.slf4j.MDC;
import org.springframework.context.event.EventListener;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.annotation.CurrentSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Login;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.SecurityInfrastructure;
import io.github.wsboot.server.SecurityInfrastructure.Member;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for Spring Security before and in callbacks.
 */
@Tag("boot")
class SecurityTests extends ServerTests {

	private static final String ONE_THREAD = "ws.worker.max-threads=1";

	SecurityTests() {
		super(TestServer.WithSecurity.class, SecurityInfrastructure.class, ContextEndpoint.class, LoopEndpoint.class,
				TickingEndpoint.class, ParametersEndpoint.class, AdminEndpoint.class, ForgivingEndpoint.class,
				AdminHandshakeEndpoint.class);
	}

	private RawWebSocketClient raw(TestServer server, String path, String user) {
		return closeLater(RawWebSocketClient.to(server, path).header("Authorization", Login.basic(user)).connect());
	}

	@Test
	void handshakeShouldPassTheFilterChain() {
		assertThat(RawWebSocketClient.to(server(), "/context").response().status()).isEqualTo(401);
		assertThat(RawWebSocketClient.to(server(), "/context")
			.header("Authorization", "Basic d3Jvbmc6d3Jvbmc=")
			.response()
			.status()).isEqualTo(401);
		RawWebSocketClient client = raw(server(), "/context", "ada").text("hello");
		assertThat(client.nextText()).isEqualTo("message as ada");
		Connection connection = server().connection(client.name());
		assertThat(connection.principal()).isInstanceOf(Authentication.class);
		assertThat(connection.user()).isEqualTo("ada");
	}

	@Promise("spring-security")
	@Test
	void contextShouldBeSetInEachCallback() {
		RawWebSocketClient client = raw(server(), "/context", "ada");
		assertThat(client.text("hello").nextText()).isEqualTo("message as ada");
		assertThat(client.text("fail").nextText()).isEqualTo("error as ada");
		assertThat(client.text("stage").nextText()).isEqualTo("error as ada");
		server().connection(client.name()).after(Duration.ZERO, (c) -> c.push("after as " + current()));
		assertThat(client.nextText()).isEqualTo("after as ada");
		client.send(new RawFrame(true, RawFrame.PONG, new byte[0]));
		server().journal().await(client.name(), "pong as ada");
		client.send(RawFrame.close(1000));
		assertThat(server().journal().awaitEnd(client.name())).containsSubsequence("open as ada", "pong as ada",
				"closing as ada");
		server().journal().await("events " + client.name(), "opened as ada");
		server().journal().await("events " + client.name(), "closed as ada");
	}

	@Test
	void stageShouldGoOnWithoutTheContext() {
		assertThat(raw(server(), "/context", "ada").text("later").nextText()).isEqualTo("later as null");
	}

	@Promise("spring-security")
	@Test
	void contextShouldBeSetInAnnotatedTicks() {
		assertThat(raw(server(), "/ticking", "bob").nextText()).isEqualTo("tick as bob");
	}

	@Promise("spring-security")
	@Test
	void contextShouldNotLeakToOtherConnectionsOfTheThread() throws Exception {
		TestServer server = server(ONE_THREAD);
		RawWebSocketClient ada = raw(server, "/context", "ada");
		RawWebSocketClient bob = raw(server, "/context", "bob");
		RawWebSocketClient nobody = raw(server, "/public/context");
		for (int i = 0; i < 3; i++) {
			assertThat(ada.text("become root").nextText()).isEqualTo("became root");
			assertThat(nobody.text("hello").nextText()).isEqualTo("message as anonymousUser");
			assertThat(bob.text("hello").nextText()).isEqualTo("message as bob");
			assertThat(ada.text("hello").nextText()).isEqualTo("message as ada");
		}
		CompletableFuture<String> outside = new CompletableFuture<>();
		server.bean(CallbackExecutor.class).execute(() -> outside.complete(current() + " " + MDC.get("ws.connection")));
		assertThat(outside.get(60, TimeUnit.SECONDS)).isEqualTo("null null");
	}

	@Promise("spring-security")
	@Test
	void contextShouldBeSetInNonBlockingCallbacks() {
		TestServer server = server("ws.transport.event-loops=1");
		RawWebSocketClient ada = raw(server, "/loop", "ada");
		RawWebSocketClient nobody = raw(server, "/public/loop");
		for (int i = 0; i < 3; i++) {
			assertThat(ada.text("become root").nextText()).isEqualTo("became root");
			assertThat(nobody.text("thread").nextText()).doesNotContain("ws-worker").endsWith(" as anonymousUser");
			assertThat(ada.text("thread").nextText()).doesNotContain("ws-worker").endsWith(" as ada");
			assertThat(ada.text("stage").nextText()).isEqualTo("error as ada");
		}
		ada.send(RawFrame.close(1000));
		assertThat(server.journal().awaitEnd(ada.name())).containsSubsequence("open as ada", "closing as ada");
		server.journal().await("events " + ada.name(), "opened as ada");
		server.journal().await("events " + ada.name(), "closed as ada");
	}

	@Promise("threads")
	@Test
	void idOfTheConnectionShouldBeInTheMdc() {
		RawWebSocketClient client = raw(server(), "/context", "ada");
		assertThat(client.text("mdc").nextText()).isEqualTo(server().connection(client.name()).id());
	}

	@Test
	void callbacksShouldTakeWhatControllersTake() {
		RawWebSocketClient client = raw(server(), "/parameters", "ada");
		assertThat(client.text("hello").nextText())
			.isEqualTo("hello, ada, ada, ada, member ada, ada, ada, ada, handshake of ada");
		RawWebSocketClient nobody = raw("/public/parameters");
		assertThat(nobody.text("hello").nextText())
			.isEqualTo("hello, null, null, null, null, null, anonymousUser, anonymousUser, handshake of null");
	}

	@Promise("spring-security")
	@Test
	void deniedCallbackShouldClose() {
		assertThat(raw(server(), "/admin", "bob").text("hello").nextText()).isEqualTo("for admins: hello");
		RawWebSocketClient ada = raw(server(), "/admin", "ada").text("hello");
		assertCloses(ada, 4403);
		assertThat(server().journal().awaitEnd(ada.name())).endsWith("close 4403 POLICY");
	}

	@Promise("spring-security")
	@Test
	void deniedCallbackShouldBeAFailureIfSoConfigured() {
		TestServer server = server("ws.auth.close-on-denied=false");
		RawWebSocketClient ada = raw(server, "/admin", "ada").text("hello");
		assertCloses(ada, 1011);
		assertThat(server.journal().awaitEnd(ada.name())).endsWith("close 1011 FAILURE");
	}

	@Promise("spring-security")
	@Test
	void deniedCallbackShouldReachTheErrorCallback() {
		RawWebSocketClient ada = raw(server(), "/forgiving", "ada");
		assertThat(ada.text("hello").nextText()).isEqualTo("denied to ada");
		assertThat(ada.text("hello").nextText()).isEqualTo("denied to ada");
		assertThat(raw(server(), "/forgiving", "bob").text("hello").nextText()).isEqualTo("for admins: hello");
	}

	@Test
	void failedAuthenticationInACallbackShouldClose() {
		RawWebSocketClient ada = raw(server(), "/context", "ada").text("credentials");
		assertCloses(ada, 4401);
		assertThat(server().journal().awaitEnd(ada.name())).endsWith("close 4401 POLICY");
	}

	@Promise("spring-security")
	@Test
	void deniedHandshakeCallbackShouldRefuse() {
		assertThat(RawWebSocketClient.to(server(), "/admin-handshake")
			.header("Authorization", Login.basic("ada"))
			.response()
			.status()).isEqualTo(403);
		raw(server(), "/admin-handshake", "bob");
	}

	@Test
	void usersShouldBeDisconnected() {
		RawWebSocketClient ada = raw(server(), "/context", "ada");
		RawWebSocketClient adaToo = raw(server(), "/parameters", "ada");
		RawWebSocketClient bob = raw(server(), "/context", "bob");
		List.of(ada, adaToo, bob).forEach((client) -> server().connection(client.name()));
		server().connections().user("ada").disconnect(new CloseStatus(4000, "bye"));
		assertCloses(ada, 4000);
		assertCloses(adaToo, 4000);
		assertThat(bob.text("hello").nextText()).isEqualTo("message as bob");
	}

	private static void assertCloses(RawWebSocketClient client, int code) {
		assertThat(client.nextClose().closeCode()).isEqualTo(code);
		client.send(RawFrame.close(code));
	}

	private static String current() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return (authentication != null) ? authentication.getName() : "null";
	}

	@Promise("spring-security")
	@Test
	@Tag("virtual-threads")
	@EnabledForJreRange(min = JRE.JAVA_21)
	void contextShouldBeSetOnVirtualThreads() {
		TestServer server = server("spring.threads.virtual.enabled=true");
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/context").header("Authorization", Login.basic("ada")).connect());
		RawWebSocketClient nobody = raw(server, "/public/context");
		assertThat(client.text("thread").nextText()).startsWith("VirtualThread[").endsWith(" as ada");
		assertThat(client.text("stage").nextText()).isEqualTo("error as ada");
		assertThat(nobody.text("thread").nextText()).startsWith("VirtualThread[").endsWith(" as anonymousUser");
	}

	@WebSocketEndpoint({ "/context", "/public/context" })
	static class ContextEndpoint {

		private final Journal journal;

		ContextEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
			this.journal.add(connection, "open as " + current());
		}

		@OnMessage
		Object message(String text) {
			return switch (text) {
				case "fail" -> throw new IllegalStateException("asked to fail");
				case "credentials" -> throw new BadCredentialsException("asked to fail");
				case "stage" -> stage();
				case "later" -> CompletableFuture.supplyAsync(() -> "later as " + current());
				case "become root" -> {
					SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("root", "x"));
					MDC.put("ws.connection", "root");
					yield "became " + current();
				}
				case "thread" -> Thread.currentThread() + " as " + current();
				case "mdc" -> MDC.get("ws.connection");
				default -> "message as " + current();
			};
		}

		private CompletionStage<String> stage() {
			CompletableFuture<String> stage = new CompletableFuture<>();
			new Thread(() -> stage.completeExceptionally(new IllegalStateException("asked to fail"))).start();
			return stage;
		}

		@OnPong
		void pong(Connection connection) {
			this.journal.add(connection, "pong as " + current());
		}

		@OnError
		String error(IllegalStateException ex) {
			return "error as " + current();
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.add(connection, "closing as " + current());
			this.journal.close(connection, status, cause);
		}

		@EventListener
		void opened(ConnectionOpenedEvent event) {
			this.journal.add("events " + TestServer.clientOf(event.connection()), "opened as " + current());
		}

		@EventListener
		void closed(ConnectionClosedEvent event) {
			this.journal.add("events " + TestServer.clientOf(event.connection()), "closed as " + current());
		}

	}

	@NonBlocking
	@WebSocketEndpoint({ "/loop", "/public/loop" })
	static class LoopEndpoint extends ContextEndpoint {

		LoopEndpoint(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/ticking")
	static class TickingEndpoint extends RecordingEndpoint {

		TickingEndpoint(Journal journal) {
			super(journal);
		}

		@OnTick(fixedRate = 10)
		String tick() {
			return "tick as " + current();
		}

	}

	@WebSocketEndpoint({ "/parameters", "/public/parameters" })
	static class ParametersEndpoint extends RecordingEndpoint {

		ParametersEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		void handshake(HandshakeContext context, Authentication authentication) {
			context.attributes().put("handshake", "handshake of " + name(authentication));
		}

		@OnMessage
		String message(String text, Principal principal, Authentication authentication,
				@AuthenticationPrincipal UserDetails user, @AuthenticationPrincipal Member member,
				@AuthenticationPrincipal(expression = "#this instanceof T(String) ? null : username") String username,
				@CurrentSecurityContext(expression = "authentication.name") String current, SecurityContext context,
				Connection connection) {
			return String.join(", ", text, name(principal), name(authentication),
					(user != null) ? user.getUsername() : "null", name(member), String.valueOf(username), current,
					name(context.getAuthentication()), (String) connection.attributes().get("handshake"));
		}

		private static String name(Principal principal) {
			return (principal != null) ? principal.getName() : "null";
		}

	}

	@WebSocketEndpoint("/admin")
	static class AdminEndpoint extends RecordingEndpoint {

		AdminEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@PreAuthorize("hasRole('ADMIN')")
		String message(String text) {
			return "for admins: " + text;
		}

	}

	@WebSocketEndpoint("/forgiving")
	static class ForgivingEndpoint extends AdminEndpoint {

		ForgivingEndpoint(Journal journal) {
			super(journal);
		}

		@OnError
		String denied(AccessDeniedException ex, Principal principal) {
			return "denied to " + principal.getName();
		}

	}

	@WebSocketEndpoint("/admin-handshake")
	static class AdminHandshakeEndpoint extends RecordingEndpoint {

		AdminHandshakeEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		@PreAuthorize("hasRole('ADMIN')")
		void handshake(HandshakeContext context) {
		}

	}

}
