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
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.connection.ConnectionCallbacks;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackHeaders;
import io.github.wsboot.endpoint.callback.ConnectionEnd;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackScope;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.invocation.FailureSource;
import io.github.wsboot.endpoint.invocation.HandledMessage;
import io.github.wsboot.endpoint.invocation.MessageChoice;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.endpoint.invocation.PendingResults;
import io.github.wsboot.endpoint.session.InboundPolicy.ViolationListener;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.support.SafeRunner;

/**
 * The endpoint's side of one connection: puts a callback into the mailbox for each
 * message and event of the connection.
 */
final class EndpointSession implements ConnectionCallbacks, MailboxOwner, CallbackScope {

	private static final AtomicIntegerFieldUpdater<EndpointSession> TOO_LARGE = AtomicIntegerFieldUpdater
		.newUpdater(EndpointSession.class, "tooLarge");

	private static final String OPENED_LISTENER = "A listener of ConnectionOpenedEvent";

	private final EndpointCallbacks callbacks;

	private final Parts parts;

	private final CallbackInvoker invoker;

	private final MessageInvoker messages;

	private final CallbackThreads threads;

	private final Runnable forget;

	private final Mailbox mailbox;

	private volatile PendingResults pendingResults;

	private final @Nullable InboundPolicy inboundPolicy;

	/** 1 after the first message that was too large. */
	private volatile int tooLarge;

	private @Nullable ManagedConnection connection;

	/**
	 * Created for the first callback. Only callbacks use them, and these never overlap.
	 */
	private @Nullable CallbackHeaders headers;

	/** The name of the callback or other code of the application that was called last. */
	private String lastCalled = OPENED_LISTENER;

	/**
	 * Create a session, which does nothing before it is opened.
	 * @param callbacks the callbacks of the endpoint
	 * @param parts creates the parts of the session
	 * @param invoker calls callbacks
	 * @param messages calls the callbacks of messages
	 * @param threads run the callbacks
	 * @param forget run when the connection has ended
	 */
	EndpointSession(EndpointCallbacks callbacks, Parts parts, CallbackInvoker invoker, MessageInvoker messages,
			CallbackThreads threads, Runnable forget) {
		this.callbacks = callbacks;
		this.parts = parts;
		this.invoker = invoker;
		this.messages = messages;
		this.threads = threads;
		this.forget = forget;
		this.mailbox = parts.mailbox(this);
		this.pendingResults = parts.pendingResults();
		this.inboundPolicy = parts.inboundPolicy(this::onViolation);
		// The connection may end as soon as it is created; its last task comes after
		// these
		this.mailbox.post(this::publishOpened);
		this.mailbox.post(this::callOnOpen);
	}

	/**
	 * Give the session its connection, before it is opened.
	 */
	void bind(ManagedConnection connection) {
		this.connection = connection;
	}

	/**
	 * Register the connection and start to call the callbacks, {@code @OnOpen} first.
	 */
	void open() {
		ManagedConnection connection = connection();
		try {
			connection.open();
			if (this.inboundPolicy != null) {
				this.inboundPolicy.startTimeout(connection);
			}
		}
		finally {
			// After a failure, the connection is closed, and its last callback runs
			this.mailbox.open();
		}
	}

	private CompletionStage<?> publishOpened() {
		CompletableFuture<Void> published = new CompletableFuture<>();
		this.parts.publication(this, () -> new ConnectionOpenedEvent(connection()), () -> published.complete(null))
			.run();
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
		if (isTaken(text) || !admitReserved() || isAnswer(text)) {
			return;
		}
		if (this.inboundPolicy != null) {
			this.inboundPolicy.onMessage();
		}
		postMessage(() -> choose(text), text.length());
	}

	/**
	 * Return whether a message was none for callbacks, and has been handled.
	 */
	private boolean isTaken(String text) {
		if (!connection().isBrowserClient()) {
			return false;
		}
		boolean taken = this.parts.browserClientProtocol().take(text, connection(), this.inboundPolicy);
		if (!taken) {
			connection().onMessageForApplication();
		}
		return taken;
	}

	/**
	 * Return whether a message was an answer, and has been handled. One that is late is
	 * not the first message that the application waits for.
	 */
	private boolean isAnswer(String text) {
		boolean first = this.inboundPolicy != null && this.inboundPolicy.isWaitingForFirst();
		return first ? connection().acceptAnswerAnyTime(text) : connection().acceptAnswer(text);
	}

	void onBinary(byte[] bytes) throws InterruptedException {
		if (admit()) {
			postMessage(() -> new MessageChoice.Call(this.callbacks.messages().binary(), bytes), bytes.length);
		}
	}

	/**
	 * Choose the callback of a text message, unless it is an answer that no ask waits for
	 * any more.
	 */
	private @Nullable MessageChoice choose(String text) {
		MessageChoice choice = this.callbacks.messages().text(text, connection().isBrowserClient());
		if (choice == null) {
			connection().onLateAnswer();
		}
		return choice;
	}

