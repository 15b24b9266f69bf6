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

package io.github.wsboot.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ordinary client: the JDK's.
 */
public final class TestClient implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(TestClient.class);

	private static final HttpClient http = HttpClient.newHttpClient();

	private final String name;

	private final Inbox inbox = new Inbox();

	private final WebSocket socket;

	private TestClient(String name, HttpClient client, URI uri, String... subProtocols) {
		this.name = name;
		WebSocket.Builder builder = client.newWebSocketBuilder();
		if (subProtocols.length > 0) {
			List<String> others = new ArrayList<>(List.of(subProtocols));
			builder.subprotocols(others.remove(0), others.toArray(String[]::new));
		}
		this.socket = await(builder.buildAsync(uri, this.inbox));
	}

	public static TestClient connect(TestServer server, String path, String... subProtocols) {
		String name = TestServer.newClient();
		return new TestClient(name, server.isTls() ? TestTls.http() : http, server.uri(TestServer.path(path, name)),
				subProtocols);
	}

	/**
	 * Connect to a server that may still be starting.
	 */
	public static TestClient connect(int port, String path) {
		String name = TestServer.newClient();
		return new TestClient(name, http, URI.create("ws://localhost:" + port + TestServer.path(path, name)));
	}

	private static <T> T await(CompletableFuture<T> future) {
		return future.orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	public String name() {
		return this.name;
	}

	public String subProtocol() {
		return this.socket.getSubprotocol();
	}

	public TestClient text(String text) {
		await(this.socket.sendText(text, true));
		return this;
	}

	public TestClient binary(byte[] bytes) {
		await(this.socket.sendBinary(ByteBuffer.wrap(bytes), true));
		return this;
	}

	public TestClient pong(String payload) {
		await(this.socket.sendPong(ByteBuffer.wrap(payload.getBytes())));
		return this;
	}

	/**
	 * Wait for the next message.
	 */
	public String next() {
		Object next = nextEvent();
		assertThat(next).as("next message of %s", this.name).isInstanceOf(String.class);
		return (String) next;
	}

	public List<String> next(int count) {
		List<String> messages = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			messages.add(next());
		}
		return messages;
	}

	public byte[] nextBytes() {
		Object next = nextEvent();
		assertThat(next).as("next message of %s", this.name).isInstanceOf(byte[].class);
		return (byte[]) next;
	}

	/**
	 * Wait for the end of the connection, which must be the next event.
	 */
	public CloseStatus nextClose() {
		Object next = nextEvent();
		assertThat(next).as("next event of %s", this.name).isInstanceOf(CloseStatus.class);
		return (CloseStatus) next;
	}

	/**
	 * Wait for the end of the connection and return all messages before it.
	 */
	public List<String> remaining() {
		List<String> messages = new ArrayList<>();
		Object next = nextEvent();
		while (!(next instanceof CloseStatus)) {
			messages.add(String.valueOf(next));
			next = nextEvent();
		}
		return messages;
	}

	/**
	 * Return the next message or close status.
	 */
	public Object nextEvent() {
		try {
			Object next = this.inbox.events.poll(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(next).as("next event of %s within %s", this.name, TestServer.TIMEOUT).isNotNull();
			return next;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public boolean hasNext() {
		return !this.inbox.events.isEmpty();
	}

	public TestClient close(int code, String reason) {
		await(this.socket.sendClose(code, reason));
		return this;
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	private static final class Inbox implements WebSocket.Listener {

		private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		private ByteBuffer binary = ByteBuffer.allocate(0);

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.events.add(this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
			this.binary = ByteBuffer.allocate(this.binary.remaining() + data.remaining())
				.put(this.binary)
				.put(data)
				.flip();
			if (last) {
				this.events.add(this.binary.array());
				this.binary = ByteBuffer.allocate(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.events.add(new CloseStatus(code, reason.isEmpty() ? null : reason));
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			logger.warn("The connection of a client has failed", error);
			this.events.add(CloseStatus.NO_CLOSE_FRAME);
		}

	}

}
