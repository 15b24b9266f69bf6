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

package io.github.wsboot.transport.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.WakeUps;
import io.github.wsboot.support.SafeLogger;

/**
 * One thread that does all reading and writing of its sessions. Any thread can put tasks
 * into its inbox; a task must never block. The loop survives any failure of a session.
 *
 * @since 0.1.0
 */
public final class EventLoop implements Executor {

	private static final SafeLogger logger = SafeLogger.of(EventLoop.class);

	private static final int BUFFER_SIZE = 64 * 1024;

	/** Time that tasks may take in a row before sockets get their turn. */
	private static final long MAX_TASK_TIME = TimeUnit.MILLISECONDS.toNanos(2);

	/**
	 * Number of participants that may write in a row before sockets are read and tasks
	 * run, unless reading and tasks have taken longer than the writing. Frames that are
	 * added then leave together with those that still wait, in fewer writes.
	 */
	private static final int WRITERS = 64;

	private static final long SWEEP_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final Selector selector;

	private final Thread thread;

	private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

	/** Whether the thread waits, or is about to, so that a new task has to wake it. */
	private final AtomicBoolean asleep = new AtomicBoolean();

	private final Runnable wakeUp = this::wakeUp;

	private final Consumer<SelectionKey> ready = this::ready;

	/** Participants that write once the inbox has been worked off. */
	private final Queue<Participant> writers = new ArrayDeque<>();

	private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	/** Created for the first socket that encrypts. */
	private @Nullable ByteBuffer cipherBuffer;

	private final Set<Participant> participants = Collections.newSetFromMap(new IdentityHashMap<>());

	private volatile boolean stopped;

	private volatile boolean ended;

	/** Time at which the current turn began, or 0 while the loop waits. */
	private volatile long workingSince;

	private volatile long lag;

	private long longestTurn;

	private long lastSweep = System.nanoTime();

