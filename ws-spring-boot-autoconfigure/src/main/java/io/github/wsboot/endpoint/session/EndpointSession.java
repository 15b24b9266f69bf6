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

package io.github.wsboot.endpoint.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.connection.ConnectionCallbacks;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackHeaders;
import io.github.wsboot.endpoint.callback.ConnectionEnd;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.invocation.CallbackScope;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.invocation.FailureSource;
import io.github.wsboot.endpoint.invocation.ObservedMessage;
import io.github.wsboot.endpoint.invocation.PendingResults;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.support.SafeRunner;

/**
 * The endpoint's side of one connection: turns what happens into callbacks and puts them
 * into the mailbox.
 */
final class EndpointSession implements ConnectionCallbacks, MailboxOwner, CallbackScope {

	private static final AtomicIntegerFieldUpdater<EndpointSession> TOO_LARGE = AtomicIntegerFieldUpdater
		.newUpdater(EndpointSession.class, "tooLarge");

	private static final String OPENED_LISTENER = "A listener of ConnectionOpenedEvent";

	private final EndpointCallbacks callbacks;

	private final EndpointRuntime runtime;

	private final Runnable forget;

	private final Mailbox mailbox;

	private volatile PendingResults pendingResults;

	private final @Nullable InboundPolicy inboundPolicy;

	/** 1 once a message was. */
	private volatile int tooLarge;

	private @Nullable ManagedConnection connection;

	/** Made for the first callback; those never overlap. */
	private @Nullable CallbackHeaders headers;

	/**
	 * The name of the callback, or what else of the application, that was called last.
	 */
	private String lastCalled = OPENED_LISTENER;

	EndpointSession(EndpointCallbacks callbacks, EndpointRuntime runtime, Runnable forget) {
		this.forget = forget;
		this.callbacks = callbacks;
		this.runtime = runtime;
		this.mailbox = new Mailbox(this, runtime.settings().receive(), runtime.connections().receiveBudget());
		this.pendingResults = new PendingResults(runtime.settings().maxStreams());
		this.inboundPolicy = InboundPolicy.of(runtime.settings().clients(), this::onViolation);
	}

	/**
	 * Register the connection and begin with {@code @OnOpen}.
	 */
	void open(ManagedConnection connection) {
		this.connection = connection;
		this.mailbox.post(this::publishOpened);
		this.mailbox.post(this::callOnOpen);
		try {
			connection.open();
			if (this.inboundPolicy != null) {
				this.inboundPolicy.startTimeout(connection, this.runtime.connections());
			}
		}
		finally {
			// If that has failed, the connection is closed, and its last callback runs
			this.mailbox.open();
		}
	}

	private CompletionStage<?> publishOpened() {
		CompletableFuture<Void> published = new CompletableFuture<>();
		Runnable event = () -> this.runtime.events().publish(new ConnectionOpenedEvent(connection()));
		this.runtime.threads()
			.callListeners(() -> SafeRunner.run(event, () -> published.complete(null)), connection(), isOnLoop());
		return published;
	}

	private @Nullable CompletionStage<?> callOnOpen() {
		Callback callback = this.callbacks.get(CallbackKind.OPEN);
		CompletionStage<?> held = (callback != null) ? invoke(callback, connection()) : null;
		if (held == null) {
			startTicks();
			return null;
		}
		return held.thenRun(this::startTicks);
	}

	private void startTicks() {
		this.mailbox.onOpened();
		for (EndpointTick tick : this.callbacks.ticks()) {
			connection().tick(tick.period(), (connection) -> invoke(tick.callback(), connection));
		}
	}

	void onText(String text) throws InterruptedException {
		receive(this.runtime.settings().isTooLarge(text), () -> this.callbacks.messages().text(text), text,
				text.length());
	}

	void onBinary(byte[] bytes) throws InterruptedException {
		receive(bytes.length > this.runtime.settings().maxBinarySize(), () -> this.callbacks.messages().binary(), bytes,
				bytes.length);
	}

	private void receive(boolean tooLarge, Supplier<Callback> choice, Object payload, int bytes)
			throws InterruptedException {
		if (!tooLarge && (this.inboundPolicy == null || this.inboundPolicy.admit(connection()))) {
			postMessage(choice, payload, bytes);
		}
		else if (tooLarge && connection().isEstablished()) {
			onTooLarge();
			connection().close(CloseStatus.TOO_BIG_TO_PROCESS, CloseCause.PROTOCOL_ERROR);
		}
	}

	private void postMessage(Supplier<Callback> choice, Object payload, int bytes) throws InterruptedException {
		if (connection().wire().canPauseReading()) {
			this.mailbox.postMessage(task(choice, payload), bytes);
		}
		else {
			this.mailbox.awaitAndPostMessage(task(choice, payload), bytes);
		}
	}

	private Mailbox.Task task(Supplier<Callback> choice, Object payload) {
		return () -> this.runtime.messages().handle(choice, payload, this);
	}

	/**
	 * Take a ping or a pong.
	 */
	void onControl(CallbackKind kind, byte[] bytes) throws InterruptedException {
		Callback callback = this.callbacks.get(kind);
		if (!(kind == CallbackKind.PONG && connection().acceptPong(bytes)) && callback != null) {
			postMessage(() -> callback, bytes, bytes.length);
		}
	}

