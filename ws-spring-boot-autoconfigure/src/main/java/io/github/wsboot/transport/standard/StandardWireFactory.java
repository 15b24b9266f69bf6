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

package io.github.wsboot.transport.standard;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.websocket.Session;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.connection.Wire;
import io.github.wsboot.connection.WireFactory;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * {@link WireFactory} that creates wires on Spring's standard session. Time-outs are our
 * own: those of the container are switched off or serve as a second line of defence.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class StandardWireFactory implements WireFactory, DisposableBean {

	private static final String TOMCAT = "org.apache.tomcat.websocket.";

	/**
	 * Time in which Tomcat has to write a close frame with a code other than 1000 before
	 * it cuts the connection. The default is 50 ms, which a pause of the garbage
	 * collector or a busy machine exceeds.
	 */
	private static final String CLOSE_SEND_TIMEOUT = TOMCAT + "ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

	private static final long CUT_TIMEOUT = 50;

	private final EventLoops loops;

	private final CallbackExecutor senders;

	private final List<SessionAborter> aborters;

	private final Map<String, Object> userProperties;

	/**
	 * Create a factory.
	 * @param loops the loops on which the tasks of connections run
	 * @param senders the threads that write and may be blocked by a slow client;
	 * destroyed with this factory
	 * @param aborters cut connections
	 * @param maxDelay the time that a queue may go without progress
	 * @param closeTimeout the time in which the client has to answer a close frame
	 */
	public StandardWireFactory(EventLoops loops, CallbackExecutor senders, List<SessionAborter> aborters,
			Duration maxDelay, Duration closeTimeout) {
		this.loops = loops;
		this.senders = senders;
		this.aborters = List.copyOf(aborters);
		this.userProperties = Map.of(TOMCAT + "BLOCKING_SEND_TIMEOUT", maxDelay.multipliedBy(2).toMillis(),
				TOMCAT + "SESSION_CLOSE_TIMEOUT", closeTimeout.toMillis(), CLOSE_SEND_TIMEOUT, closeTimeout.toMillis());
	}

	@Override
	public Wire create(WebSocketSession session) {
		WebSocketSession undecorated = WebSocketSessionDecorator.unwrap(session);
		if (undecorated instanceof NativeWebSocketSession nativeSession
				&& nativeSession.getNativeSession() instanceof Session standardSession) {
			standardSession.setMaxIdleTimeout(0);
			standardSession.getUserProperties().putAll(this.userProperties);
			return new StandardWire(session, this.loops.next(), this.senders,
					new StandardCut(standardSession, this.aborters));
		}
		return new StandardWire(session, this.loops.next(), this.senders, () -> {
		});
	}

	@Override
	public void destroy() {
		this.senders.destroy();
	}

	private record StandardCut(Session session, List<SessionAborter> aborters) implements StandardWire.Cut {

		@Override
		public void beforeClose() {
			this.session.getUserProperties().put(CLOSE_SEND_TIMEOUT, CUT_TIMEOUT);
		}

		@Override
		public void afterClose() {
			this.aborters.forEach((aborter) -> aborter.abort(this.session));
		}

	}

}