	EventLoop(String name) throws IOException {
		this.selector = Selector.open();
		this.thread = new LoopThread(this::run, name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Return whether the current thread is that of a loop, which must not be blocked.
	 */
	public static boolean isCurrentThread() {
		return Thread.currentThread() instanceof LoopThread;
	}

	/**
	 * Run a task on the loop, after all tasks that were added before.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		this.inbox.add(task);
		if (this.asleep.get()) {
			WakeUps.wake(this.wakeUp);
		}
	}

	private void wakeUp() {
		if (this.asleep.compareAndSet(true, false)) {
			this.selector.wakeup();
		}
	}

	/**
	 * Let a participant write after the tasks that wait in the inbox, so that many frames
	 * leave in one write, and after the participants that were added before. Called on
	 * the loop.
	 */
	public void writeLater(Participant participant) {
		this.writers.add(participant);
	}

	/**
	 * Return how long a session may have waited recently until it was read: the longest
	 * turn of the last second or so, or the one in progress if that takes longer.
	 * @return the time in nanoseconds
	 */
	long lag() {
		long since = this.workingSince;
		return (since != 0) ? Math.max(this.lag, System.nanoTime() - since) : this.lag;
	}

	SelectionKey register(SelectableChannel channel, SelectionHandler handler) throws IOException {
		return channel.register(this.selector, 0, handler);
	}

	public void add(Participant participant) {
		this.participants.add(participant);
	}

	public void remove(Participant participant) {
		this.participants.remove(participant);
	}

	public ByteBuffer readBuffer() {
		return this.readBuffer.clear();
	}

	public ByteBuffer writeBuffer() {
		return this.writeBuffer.clear();
	}

	/**
	 * Return a buffer for encrypted bytes, which a socket may use until its method
	 * returns. It is another one than those that the session reads into and writes from.
	 */
	public ByteBuffer cipherBuffer() {
		ByteBuffer buffer = this.cipherBuffer;
		if (buffer == null) {
			buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
			this.cipherBuffer = buffer;
		}
		return buffer.clear();
	}

	private void run() {
		while (!this.stopped) {
			try {
				turn();
			}
			catch (Throwable ex) {
				logger.error("An event loop has caught a failure that a session should have caught", ex);
			}
		}
		finishAll();
		this.ended = true;
		// Tasks of threads that have not seen the end
		finishAll();
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.debug("Cannot close %s", this.selector, ex);
		}
	}

	private void finishAll() {
		while (!this.inbox.isEmpty() || !this.participants.isEmpty()) {
			safely(this::finish);
		}
	}

	private void finish() {
		runInbox();
		List<Participant> left = new ArrayList<>(this.participants);
		this.participants.clear();
		left.forEach((participant) -> safely(participant::onLoopStopped));
	}

	private void turn() throws IOException {
		select();
		runInbox();
		write();
		sweep();
	}

	private void select() throws IOException {
		boolean idle = this.writers.isEmpty();
		this.asleep.set(idle);
		if (idle && this.inbox.isEmpty() && !this.stopped) {
			this.selector.select(this.ready, TimeUnit.NANOSECONDS.toMillis(SWEEP_INTERVAL));
		}
		else {
			this.selector.selectNow(this.ready);
		}
		awake();
		clearInterrupt();
	}

	/**
	 * Begin to work. Tasks that are added from now on need not wake the loop.
	 */
	private void awake() {
		if (this.workingSince == 0) {
			this.workingSince = System.nanoTime();
			this.asleep.set(false);
		}
	}

	private void ready(SelectionKey key) {
		awake();
		safely(((SelectionHandler) key.attachment())::onSelected);
	}

	private void runInbox() {
		Runnable task = this.inbox.poll();
		if (task == null) {
			return;
		}
		long start = System.nanoTime();
		do {
			safely(task);
			task = (System.nanoTime() - start < MAX_TASK_TIME) ? this.inbox.poll() : null;
		}
		while (task != null);
	}

	private void write() {
		int all = this.writers.size();
		long start = System.nanoTime();
		long fairShare = start - this.workingSince;
		for (int i = 0; i < all && (i < WRITERS || System.nanoTime() - start < fairShare); i++) {
			write(this.writers.remove());
		}
	}

	private static void write(Participant participant) {
		// No lambda, since a broadcast does this for each client
		try {
			participant.write();
		}
		catch (Throwable ex) {
			safely(() -> participant.onFailure(ex));
		}
		finally {
			clearInterrupt();
		}
	}

	private void sweep() {
		long now = System.nanoTime();
		this.longestTurn = Math.max(this.longestTurn, now - this.workingSince);
		this.workingSince = 0;
		if (now - this.lastSweep >= SWEEP_INTERVAL) {
			this.lastSweep = now;
			this.lag = this.longestTurn;
			this.longestTurn = 0;
			new ArrayList<>(this.participants).forEach(EventLoop::check);
		}
	}

	private static void check(Participant participant) {
		safely(() -> {
			try {
				participant.check();
			}
			catch (Throwable ex) {
				participant.onFailure(ex);
			}
		});
	}

	/**
	 * Do a piece of work that may fail, or interrupt its thread, without affecting other
	 * work.
	 */
	private static void safely(Runnable work) {
		try {
			work.run();
		}
		catch (Throwable ex) {
			logger.error("A task of an event loop has failed", ex);
		}
		finally {
			clearInterrupt();
		}
	}

	/**
	 * Clear an interruption of the current thread. A channel that is used by an
	 * interrupted thread closes, and it may be that of any session.
	 */
	public static void clearInterrupt() {
		Thread.interrupted();
	}

	/**
	 * Close the sessions that hold the most of what clients have sent, until there is
	 * enough memory for the others. For any thread.
	 */
	void relieve() {
		execute(() -> {
			List<Load> loads = new ArrayList<>();
			this.participants.forEach((participant) -> loads.add(new Load(participant, participant.excess())));
			loads.removeIf((load) -> load.bytes() == 0);
			loads.sort(Comparator.comparingLong(Load::bytes).reversed());
			for (Load load : loads) {
				if (load.participant().excess() > 0) {
					safely(load.participant()::closeOverloaded);
				}
			}
		});
	}

	/**
	 * Return whether the loop has ended. A task runs if this is {@code false} after the
	 * task was added; otherwise it may not run.
	 * @return whether the loop has ended
	 */
	public boolean hasEnded() {
		return this.ended;
	}

	boolean isAlive() {
		return this.thread.isAlive();
	}

	void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	void join(long millis) throws InterruptedException {
		this.thread.join(millis);
	}

	private static final class LoopThread extends Thread {

		LoopThread(Runnable target, String name) {
			super(target, name);
		}

	}

	/**
	 * Memory that a participant held at some moment.
	 *
	 * @param participant the participant
	 * @param bytes the number of bytes
	 */
	private record Load(Participant participant, long bytes) {

	}

	/**
	 * Handler of a channel that is registered with a loop. Called on its thread.
	 */
	interface SelectionHandler {

		/**
		 * Called when the selector has found the channel ready.
		 */
		void onSelected();

	}

	/**
	 * Participant in a loop, such as a session. Called on its thread.
	 */
	public interface Participant {

		/**
		 * Check deadlines and the state of the socket. Called about once a second.
		 */
		void check();

		/**
		 * Write what waits to be written.
		 */
		void write();

		/**
		 * Return how much is held of what the client has sent, if that is more than the
		 * memory allows.
		 * @return the number of bytes, or 0 if it is not too much
		 */
		default long excess() {
			return 0;
		}

		/**
		 * Close the session, since there is too little memory.
		 */
		default void closeOverloaded() {
		}

		/**
		 * Called when a method of this participant has failed. It is not called again for
		 * the same work.
		 * @param cause the failure
		 */
		void onFailure(Throwable cause);

		/**
		 * Called when the loop has ended.
		 */
		void onLoopStopped();

	}

}
