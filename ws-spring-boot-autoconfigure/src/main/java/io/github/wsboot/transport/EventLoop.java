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
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One thread that does all reading and writing of its sessions. Work for them is put into
 * its inbox, from any thread; only what never blocks belongs there. It survives whatever
 * a session does.
 */
final class EventLoop implements Runnable {

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

	private volatile boolean stopped;

	private long lastSweep = System.nanoTime();

	EventLoop(String name) throws IOException {
		this.selector = Selector.open();
		this.thread = new Thread(this, name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Run a task on the loop, after what was given to it before.
	 */
	void execute(Runnable task) {
		this.inbox.add(task);
		if (Thread.currentThread() != this.thread && this.awake.compareAndSet(false, true)) {
			this.selector.wakeup();
		}
	}

	SelectionKey register(SelectableChannel channel, Participant participant) throws IOException {
		return channel.register(this.selector, 0, participant);
	}

	ByteBuffer readBuffer() {
		return this.readBuffer.clear();
	}

	ByteBuffer writeBuffer() {
		return this.writeBuffer.clear();
	}

	@Override
	public void run() {
		while (!this.stopped) {
			try {
				turn();
			}
			catch (Throwable ex) {
				logger.error("An event loop has caught what a session should have caught", ex);
			}
		}
		this.selector.keys().forEach((key) -> safely((Participant) key.attachment(), Participant::gone));
		runInbox();
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
			safely((Participant) key.attachment(), Participant::ready);
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
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A task of an event loop has failed", ex);
			}
		}
	}

	private void sweep() {
		long now = System.nanoTime();
		if (now - this.lastSweep >= SWEEP_INTERVAL) {
			this.lastSweep = now;
			this.selector.keys().forEach((key) -> safely((Participant) key.attachment(), Participant::check));
		}
	}

	private static void safely(Participant participant, Action action) {
		try {
			action.run(participant);
		}
		catch (CancelledKeyException ex) {
			participant.gone();
		}
		catch (Throwable ex) {
			logger.error("A session has failed", ex);
			participant.gone();
		}
	}

	void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	void join(long millis) throws InterruptedException {
		this.thread.join(millis);
	}

	@FunctionalInterface
	private interface Action {

		void run(Participant participant) throws Exception;

	}

	/**
	 * Who takes part in a loop. Called on its thread.
	 */
	interface Participant {

		/**
		 * The socket can be read or written.
		 */
		void ready() throws Exception;

		/**
		 * Called about once a second.
		 */
		void check() throws Exception;

		/**
		 * The socket must not be used any more.
		 */
		void gone();

	}

}