	/**
	 * Admit what may be an answer, which is not the first message that the application
	 * waits for.
	 */
	private boolean admitReserved() {
		return this.inboundPolicy == null || this.inboundPolicy.admitReserved(connection());
	}

	private boolean admit() {
		return this.inboundPolicy == null || this.inboundPolicy.admit(connection());
	}

	/**
	 * Post a message.
	 * @param size its characters or bytes: the text is not encoded again to be measured
	 */
	private void postMessage(Supplier<@Nullable MessageChoice> choice, int size) throws InterruptedException {
		if (connection().wire().canPauseReading()) {
			this.mailbox.postMessage(task(choice), size);
		}
		else {
			this.mailbox.awaitAndPostMessage(task(choice), size);
		}
	}

	private Mailbox.Task task(Supplier<@Nullable MessageChoice> choice) {
		return () -> this.messages.handle(choice, this);
	}

	/**
	 * Called for a ping or a pong.
	 */
	void onControl(CallbackKind kind, byte[] bytes) throws InterruptedException {
		Callback callback = this.callbacks.get(kind);
		if (!(kind == CallbackKind.PONG && connection().acceptPong(bytes)) && callback != null) {
			postMessage(() -> new MessageChoice.Call(callback, bytes), bytes.length);
		}
	}

	/**
	 * Close the connection because of a message beyond the limits.
	 */
	void rejectTooLarge() {
		if (connection().isEstablished()) {
			onTooLarge();
			connection().close(CloseStatus.TOO_BIG_TO_PROCESS, CloseCause.PROTOCOL_ERROR);
		}
	}

	/**
	 * Called for a message beyond the limits, when the connection is about to be closed.
	 */
	void onTooLarge() {
		if (TOO_LARGE.compareAndSet(this, 0, 1)) {
			MessageTooLargeException exception = new MessageTooLargeException(this.parts.tooLarge());
			this.mailbox.post(() -> {
				// Before the callback, so that its result is not sent
				connection().close(CloseStatus.TOO_BIG_TO_PROCESS, CloseCause.PROTOCOL_ERROR);
				return handle(exception, FailureSource.SERVER);
			});
		}
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task, connection(), isOnLoop());
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
		return this.threads.openContext(connection());
	}

	@Override
	public boolean isFull() {
		return this.mailbox.isFull();
	}

	@Override
	public boolean isBlocked() {
		return this.mailbox.isOverfull();
	}

	@Override
	public boolean hasToReadOn() {
		return this.mailbox.hasReachedBounds();
	}

	@Override
	public boolean isWaitingForAnswers() {
		return connection().isWaitingForAnswers();
	}

	@Override
	public void onBlocked() {
		connection().onBlocked();
	}

	@Override
	public @Nullable MessageProtocol protocol() {
		return this.callbacks.messages().protocol();
	}

	/**
	 * Called when the client breaks a rule. The exception is handled among the callbacks.
	 * @param exception the exception
	 * @param before run just before the exception is handled
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
			this.invoker.handleLateFailure(exception, source, this);
		}
	}

	private @Nullable CompletionStage<?> handle(Throwable exception, FailureSource source) {
		return this.invoker.handleFailure(exception, source, this, HandledMessage.NONE);
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
				this.invoker.slowCallbacks().onReturned(FailureSource.ACTION_NAME, connection(), start);
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
		// @OnClose may replace them before this method has returned
		PendingResults others = this.pendingResults;
		SafeRunner.run(this.forget, others::close, () -> this.mailbox.close(lastTask(new ConnectionEnd(status, cause))),
				() -> others.cancelOn(this.threads::executeOnServer));
	}

	/**
	 * Return the task that calls {@code @OnClose}. The results of this callback are held
	 * apart from the others, which are cancelled before or meanwhile.
	 */
	private Mailbox.Task lastTask(ConnectionEnd end) {
		OnCloseTask last = this.parts.onCloseTask(this, this.callbacks.get(CallbackKind.CLOSE), end);
		PendingResults results = this.parts.pendingResults();
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
		this.invoker.slowCallbacks().check(this.lastCalled, connection(), this.mailbox);
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
		return this.invoker.invoke(callback, payload, this, HandledMessage.NONE);
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
		return (task) -> this.threads.executeInContext(task, connection(), isOnLoop());
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

	/**
	 * Creates the parts of sessions.
	 */
	interface Parts {

		Mailbox mailbox(MailboxOwner owner);

		PendingResults pendingResults();

		/**
		 * Return the rules for the client, or {@code null} if there are none.
		 */
		@Nullable InboundPolicy inboundPolicy(ViolationListener listener);

		/**
		 * Return the protocol for clients that have agreed to it.
		 */
		BrowserClientProtocol browserClientProtocol();

		/**
		 * Return what to say of a message beyond the limits.
		 */
		String tooLarge();

		/**
		 * Return a task that publishes an event and then runs an action.
		 */
		Runnable publication(CallbackScope scope, Supplier<?> event, Runnable afterwards);

		/**
		 * Return the last task of a mailbox.
		 */
		OnCloseTask onCloseTask(CallbackScope scope, @Nullable Callback callback, ConnectionEnd end);

	}

}
