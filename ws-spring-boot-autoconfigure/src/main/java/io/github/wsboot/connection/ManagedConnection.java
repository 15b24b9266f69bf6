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

package io.github.wsboot.connection;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionInfo;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.Handshake;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.Tick;
import io.github.wsboot.ask.AskedConnection;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.ask.PendingAsks;
import io.github.wsboot.connection.ConnectionLifecycle.Ending;
import io.github.wsboot.connection.handshake.ConnectionOwner;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundQueue;
import io.github.wsboot.support.CloseStatuses;
import io.github.wsboot.support.RetryAfterReason;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * {@link Connection} of this node. The transport and the endpoint report to it; the first
 * one that ends it decides on status and cause. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ManagedConnection extends ConnectionControl implements Connection, WiredConnection, AskedConnection {

	private static final SafeLogger logger = SafeLogger.of(ManagedConnection.class);

	private static final AtomicReferenceFieldUpdater<ManagedConnection, PendingAsks> PENDING_ASKS = AtomicReferenceFieldUpdater
		.newUpdater(ManagedConnection.class, PendingAsks.class, "pendingAsks");

	private final String id;

	private final EstablishedHandshake facts;

	private final ConnectionCallbacks callbacks;

	private final Asks asks;

	private final ConnectionMonitor monitor;

	private final Function<Runnable, Future<?>> closeTimer;

	private final Registration registration;

	private final ConnectionOutbound outbound;

	private final ConnectionTicks ticks;

	private final Wire wire;

	private final ConnectionHeartbeat heartbeat;

	private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

	private volatile @Nullable CloseCause socketEndCause;

	/** {@code null} until the client is asked for the first time. */
	private volatile @Nullable PendingAsks pendingAsks;

	/**
	 * Create a connection that is not registered.
	 * @param id its id
	 * @param facts the facts of its handshake
	 * @param callbacks the endpoint's side of it
	 * @param parts creates its parts
	 * @param asks asks the client, and encodes pushed payloads
	 * @param monitor called for the events of the connection
	 * @param closeTimer runs a task periodically while a close takes too long
	 */
	ManagedConnection(String id, EstablishedHandshake facts, ConnectionCallbacks callbacks, Parts parts, Asks asks,
			ConnectionMonitor monitor, Function<Runnable, Future<?>> closeTimer) {
		this.id = id;
		this.facts = facts;
		this.callbacks = callbacks;
		this.asks = asks;
		this.monitor = monitor;
		this.closeTimer = closeTimer;
		this.registration = parts.registration(this);
		this.outbound = parts.outbound(this);
		this.ticks = parts.ticks(this);
		this.wire = parts.wire();
		this.heartbeat = parts.heartbeat(this, this.wire, this.outbound);
	}

	/**
	 * Register the connection. From now on pushes and broadcasts reach it.
	 */
	public void open() {
		this.monitor.onOpened(this);
		// First, as the principal is the application's and may throw
		String user = (this.facts.principal() != null) ? this.facts.principal().getName() : null;
		this.registration.add();
		this.facts.owner().onOpened(this);
		loop().execute(new ConnectionTask(this, this.heartbeat::register));
		if (StringUtils.hasText(user)) {
			this.registration.bind(user);
		}
		if (this.lifecycle.isClosed()) {
			this.registration.remove();
		}
		else if (this.registration.isDraining()) {
			closeForRestart();
		}
	}

	/**
	 * Close since the server drains. A client that understands it learns when to come
	 * back.
	 */
	void closeForRestart() {
		CloseStatus status = CloseStatus.SERVICE_RESTARTED;
		close(isBrowserClient() ? RetryAfterReason.draw(status, this.registration.maxRetryAfter()) : status,
				CloseCause.SHUTDOWN);
	}

	@Override
	public boolean close(CloseStatus status, CloseCause cause) {
		CloseStatus sent = CloseStatuses.cut(status);
		if (!this.lifecycle.beginEnding(sent, cause)) {
			return false;
		}
		// Repeated until the end has come, in case the first attempt fails
		Runnable deadline = () -> this.lifecycle.setDeadline(this.closeTimer.apply(() -> abort(sent, cause)));
		SafeRunner.run(deadline, this::endAsks, () -> this.outbound.finish(sent), this.callbacks::onClosing);
		return true;
	}

	@Override
	public void closeAfterCallbacks(CloseStatus status, CloseCause cause) {
		this.heartbeat.stop();
		this.callbacks.runAfterPending(() -> close(status, cause));
	}

	@Override
	public void onTransportClosed(CloseStatus status, CloseCause cause) {
		Ending ending = this.lifecycle.finishEnding(status, cause);
		if (ending == null) {
			return;
		}
		// The queue first, so that relief does not look elsewhere for memory that it
		// frees
		SafeRunner.run(() -> this.outbound.discard(this.heartbeat::unregister), this.registration::remove,
				this.registration::freeze, this.ticks::cancelAll, this::endAsks,
				() -> this.monitor.onClosed(this, ending.status(), ending.cause(), this.lifecycle.since()),
				() -> this.facts.owner().onClosed(ending.status(), ending.cause()));
		// Last, as the last callback must find the connection unregistered
		SafeRunner.run(() -> this.callbacks.onClosed(ending.status(), ending.cause()));
	}

	/**
	 * Called when the last callback has returned.
	 */
	public void onCloseCallbackDone() {
		this.registration.onCloseCallbackDone();
		this.facts.owner().onCloseCallbackDone();
	}

	@Override
	public void abort(CloseStatus status, CloseCause cause) {
		SafeRunner.run(() -> onTransportClosed(status, cause), () -> this.wire.abort(status));
	}

	@Override
	public void abortOnFailure(Throwable exception) {
		logger.error("Connection '%s' ends, as the server has failed to work for it", this.id, exception);
		abort(CloseStatus.SERVER_ERROR, CloseCause.FAILURE);
	}

	/**
	 * End the connection now, and interrupt its running callback.
	 */
	void interrupt(CloseStatus status, CloseCause cause) {
		SafeRunner.run(() -> abort(status, cause), this.callbacks::interrupt);
	}

	/**
	 * Give up the last callback if it has not returned.
	 */
	void abandonCallbacks() {
		SafeRunner.run(this.callbacks::abandon, this::onCloseCallbackDone);
	}

	@Override
	public OutboundQueue queue() {
		return this.outbound.queue();
	}

	ConnectionOutbound outbound() {
		return this.outbound;
	}

	/**
	 * Return the event loop of this connection.
	 * @return the loop, one thread that runs its tasks in their order
	 */
	@Override
	public Executor loop() {
		return this.wire.loop();
	}

	@Override
	public void onBytesRead() {
		this.heartbeat.onBytesRead();
	}

	@Override
	public void onMessageRead(Opcode opcode, int bytes) {
		this.heartbeat.onBytesRead();
		// A text of a browser client may be none of the application's
		if (opcode != Opcode.TEXT || !isBrowserClient()) {
			onMessageForApplication();
		}
		this.monitor.onReceived(this, opcode, bytes);
	}

	/**
	 * Called when a message has come that is the application's, so that the connection is
	 * not idle.
	 */
	public void onMessageForApplication() {
		this.heartbeat.onMessageRead();
	}

	@Override
	public void onSocketEnding(CloseCause cause) {
		this.socketEndCause = cause;
	}

	/**
	 * Return why the socket has ended.
	 * @return the cause, or {@code null} if it must be derived from the close status
	 */
	public @Nullable CloseCause socketEndCause() {
		return this.socketEndCause;
	}

	/**
	 * Accept a pong if it answers a ping of the heartbeat. For any thread.
	 * @param pong the payload
	 * @return whether it was accepted, so that the application does not get it
	 */
	public boolean acceptPong(byte[] pong) {
		return this.heartbeat.acceptPong(pong);
	}

	@Override
	public ConnectionMonitor monitor() {
		return this.monitor;
	}

	@Override
	void scheduleWrite() {
		this.wire.scheduleWrite();
	}

	@Override
	Connection handle() {
		return this;
	}

	@Override
	public Connection asConnection() {
		return this;
	}

	@Override
	boolean isEnding() {
		return this.lifecycle.isEnding();
	}

	@Override
	boolean isClosed() {
		return this.lifecycle.isClosed();
	}

	@Override
	void onSlowConsumer(SlowConsumerException exception) {
		this.callbacks.onSlowConsumer(exception);
	}

	@Override
	void onQueueFilled() {
		this.heartbeat.checkSoon();
	}

	@Override
	void onQuestionDropped(long number, DropReason reason) {
		PendingAsks asks = this.pendingAsks;
		if (asks != null) {
			asks.onDropped(number, reason);
		}
	}

	@Override
	void onMessageQueued() {
		this.heartbeat.onMessageQueued();
	}

	@Override
	public boolean isFull() {
		return this.callbacks.isFull();
	}

	@Override
	public ReceiveAccount inbound() {
		return this.callbacks.inbound();
	}

	/**
	 * Return the wire.
	 * @return the wire, for the endpoint
	 */
	public Wire wire() {
		return this.wire;
	}

	ConnectionCallbacks callbacks() {
		return this.callbacks;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String endpoint() {
		return this.facts.endpoint();
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.facts.pathVariables();
	}

	@Override
	public Handshake handshake() {
		return this.facts.handshake();
	}

	@Override
	public @Nullable Principal principal() {
		return this.facts.principal();
	}

	@Override
	public @Nullable String user() {
		return this.registration.user();
	}

	@Override
	public void bindUser(String name) {
		this.registration.bind(name);
	}

	@Override
	public Map<String, Object> attributes() {
		return this.facts.attributes().get();
	}

	@Override
	public PushResult push(Object payload) {
		return push(payload, PushOptions.none());
	}

	@Override
	public PushResult push(Object payload, PushOptions options) {
		return pushEncoded(EncodedFrame.of(this.asks.encoder().encode(payload), options));
	}

	@Override
	public CompletionStage<Void> ask(Object payload) {
		return ask(payload, Void.class);
	}

	@Override
	public <T> CompletionStage<T> ask(Object payload, Class<T> answerType) {
		return ask(payload, answerType, this.asks.timeout());
	}

	@Override
	public <T> CompletionStage<T> ask(Object payload, Class<T> answerType, Duration timeout) {
		return this.asks.ask(this, payload, answerType, timeout);
	}

	@Override
	public @Nullable MessageProtocol protocol() {
		return this.callbacks.protocol();
	}

	@Override
	public PendingAsks pendingAsks() {
		PendingAsks asks = this.pendingAsks;
		if (asks != null) {
			return asks;
		}
		PENDING_ASKS.compareAndSet(this, null,
				new PendingAsks(this, this.monitor, this.callbacks::protocol, this.asks.maxPending()));
		return Objects.requireNonNull(this.pendingAsks);
	}

	/**
	 * Take a text message if it is an answer and any ask waits for one, or if a look is
	 * enough to see that it was one. For the thread that has read it.
	 * @param text the message
	 * @return whether it was taken, so that the application does not get it
	 */
	public boolean acceptAnswer(String text) {
		PendingAsks asks = this.pendingAsks;
		return asks != null && asks.acceptEarly(text);
	}

	/**
	 * Take a text message if it is an answer, also if no ask waits for one any more. For
	 * messages that are not read again.
	 * @param text the message
	 * @return whether it was taken, so that the application does not get it
	 */
	public boolean acceptAnswerAnyTime(String text) {
		PendingAsks asks = this.pendingAsks;
		return asks != null && asks.accept(text);
	}

	/**
	 * Called for an answer that no ask waits for.
	 */
	public void onLateAnswer() {
		this.monitor.onLateAnswer(this);
	}

	/**
	 * Return whether an answer of the client may come in time.
	 * @return whether an ask waits for it
	 */
	public boolean isWaitingForAnswers() {
		PendingAsks asks = this.pendingAsks;
		return asks != null && asks.isWaiting();
	}

	/**
	 * Called when nothing more is read, for now. The asks that wait for answers fail.
	 */
	public void onBlocked() {
		PendingAsks asks = this.pendingAsks;
		if (asks != null) {
			asks.onBlocked();
		}
	}

	private void endAsks() {
		PendingAsks asks = this.pendingAsks;
		if (asks != null) {
			asks.onEnded();
		}
	}

	@Override
	public boolean isBlocked() {
		return this.callbacks.isBlocked();
	}

	@Override
	public void readAnswers() {
		if (this.callbacks.hasToReadOn()) {
			this.wire.resumeReading();
		}
	}

	@Override
	public PushResult pushEncoded(EncodedFrame frame) {
		return this.outbound.push(frame);
	}

	/**
	 * Push a message of the server's own if the queue has room for it. Otherwise nothing
	 * happens, whatever the queue's policy is.
	 * @param message the message
	 */
	public void pushIfRoom(EncodedFrame message) {
		this.outbound.pushIfRoom(message);
	}

	/**
	 * Return whether the client speaks the sub-protocol of the browser client.
	 * @return whether both sides have agreed to it
	 */
	public boolean isBrowserClient() {
		return this.facts.browserClient();
	}

	/**
	 * Return who has made the handshake.
	 * @return the owner
	 */
	public ConnectionOwner owner() {
		return this.facts.owner();
	}

	@Override
	public CompletionStage<Void> whenWritable() {
		return this.outbound.whenWritable();
	}

	@Override
	public void pause() {
		this.callbacks.pause();
	}

	@Override
	public void resume() {
		this.heartbeat.onMessageRead();
		this.callbacks.resume();
	}

	@Override
	public boolean disconnect(CloseStatus status) {
		return close(CloseStatuses.sendable(status), this.wire.ownCause());
	}

	@Override
	public boolean terminate() {
		CloseCause cause = this.wire.ownCause();
		boolean established = this.lifecycle.beginEnding(CloseStatus.NO_CLOSE_FRAME, cause);
		SafeRunner.run(() -> onTransportClosed(CloseStatus.NO_CLOSE_FRAME, cause), this.wire::terminate);
		return established;
	}

	@Override
	public ConnectionState state() {
		return this.lifecycle.state();
	}

	@Override
	public boolean join(String room) {
		return this.registration.join(room);
	}

	@Override
	public boolean leave(String room) {
		return this.registration.leave(room);
	}

	@Override
	public CompletionStage<Boolean> whenReachable() {
		return this.registration.whenReachable();
	}

	@Override
	public Set<String> rooms() {
		return this.registration.rooms();
	}

	@Override
	public Tick every(Duration period, Consumer<Connection> action) {
		return this.ticks.every(period, action);
	}

	/**
	 * Call an {@code @OnTick} callback periodically. The next callback waits for the
	 * stage that it may return.
	 * @param period the time between two ticks and before the first one
	 * @param callback calls it
	 * @return a handle to end it earlier
	 */
	public Tick tick(Duration period, Function<Connection, @Nullable CompletionStage<?>> callback) {
		return this.ticks.callEvery(period, callback);
	}

	@Override
	public Tick after(Duration delay, Consumer<Connection> action) {
		return this.ticks.after(delay, action);
	}

	/**
	 * Run work of the server after a delay, on the timer's thread, where it does not wait
	 * for callbacks. It must not block.
	 * @param delay the time from now on
	 * @param task the work, which is not run once the connection has ended
	 */
	public void runAfter(Duration delay, Runnable task) {
		this.ticks.deadline(delay, task);
	}

	@Override
	public ConnectionInfo info() {
		OutboundQueue.Usage usage = queue().usage();
		return new ConnectionInfo(this.id, endpoint(), user(), this.lifecycle.since(), handshake().remoteAddress(),
				state(), usage.messages(), usage.bytes(), usage.dropped(), this.heartbeat.roundTripTime());
	}

	@Override
	public String toString() {
		return "Connection[id=" + this.id + ", endpoint=" + endpoint() + ", state=" + state() + "]";
	}

	/**
	 * Creates the parts of a connection, in this order. They must not use the connection
	 * before all of them are created.
	 */
	interface Parts {

		Registration registration(ManagedConnection connection);

		ConnectionOutbound outbound(ConnectionControl connection);

		ConnectionTicks ticks(ConnectionControl connection);

		Wire wire();

		ConnectionHeartbeat heartbeat(ConnectionControl connection, Wire wire, ConnectionOutbound outbound);

	}

}
