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

package io.github.wsboot.endpoint;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.TestLoop;
import io.github.wsboot.connection.Wire;
import io.github.wsboot.connection.WiredConnection;
import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.outbound.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client at the other end of a wire that never waits.
 *
 * @since 0.1.0
 */
public final class TestClient {

	static final String ATTRIBUTE = TestClient.class.getName();

	private final String path;

	private final WebSocketHandler handler;

	private final Map<String, String> pathVariables = new HashMap<>();

	private final MultiValueMap<String, String> query = new LinkedMultiValueMap<>();

	private final HttpHeaders headers = new HttpHeaders();

	private final Map<String, String> cookies = new HashMap<>();

	private final TestLoop loop = new TestLoop();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final String id = UUID.randomUUID().toString();

	private final WebSocketSession session = (WebSocketSession) Proxy.newProxyInstance(
			WebSocketSession.class.getClassLoader(), new Class<?>[] { WebSocketSession.class },
			(proxy, method, arguments) -> session(method.getName()));

	private volatile @Nullable CloseStatus closeStatus;

	private @Nullable Principal principal;

	private @Nullable ManagedConnection connection;

	private @Nullable EndpointTester tester;

	private final ClientWire wire = new ClientWire();

	private boolean reading = true;

	private boolean endsAtOnce;

	TestClient(String path, WebSocketHandler handler) {
		this.path = path;
		this.handler = handler;
	}

	void tester(EndpointTester tester) {
		this.tester = tester;
	}

	public TestClient variable(String name, String value) {
		this.pathVariables.put(name, value);
		return this;
	}

	public TestClient query(String name, String value) {
		this.query.add(name, value);
		return this;
	}

	public TestClient header(String name, String value) {
		this.headers.add(name, value);
		return this;
	}

	public TestClient cookie(String name, String value) {
		this.cookies.put(name, value);
		return this;
	}

	public TestClient principal(Principal principal) {
		this.principal = principal;
		return this;
	}

	public TestClient connect() {
		HandshakeResult.handOver(this.path, Map.copyOf(this.pathVariables), handshake(), () -> {
		}, this.attributes);
		this.attributes.put(ATTRIBUTE, this);
		try {
			this.handler.afterConnectionEstablished(this.session);
		}
		catch (Exception ex) {
			throw new AssertionError("Cannot connect", ex);
		}
		return this;
	}

	private @Nullable Object session(String method) {
		return switch (method) {
			case "getId" -> this.id;
			case "getAttributes" -> this.attributes;
			case "getPrincipal" -> this.principal;
			default -> null;
		};
	}

	public HandshakeSnapshot handshake() {
		return new HandshakeSnapshot(URI.create("http://localhost/"), true, this.headers, this.query, this.cookies,
				null, null);
	}

	Wire wire() {
		return this.wire;
	}

	public ManagedConnection connection() {
		assertThat(this.connection).as("connection").isNotNull();
		return this.connection;
	}

	EndpointTester tester() {
		assertThat(this.tester).as("tester").isNotNull();
		return this.tester;
	}

	public TestClient text(String... texts) {
		for (String text : texts) {
			send(new TextMessage(text));
		}
		return this;
	}

	public TestClient binary(byte... bytes) {
		send(new BinaryMessage(bytes));
		return this;
	}

	public TestClient pong(byte... bytes) {
		send(new PongMessage(ByteBuffer.wrap(bytes)));
		return this;
	}

	public TestClient ping(byte... bytes) {
		send(new PingMessage(ByteBuffer.wrap(bytes)));
		return this;
	}

	private void send(WebSocketMessage<?> message) {
		try {
			this.handler.handleMessage(this.session, message);
		}
		catch (Exception ex) {
			throw new AssertionError("Cannot send", ex);
		}
	}

	/**
	 * End as soon as there is a connection, before it is open.
	 */
	public TestClient endAtOnce() {
		this.endsAtOnce = true;
		return this;
	}

	/**
	 * Read no more until {@link #read()}.
	 */
	public TestClient stopReading() {
		this.reading = false;
		return this;
	}

	public void read() {
		this.reading = true;
		this.loop.execute(this.wire::scheduleWrite);
	}

	public TestClient close(CloseStatus status) {
		try {
			this.handler.afterConnectionClosed(this.session, status);
		}
		catch (Exception ex) {
			throw new AssertionError("Cannot close", ex);
		}
		return this;
	}

	public TestClient close() {
		return close(CloseStatus.NORMAL);
	}

	public List<String> received() {
		return this.received;
	}

	/**
	 * Wait until exactly these messages have been received.
	 */
	public TestClient await(String... expected) {
		Awaitility.await("messages").untilAsserted(() -> assertThat(this.received).containsExactly(expected));
		return this;
	}

	/**
	 * Wait for a message and return it.
	 */
	String awaitOne() {
		Awaitility.await("message").until(() -> !this.received.isEmpty());
		return this.received.get(0);
	}

	/**
	 * Wait until the server has closed.
	 */
	public CloseStatus awaitClose() {
		Awaitility.await("close").until(() -> this.closeStatus != null);
		return this.closeStatus;
	}

	public int awaitCloseCode() {
		return awaitClose().getCode();
	}

	private final class ClientWire implements Wire {

		@Override
		public void attach(WiredConnection connection) {
			TestClient.this.connection = (ManagedConnection) connection;
			if (TestClient.this.endsAtOnce) {
				connection.onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
			}
		}

		@Override
		public Executor loop() {
			return TestClient.this.loop;
		}

		@Override
		public void scheduleWrite() {
			synchronized (TestClient.this.received) {
				if (TestClient.this.reading) {
					write();
				}
			}
			CloseStatus status = connection().queue().closeStatus();
			if (status != null) {
				TestClient.this.closeStatus = status;
				close(status);
			}
		}

		private void write() {
			List<String> written = new ArrayList<>();
			EncodedFrame frame = connection().queue().poll();
			while (frame != null) {
				written.add(describe(frame));
				connection().queue().onWritten();
				frame = connection().queue().poll();
			}
			TestClient.this.received.addAll(written);
		}

		private static String describe(EncodedFrame frame) {
			String content = (frame.opcode() == Opcode.TEXT) ? "" : frame.opcode() + ":";
			return content + StandardCharsets.UTF_8.decode(frame.payload());
		}

		@Override
		public void abort(CloseStatus status) {
			TestClient.this.closeStatus = status;
		}

	}

}
