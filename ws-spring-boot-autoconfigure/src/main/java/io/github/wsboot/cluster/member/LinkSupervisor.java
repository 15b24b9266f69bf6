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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.support.CompletionExceptions;
import io.github.wsboot.support.SafeLogger;

/**
 * Keeps a link open: a broken one is closed and replaced by a new one, for as long as the
 * node runs. Links have numbers. Used on the control thread.
 */
final class LinkSupervisor {

	private static final SafeLogger logger = SafeLogger.of(LinkSupervisor.class);

	/** A stopped engine accepts connections and says nothing. */
	private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration FIRST_DELAY = Duration.ofMillis(100);

	/** With the variation and an attempt that takes all of its time, less than 10 s. */
	private static final Duration MAX_DELAY = Duration.ofSeconds(3);

	private final ClusterBroker broker;

	private final MessageReceiver receiver;

	private final ControlTimer timer;

	private final Listener listener;

	private @Nullable ClusterLink link;

	/** Link that is open, and that the control thread may not know. */
	private volatile @Nullable ClusterLink arrived;

	/** Number of the latest link. */
	private int number;

	/** Number of the link that is open or being opened, or 0 if there is none. */
	private volatile int current;

	private boolean running;

	/** Attempts since a link has worked for a while. */
	private int failures;

	private volatile State state = State.STOPPED;

	/**
	 * Create a supervisor.
	 * @param broker opens links
	 * @param receiver takes in what arrives on them
	 * @param timer the timer of the control thread
	 * @param listener called for what happens to links
	 */
	LinkSupervisor(ClusterBroker broker, MessageReceiver receiver, ControlTimer timer, Listener listener) {
		this.broker = broker;
		this.receiver = receiver;
		this.timer = timer;
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
	 * Keep the link, if there is one, and open no other.
	 */
	void stopReplacing() {
		this.running = false;
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
		this.current = 0;
		// The task that would take it over is dropped if the control thread ends before
		ClusterLink link = (this.link != null) ? this.link : this.arrived;
		this.link = null;
		this.arrived = null;
		if (link != null) {
			close(link);
		}
	}

	private static void close(ClusterLink link) {
		try {
			link.close();
		}
		catch (Throwable ex) {
			logger.warn("A link to the engine of the cluster cannot be closed", ex);
		}
	}

	private void open() {
		int number = ++this.number;
		this.current = number;
		this.state = State.CONNECTING;
		this.receiver.onNewLink(number);
		Timeout.start(this.timer, OPEN_TIMEOUT, () -> {
			if (isCurrent(number) && this.link == null) {
				onBroken(number, Reason.CLOSED, "The engine does not answer");
			}
		});
		openLink(new LinkListener(number)).whenComplete((opened, ex) -> {
			if (isCurrent(number)) {
				this.arrived = opened;
			}
			if (opened != null && !isCurrent(number)) {
				// At once, as the control thread may have ended
				close(opened);
			}
			else {
				this.timer.execute(() -> onOpened(number, opened, ex));
			}
		});
	}

	/**
	 * Open another link, unless one was opened meanwhile.
	 */
	private void openAfter(int number) {
		if (this.running && this.number == number) {
			open();
		}
	}

	private CompletionStage<ClusterLink> openLink(ClusterLinkListener listener) {
		try {
			CompletionStage<ClusterLink> stage = this.broker.open(listener);
			Assert.state(stage != null, "The broker returned no stage");
			return stage;
		}
		catch (Throwable ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	private boolean isCurrent(int number) {
		return number == this.current;
	}

	private void onOpened(int number, @Nullable ClusterLink link, @Nullable Throwable exception) {
		if (link != null && !isCurrent(number)) {
			// It was closed when it was given up
			return;
		}
		if (link != null) {
			this.link = link;
			this.arrived = null;
			this.state = State.SUBSCRIBING;
			breakOnFailure(number, () -> this.listener.onOpened(link, number));
		}
		else if (exception != null) {
			onBroken(number, exception);
		}
	}

	/**
	 * Run a step without which nothing would happen to the link any more.
	 */
	private void breakOnFailure(int number, Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.error("A new link of the cluster cannot be used", ex);
			onBroken(number, ex);
		}
	}

	/**
	 * Called when everything is subscribed on the link.
	 */
	void onSubscribed(int number) {
		ClusterLink link = this.link;
		if (isCurrent(number) && link != null) {
			this.state = State.UP;
			breakOnFailure(number, () -> this.listener.onUp(link, number));
		}
	}

	/**
	 * Called when the link has worked for a while, so that its end is no reason to wait
	 * with the next one.
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
		Throwable cause = CompletionExceptions.unwrap(exception);
		if (cause instanceof ClusterLinkException known) {
			onBroken(number, known.reason(), String.valueOf(known.getMessage()));
		}
		else {
			onBroken(number, Reason.CLOSED,
					"The connection to the engine has failed (" + cause.getClass().getName() + ")");
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
		try {
			this.listener.onBroken(wasUp ? reason : null, cause);
		}
		finally {
			close();
			this.timer.after(nextDelay(), () -> openAfter(number));
		}
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
			LinkSupervisor.this.timer.execute(() -> onBroken(this.number, cause));
		}

	}

}
