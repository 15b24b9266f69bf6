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

package io.github.wsboot.transport.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Connects a socket to the first of several addresses that accepts. Each address gets an
 * equal part of the time that is left. Used on the loop.
 */
final class TcpConnector implements DirectSocket.Listener {

	private final EventLoop loop;

	private final TimerService timers;

	private final Result result;

	private final Queue<InetAddress> addresses;

	private final int port;

	private final long deadline;

	private @Nullable ChannelSocket socket;

	private @Nullable Future<?> timer;

	private IOException failure = new IOException("no address");

	private boolean over;

	/**
	 * Create a connector.
	 * @param timeout the time for all addresses together
	 * @param result called once, unless the connector is cancelled
	 */
	TcpConnector(EventLoop loop, TimerService timers, List<InetAddress> addresses, int port, Duration timeout,
			Result result) {
		this.loop = loop;
		this.timers = timers;
		this.addresses = new ArrayDeque<>(addresses);
		this.port = port;
		this.deadline = System.nanoTime() + timeout.toNanos();
		this.result = result;
	}

	/**
	 * Shuffle the addresses of the first one's family, so that the clients of a host with
	 * many addresses spread over them. The operating system has chosen that family.
	 * @param addresses the addresses in the order of the operating system
	 * @return all addresses
	 */
	static List<InetAddress> shuffle(List<InetAddress> addresses, Random random) {
		List<InetAddress> shuffled = new ArrayList<>(addresses);
		int end = 1;
		while (end < shuffled.size() && shuffled.get(end).getClass() == shuffled.get(0).getClass()) {
			end++;
		}
		Collections.shuffle(shuffled.subList(0, Math.min(end, shuffled.size())), random);
		return shuffled;
	}

	/**
	 * Try the next address.
	 */
	void next() {
		release();
		InetAddress address = this.addresses.poll();
		if (this.over || address == null) {
			fail();
			return;
		}
		try {
			connect(new InetSocketAddress(address, this.port));
		}
		catch (IOException | RuntimeException ex) {
			onFailure(ex);
		}
	}

	private void fail() {
		if (!this.over) {
			this.over = true;
			this.result.onUnreachable(this.failure);
		}
	}

	private void connect(InetSocketAddress address) throws IOException {
		ChannelSocket socket = new ChannelSocket();
		this.socket = socket;
		if (!this.addresses.isEmpty()) {
			long share = (this.deadline - System.nanoTime()) / (this.addresses.size() + 1);
			this.timer = this.timers.after(Duration.ofNanos(Math.max(share, 0)),
					() -> this.loop.execute(() -> onTimeout(socket)));
		}
		EventLoop.clearInterrupt();
		boolean connected = socket.connect(address);
		socket.open(this.loop, this);
		if (connected) {
			connected(socket);
		}
		else {
			socket.interestOps(SelectionKey.OP_CONNECT);
		}
	}

	private void onTimeout(ChannelSocket socket) {
		if (this.socket == socket && !this.over) {
			onFailure(new SocketTimeoutException("no answer"));
		}
	}

	@Override
	public void onReady(int ops) {
		ChannelSocket socket = this.socket;
		if (socket == null || this.over) {
			return;
		}
		try {
			EventLoop.clearInterrupt();
			if (socket.finishConnect()) {
				connected(socket);
			}
		}
		catch (IOException | RuntimeException ex) {
			onFailure(ex);
		}
	}

	private void connected(ChannelSocket socket) {
		this.over = true;
		this.socket = null;
		release();
		socket.interestOps(0);
		this.result.onConnected(socket);
	}

	@Override
	public void onFailure(Throwable cause) {
		this.failure = (cause instanceof IOException exception) ? exception : new IOException(cause);
		next();
	}

	/**
	 * Stop trying. The result is not called.
	 */
	void cancel() {
		this.over = true;
		release();
	}

	private void release() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		if (this.socket != null) {
			this.socket.close();
			this.socket = null;
		}
	}

	/**
	 * Receiver of the result.
	 */
	interface Result {

		/**
		 * Called with the connected socket, on its loop.
		 */
		void onConnected(ChannelSocket socket);

		/**
		 * Called if no address accepts.
		 * @param cause the failure of the last one
		 */
		void onUnreachable(IOException cause);

	}

}
