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

package io.github.wsboot.endpoint.invocation;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnPing;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.server.Promise;

/**
 * Tests for {@link MessageInvoker} and {@link HandledMessage}: the calls of an observer
 * of messages.
 */
class MessageObserverTests {

	@Test
	void shouldSurroundTheCallback() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			tester.connect("/observed").text("plain").await("plain");
			tester.calls().await("begin message", "open", "message plain", "close", "ended");
		}
	}

	@Test
	void shouldBeToldOfBinaryMessages() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			tester.connect("/observed").binary((byte) 1);
			tester.calls().await("begin bytes", "open", "bytes 1", "close", "ended");
		}
	}

	@Test
	void shouldNotBeToldOfPingsAndPongs() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			tester.connect("/observed").ping((byte) 1).pong((byte) 2);
			tester.calls().await("ping", "pong");
		}
	}

	@Test
	void shouldBeToldOfAFailureThatIsHandled() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			tester.connect("/observed").text("fail").await("sorry for fail");
			tester.calls()
				.await("begin message", "open", "message fail", "failed fail", "error fail", "close", "ended");
		}
	}

	@Test
	void shouldBeToldOfTheFailureOfTheHandlerToo() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			tester.connect("/observed").text("fail twice");
			tester.calls()
				.await("begin message", "open", "message fail twice", "failed fail twice", "error fail twice",
						"failed again", "close", "ended", "closed");
		}
	}

	@Test
	void shouldBeToldOfAMessageThatReachesNoCallback() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Typed.class)) {
			tester.connect("/typed").text("{\"type\":\"other\"}");
			tester.calls()
				.await("begin null", "open", "failed UnhandledMessageException", "unhandled", "close", "ended");
		}
	}

	@Test
	void shouldBeToldOfTheEndOfAStage() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			TestClient client = tester.connect("/observed").text("stage", "next");
			tester.calls().await("begin message", "open", "message stage", "close");
			tester.context().getBean(Observed.class).stage.complete("done");
			client.await("done", "next");
			tester.calls()
				.await("begin message", "open", "message stage", "close", "ended", "begin message", "open",
						"message next", "close", "ended");
		}
	}

	@Test
	void shouldSurroundTheHandlerOfAStageThatFails() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			TestClient client = tester.connect("/observed").text("stage");
			tester.calls().await("begin message", "open", "message stage", "close");
			tester.context().getBean(Observed.class).stage.completeExceptionally(new IllegalStateException("late"));
			client.await("sorry for late");
			tester.calls()
				.await("begin message", "open", "message stage", "close", "open", "failed late", "error late", "close",
						"ended");
		}
	}

	@Test
	void stageThatIsCancelledByTheEndShouldEndWithoutAFailure() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Observed.class)) {
			TestClient client = tester.connect("/observed").text("stage");
			tester.calls().await("begin message", "open", "message stage", "close");
			client.close();
			tester.calls().await("begin message", "open", "message stage", "close", "ended", "closed");
		}
	}

	@Test
	void streamShouldNotBeWaitedFor() {
		try (EndpointTester tester = EndpointTester.of(Recorder.class, Streaming.class)) {
			tester.connect("/streaming").text("x");
			tester.calls().await("begin message", "open", "close", "ended");
		}
	}

	@Promise("tracing")
	@Test
	void failingObserverShouldDisturbNothing() {
		try (EndpointTester tester = EndpointTester.of(FailsToBegin.class, Observed.class)) {
			tester.connect("/observed").text("plain", "fail").await("plain", "sorry for fail");
		}
		try (EndpointTester tester = EndpointTester.of(FailsLater.class, Observed.class)) {
			tester.connect("/observed").text("plain", "fail").await("plain", "sorry for fail");
		}
	}

	@WebSocketEndpoint("/observed")
	static class Observed {

		private final CompletableFuture<String> stage = new CompletableFuture<>();

		private final Calls calls;

		Observed(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		void open() {
		}

		@OnMessage
		Object message(String text) {
			this.calls.add("message " + text);
			if (text.startsWith("fail")) {
				throw new IllegalStateException(text);
			}
			return text.equals("stage") ? this.stage : text;
		}

		@OnMessage
		void bytes(byte[] bytes) {
			this.calls.add("bytes " + bytes.length);
		}

		@OnPing
		void ping(byte[] bytes) {
			this.calls.add("ping");
		}

		@OnPong
		void pong(byte[] bytes) {
			this.calls.add("pong");
		}

		@OnError
		String error(IllegalStateException ex) {
			this.calls.add("error " + ex.getMessage());
			if (ex.getMessage().equals("fail twice")) {
				throw new IllegalArgumentException("again");
			}
			return "sorry for " + ex.getMessage();
		}

		@OnClose
		void close() {
			this.calls.add("closed");
		}

	}

	@WebSocketEndpoint("/typed")
	static class Typed {

		private final Calls calls;

		Typed(Calls calls) {
			this.calls = calls;
		}

		@OnMessage("known")
		void known() {
		}

		@OnError
		void error(Exception ex) {
			this.calls.add("unhandled");
		}

	}

	@WebSocketEndpoint("/streaming")
	static class Streaming {

		@OnMessage
		Flux<String> message(String text) {
			return Flux.never();
		}

	}

	static class Recorder implements MessageObserver {

		private final Calls calls;

		Recorder(Calls calls) {
			this.calls = calls;
		}

		@Override
		public Observed begin(Connection connection, @Nullable Method callback) {
			this.calls.add("begin " + ((callback != null) ? callback.getName() : null));
			return new RecordedMessage(this.calls);
		}

	}

	private record RecordedMessage(Calls calls) implements MessageObserver.Observed {

		@Override
		public ThreadScope open() {
			this.calls.add("open");
			Thread thread = Thread.currentThread();
			return () -> this.calls.add((Thread.currentThread() == thread) ? "close" : "closed by a stranger");
		}

		@Override
		public void onFailure(Throwable exception) {
			this.calls.add("failed "
					+ ((exception instanceof IllegalStateException || exception instanceof IllegalArgumentException)
							? exception.getMessage() : exception.getClass().getSimpleName()));
		}

		@Override
		public void onEnd() {
			this.calls.add("ended");
		}

	}

	static class FailsToBegin implements MessageObserver {

		@Override
		public Observed begin(Connection connection, @Nullable Method callback) {
			throw new IllegalStateException("asked to fail");
		}

	}

	static class FailsLater implements MessageObserver {

		@Override
		public Observed begin(Connection connection, @Nullable Method callback) {
			return new Observed() {

				@Override
				public ThreadScope open() {
					throw new IllegalStateException("asked to fail");
				}

				@Override
				public void onFailure(Throwable exception) {
					throw new IllegalStateException("asked to fail");
				}

				@Override
				public void onEnd() {
					throw new IllegalStateException("asked to fail");
				}

			};
		}

	}

}
