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

package io.github.wsboot.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One thread that does all reading and writing of its sessions. Work for them is put into
 * its inbox, from any thread; only what never blocks belongs there. It survives whatever
 * a session does.
 *
 * @since 0.1.0
 */
public final class EventLoop implements Executor {

	private static final Log logger = LogFactory.getLog(EventLoop.class);

	private static final int BUFFER_SIZE = 64 * 1024;

	/** Tasks in a row before sockets get their turn. */
	private static final int MAX_TASKS = 4096;

	private static final long SWEEP_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final Selector selector;

	private final Thread thread;

	private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean awake = new AtomicBoolean();

	private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final Set<Participant> participants = Collections.newSetFromMap(new IdentityHashMap<>());

	private volatile boolean stopped;

	private long lastSweep = System.nanoTime();

	EventLoop(String name) throws IOException {
		this.selector = Selector.open();
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Run a task on the loop, after what was given to it before.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		this.inbox.add(task);
		if (Thread.currentThread() != this.thread && this.awake.compareAndSet(false, true)) {
			this.selector.wakeup();
		}
	}

	SelectionKey register(SelectableChannel channel, Runnable ready) throws IOException {
		return channel.register(this.selector, 0, ready);
	}

	void add(Participant participant) {
		this.participants.add(participant);
	}

	void remove(Participant participant) {
		this.participants.remove(participant);
	}

	ByteBuffer readBuffer() {
		return this.readBuffer.clear();
	}

	ByteBuffer writeBuffer() {
		return this.writeBuffer.clear();
	}

	private void run() {
		while (!this.stopped) {
			try {
				turn();
			}
			catch (Throwable ex) {
				logger.error("An event loop has caught what a session should have caught", ex);
			}
		}
		new ArrayList<>(this.participants).forEach((participant) -> safely(participant::gone));
		while (!this.inbox.isEmpty()) {
			runInbox();
		}
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.debug("Cannot close a selector", ex);
		}
	}

	private void turn() throws IOException {
		if (this.inbox.isEmpty()) {
			this.selector.select(TimeUnit.NANOSECONDS.toMillis(SWEEP_INTERVAL));
		}
		else {
			this.selector.selectNow();
		}
		Thread.interrupted();
		this.awake.set(false);
		for (SelectionKey key : this.selector.selectedKeys()) {
			safely((Runnable) key.attachment());
		}
		this.selector.selectedKeys().clear();
		runInbox();
		sweep();
	}

	private void runInbox() {
		for (int i = 0; i < MAX_TASKS; i++) {
			Runnable task = this.inbox.poll();
			if (task == null) {
				return;
			}
			safely(task);
		}
	}

	private void sweep() {
		long now = System.nanoTime();
		if (now - this.lastSweep >= SWEEP_INTERVAL) {
			this.lastSweep = now;
			new ArrayList<>(this.participants).forEach((participant) -> safely(participant::check));
		}
	}

	private static void safely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of an event loop has failed", ex);
		}
	}

	void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	void join(long millis) throws InterruptedException {
		this.thread.join(millis);
	}

	/**
	 * Who takes part in a loop. Called on its thread.
	 */
	interface Participant {

		/**
		 * Called about once a second.
		 */
		void check();

		/**
		 * The loop has ended.
		 */
		void gone();

	}

}