	/**
	 * Tell about a message beyond the limits. The connection is about to be closed.
	 */
	void onTooLarge() {
		if (TOO_LARGE.compareAndSet(this, 0, 1)) {
			MessageTooLargeException exception = new MessageTooLargeException(
					"The client has sent a message beyond 'ws.max-text-size' or 'ws.max-binary-size'");
			this.mailbox.post(() -> {
				// Before the callback, so that its result reaches nobody
				connection().close(CloseStatus.TOO_BIG_TO_PROCESS, CloseCause.PROTOCOL_ERROR);
				return handle(exception, FailureSource.SERVER);
			});
		}
	}

	@Override
	public void execute(Runnable task) {
		this.runtime.threads().execute(task, connection(), isOnLoop());
	}

	@Override
	public ReceiveAccount inbound() {
		return this.mailbox.inbound();
	}

	@Override
	public int pendingMessages() {
		return this.mailbox.messages();
	}

	@Override
	public void readOn() {
		connection().wire().resumeReading();
	}

	@Override
	public void onMailboxFailure(Throwable exception) {
		connection().abortOnFailure(exception);
	}

	@Override
	public ThreadScope openContext() {
		return this.runtime.threads().openContext(connection());
	}

	@Override
	public boolean isFull() {
		return this.mailbox.isFull();
	}

	/**
	 * Have an exception of nobody's callback handled among the callbacks.
	 * @param exception the exception
	 * @param before run just before it is handled
	 */
	private void onViolation(RuntimeException exception, Runnable before) {
		this.mailbox.post(() -> {
			before.run();
			return handle(exception, FailureSource.SERVER);
		});
	}

	@Override
	public void postFailure(Throwable exception, FailureSource source) {
		if (!this.mailbox.post(() -> handle(exception, source))) {
			this.runtime.invoker().handleLateFailure(exception, source, this);
		}
	}

	private @Nullable CompletionStage<?> handle(Throwable exception, FailureSource source) {
		return this.runtime.invoker().handleFailure(exception, source, this, ObservedMessage.NONE);
	}

	@Override
	public void postTick(Supplier<@Nullable CompletionStage<?>> tick) {
		this.mailbox.post(() -> {
			try {
				return tick.get();
			}
			catch (Throwable ex) {
				return handle(ex, FailureSource.SERVER);
			}
		});
	}

	@Override
	public void postAction(Runnable action) {
		this.mailbox.post(() -> {
			try {
				run(action);
				return null;
			}
			catch (Throwable ex) {
				return handle(ex, FailureSource.ACTION);
			}
		});
	}

	private void run(Runnable action) {
		onCall(FailureSource.ACTION_NAME);
		long start = System.nanoTime();
		try {
			action.run();
		}
		finally {
			if (isOnLoop()) {
				this.runtime.invoker().slowCallbacks().onReturned(FailureSource.ACTION_NAME, connection(), start);
			}
		}
	}

	@Override
	public void pause() {
		this.mailbox.pause();
	}

	@Override
	public void resume() {
		this.mailbox.resume();
	}

	@Override
	public void onClosing() {
		this.mailbox.startClosing();
	}

	@Override
	public void runAfterPending(Runnable action) {
		this.mailbox.runAfterPending(action);
	}

	@Override
	public void onSlowConsumer(SlowConsumerException exception) {
		onViolation(exception, () -> {
		});
	}

	@Override
	public void onClosed(CloseStatus status, CloseCause cause) {
		// The callback may replace them before this method has returned
		PendingResults others = this.pendingResults;
		SafeRunner.run(this.forget, others::close, () -> this.mailbox.close(lastTask(new ConnectionEnd(status, cause))),
				() -> others.cancelOn(this.runtime.threads()::executeOnServer));
	}

	/**
	 * Return what calls {@code @OnClose}. Its results are held apart: all others are
	 * cancelled by then, or about to be.
	 */
	private Mailbox.Task lastTask(ConnectionEnd end) {
		OnCloseTask last = new OnCloseTask(this, this.callbacks.get(CallbackKind.CLOSE), end, this.runtime);
		PendingResults results = new PendingResults(this.runtime.settings().maxStreams());
		return () -> {
			this.pendingResults = results;
			return last.run();
		};
	}

	@Override
	public void onCall(String name) {
		this.lastCalled = name;
	}

	@Override
	public void checkRunningCallback() {
		this.runtime.invoker().slowCallbacks().check(this.lastCalled, connection(), this.mailbox);
	}

	@Override
	public void interrupt() {
		this.mailbox.interrupt();
	}

	@Override
	public void abandon() {
		this.mailbox.clear();
	}

	private @Nullable CompletionStage<?> invoke(Callback callback, Object payload) {
		return this.runtime.invoker().invoke(callback, payload, this, ObservedMessage.NONE);
	}

	@Override
	public void whenWritable(Runnable action) {
		CompletionStage<Void> writable = connection().queue().whenWritable();
		if (isOnLoop() || writable.toCompletableFuture().isDone()) {
			writable.thenRun(action);
		}
		else {
			writable.thenRunAsync(action, this::execute);
		}
	}

	@Override
	public ManagedConnection connection() {
		Assert.state(this.connection != null, "The session has not been opened");
		return this.connection;
	}

	@Override
	public CallbackHeaders headers() {
		CallbackHeaders headers = this.headers;
		if (headers == null) {
			headers = CallbackHeaders.of(connection());
			this.headers = headers;
		}
		return headers;
	}

	@Override
	public Executor executor() {
		return (task) -> this.runtime.threads().executeInContext(task, connection(), isOnLoop());
	}

	@Override
	public boolean isOnLoop() {
		return this.callbacks.nonBlocking();
	}

	@Override
	public ErrorCallbacks errors() {
		return this.callbacks.errors();
	}

	@Override
	public PendingResults pendingResults() {
		return this.pendingResults;
	}

}
