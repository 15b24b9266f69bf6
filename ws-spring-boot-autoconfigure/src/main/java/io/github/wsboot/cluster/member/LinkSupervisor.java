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

package io.github.wsboot.cluster.member;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

/**
 * Keeps a link open: a broken one is closed and replaced by a new one, for as long as the
 * node runs. Links have numbers. Used on the control thread.
 */
final class LinkSupervisor {

	/** A stopped engine accepts connections and says nothing. */
	private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration FIRST_DELAY = Duration.ofMillis(100);

	private static final Duration MAX_DELAY = Duration.ofSeconds(5);

	private final ClusterBroker broker;

	private final MessageReceiver receiver;

	private final ClusterThreads threads;

	private final Listener listener;

	private @Nullable ClusterLink link;

	/** Number of the current link, also while it is being opened. */
	private int number;

	/** Whether there is a link, or one is being opened. */
	private boolean open;

	private boolean running;

	/** Attempts since a link has worked. */
	private int failures;

	private volatile State state = State.STOPPED;

	/**
	 * Create a supervisor.
	 * @param broker opens links
	 * @param receiver takes in what arrives on them
	 * @param threads runs the supervisor
	 * @param listener called for what happens to links
	 */
	LinkSupervisor(ClusterBroker broker, MessageReceiver receiver, ClusterThreads threads, Listener listener) {
		this.broker = broker;
		this.receiver = receiver;
		this.threads = threads;
		this.listener = listener;
	}

	State state() {
		return this.state;
	}

	void start() {
		if (!this.running) {
			this.running = true;
			this.failures = 0;
			open();
		}
	}

	/**
	 * Close the link and open no other.
	 */
	void stop() {
		this.running = false;
		close();
		this.state = State.STOPPED;
	}

	private void close() {
		this.open = false;
		ClusterLink link = this.link;
		this.link = null;
		if (link != null) {
			link.close();
		}
	}

	private void open() {
		if (!this.running) {
			return;
		}
		int number = ++this.number;
		this.open = true;
		this.state = State.CONNECTING;
		this.receiver.onNewLink(number);
		LinkListener listener = new LinkListener(number);
		openLink(listener)
			.whenComplete((link, ex) -> this.threads.execute(() -> onOpened(listener.number, link, ex)));
		this.threads.after(OPEN_TIMEOUT, () -> {
			if (isCurrent(number) && this.link == null) {
				onBroken(number, Reason.CLOSED, "The engine does not answer");
			}
		});
	}

	private CompletionStage<ClusterLink> openLink(ClusterLinkListener listener) {
		try {
			return this.broker.open(listener);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	private boolean isCurrent(int number) {
		return this.open && number == this.number;
	}

	private void onOpened(int number, @Nullable ClusterLink link, @Nullable Throwable exception) {
		if (link != null && !isCurrent(number)) {
			link.close();
		}
		else if (link != null) {
			this.link = link;
			this.state = State.SUBSCRIBING;
			this.listener.onOpened(link, number);
		}
		else if (exception != null) {
			onBroken(number, exception);
		}
	}

	/**
	 * Called when everything is subscribed on the link.
	 */
	void onSubscribed(int number) {
		if (isCurrent(number) && this.link != null) {
			this.state = State.UP;
			this.listener.onUp(this.link, number);
		}
	}

	/**
	 * Called when the link has proved to work.
	 */
	void onWorking(int number) {
		if (isCurrent(number)) {
			this.failures = 0;
		}
	}

	/**
	 * Called when the link has ended, or cannot be opened or used.
	 */
	void onBroken(int number, Throwable exception) {
		Throwable cause = (exception instanceof CompletionException && exception.getCause() != null)
				? exception.getCause() : exception;
		if (cause instanceof ClusterLinkException known) {
			onBroken(number, known.reason(), String.valueOf(known.getMessage()));
		}
		else {
			onBroken(number, Reason.CLOSED, "The connection to the engine has failed (" + cause.getClass().getName() + ")");
		}
	}

	/**
	 * Called when the link does not work.
	 * @param cause a description of the reason
	 */
	void onBroken(int number, Reason reason, String cause) {
		if (!isCurrent(number)) {
			return;
		}
		boolean wasUp = this.state == State.UP;
		this.state = State.BROKEN;
		this.listener.onBroken(wasUp ? reason : null, cause);
		close();
		this.threads.after(nextDelay(), this::open);
	}

	private Duration nextDelay() {
		int failures = this.failures++;
		if (failures == 0) {
			return Duration.ZERO;
		}
		long millis = Math.min(MAX_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(failures - 1, 10));
		return Duration.ofMillis(Math.round(millis * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
	}

	/**
	 * State of the link.
	 */
	enum State {

		STOPPED, CONNECTING, SUBSCRIBING, UP, BROKEN

	}

	/**
	 * Called for what happens to links, on the control thread.
	 */
	interface Listener {

		/**
		 * Called when a link is open. Its user subscribes, and then calls
		 * {@link LinkSupervisor#onSubscribed}.
		 */
		void onOpened(ClusterLink link, int number);

		/**
		 * Called when a link may be used.
		 */
		void onUp(ClusterLink link, int number);

		/**
		 * Called when a link has ended, or could not be opened.
		 * @param reason the reason if the link was up, or {@code null}
		 * @param cause a description of the reason
		 */
		void onBroken(@Nullable Reason reason, String cause);

	}

	private final class LinkListener implements ClusterLinkListener {

		private final int number;

		LinkListener(int number) {
			this.number = number;
		}

		@Override
		public void received(Topic topic, ByteBuffer message) {
			LinkSupervisor.this.receiver.receive(this.number, topic, message);
		}

		@Override
		public void broken(Throwable cause) {
			LinkSupervisor.this.threads.execute(() -> onBroken(this.number, cause));
		}

	}

}
