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

package io.github.wsboot.client.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.RecordingWire;
import io.github.wsboot.connection.Wire;
import io.github.wsboot.connection.WiredConnection;
import io.github.wsboot.transport.client.ClientRequest;
import io.github.wsboot.transport.client.ClientTransport;
import io.github.wsboot.transport.client.ConnectFailure;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.ConnectListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Transport whose outcomes a test decides on.
 */
final class FakeTransport implements ClientTransport {

	final List<Call> calls = new ArrayList<>();

	/** Decides on the outcome at once, for tests that wait. */
	Consumer<Call> onOpen = (call) -> {
	};

	private @Nullable Call establishing;

	@Override
	public Attempt open(ClientRequest request, WebSocketHandler handler, Map<String, Object> attributes,
			ConnectListener listener) {
		Call call = new Call(request, handler, attributes, listener);
		this.calls.add(call);
		this.onOpen.accept(call);
		return () -> call.cancels++;
	}

	/**
	 * Return the wire of a session that is being established.
	 */
	Wire wire(WebSocketSession session) {
		assertThat(this.establishing).isNotNull();
		return this.establishing;
	}

	Call last() {
		return this.calls.get(this.calls.size() - 1);
	}

	/**
	 * One attempt, and its socket.
	 */
	final class Call implements Wire {

		final ClientRequest request;

		final WebSocketSession session = mock();

		int cancels;

		int resumed;

		private final WebSocketHandler handler;

		private final ConnectListener listener;

		private @Nullable WiredConnection connection;

		private Call(ClientRequest request, WebSocketHandler handler, Map<String, Object> attributes,
				ConnectListener listener) {
			this.request = request;
			this.handler = handler;
			this.listener = listener;
			given(this.session.getAttributes()).willReturn(attributes);
			given(this.session.getId()).willReturn(UUID.randomUUID().toString());
		}

		Call open() {
			FakeTransport.this.establishing = this;
			try {
				this.handler.afterConnectionEstablished(this.session);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			return this;
		}

		Call establish() {
			open();
			report();
			return this;
		}

		void report() {
			this.listener.onEstablished(this.session, HttpHeaders.EMPTY);
		}

		void fail(Kind kind) {
			fail(kind, null);
		}

		void fail(Kind kind, @Nullable Throwable cause) {
			this.listener.onFailed(new ConnectFailure(kind, "Cannot connect", cause, null, HttpHeaders.EMPTY));
		}

		void refuse(int status) {
			this.listener.onFailed(new ConnectFailure(Kind.STATUS, "Cannot connect", null,
					HttpStatusCode.valueOf(status), HttpHeaders.EMPTY));
		}

		/**
		 * The socket ends.
		 */
		void end(int code, CloseCause cause) {
			assertThat(this.connection).isNotNull();
			this.connection.onTransportClosed(new CloseStatus(code), cause);
		}

		void receive(String text) {
			try {
				this.handler.handleMessage(this.session, new TextMessage(text));
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		boolean isFull() {
			assertThat(this.connection).isNotNull();
			return this.connection.isFull();
		}

		List<String> written() {
			assertThat(this.connection).isNotNull();
			return RecordingWire.write(this.connection.queue());
		}

		@Override
		public void attach(WiredConnection connection) {
			this.connection = connection;
		}

		@Override
		public Executor loop() {
			return Runnable::run;
		}

		@Override
		public void scheduleWrite() {
		}

		@Override
		public void resumeReading() {
			this.resumed++;
		}

		@Override
		public void abort(CloseStatus status) {
		}

	}

}
