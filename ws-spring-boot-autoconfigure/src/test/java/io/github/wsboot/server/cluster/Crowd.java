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

package io.github.wsboot.server.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.SelectedClient;
import io.github.wsboot.server.TestServer;

/**
 * Hundreds of clients of one node, on one thread. They remember the messages that they
 * get, which consist of the number of their pusher, a blank, and their own number.
 */
final class Crowd implements AutoCloseable {

	/** Number of clients that may connect at the same time. */
	private static final int MAX_CONNECTING = 50;

	private static final int TURN_MILLIS = 10;

	private static final int MAX_PUSHERS = 16;

	private final Selector selector = Selector.open();

	private final Thread thread = new Thread(this::run, "crowd");

	private final CrowdNode node;

	private final List<Member> members;

	private final AtomicInteger connected = new AtomicInteger();

	/** Number of clients that pushes of all nodes reach. */
	private final AtomicInteger reachable = new AtomicInteger();

	private int next;

	private volatile boolean stopped;

	private volatile boolean endExpected;

	private volatile String failure;

	/**
	 * Begin to connect.
	 * @param node the node
	 * @param from the index of the first client
	 * @param to the index after that of the last client
	 * @param path the path of the client with an index
	 */
	Crowd(CrowdNode node, int from, int to, Function<Integer, String> path) throws IOException {
		this.node = node;
		this.members = IntStream.range(from, to).mapToObj((index) -> new Member(index, path.apply(index))).toList();
		this.thread.start();
	}

	CrowdNode node() {
		return this.node;
	}

	List<Member> members() {
		return this.members;
	}

	/**
	 * Wait until all are connected, and pushes of all nodes reach each of them.
	 */
	void awaitReachable() {
		TestServer.await("clients").until(() -> this.failure != null || this.reachable.get() == this.members.size());
		assertNoFailure();
	}

	/**
	 * Let the clients end when their node does.
	 */
	void expectEnd() {
		this.endExpected = true;
	}

	void assertNoFailure() {
		if (this.failure != null) {
			throw new AssertionError(this.failure);
		}
	}

	private void run() {
		try {
			while (!this.stopped) {
				connectSome();
				this.selector.select(TURN_MILLIS);
				for (SelectionKey key : this.selector.selectedKeys()) {
					((Member) key.attachment()).ready(key);
				}
				this.selector.selectedKeys().clear();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void connectSome() throws IOException {
		while (this.next < this.members.size() && this.next - this.connected.get() < MAX_CONNECTING) {
			this.members.get(this.next++).connect();
		}
	}

	@Override
	public void close() throws Exception {
		this.stopped = true;
		this.selector.wakeup();
		this.thread.join();
		for (Member member : this.members) {
			member.closeSocket();
		}
		this.selector.close();
	}

	/**
	 * One of the clients.
	 */
	final class Member extends SelectedClient {

		private final int index;

		private final String path;

		/** Latest message of each pusher. */
		private final AtomicIntegerArray latest = new AtomicIntegerArray(MAX_PUSHERS);

		private volatile String id;

		/** Pairs of a pusher and the number of its message, as they arrived. */
		private int[] received = new int[64];

		private int size;

		Member(int index, String path) {
			this.index = index;
			this.path = path;
		}

		int index() {
			return this.index;
		}

		/**
		 * Return the id of its connection.
		 */
		String id() {
			return this.id;
		}

		CrowdNode node() {
			return Crowd.this.node;
		}

		boolean isEndExpected() {
			return Crowd.this.endExpected;
		}

		/**
		 * Return the number of messages that it has got.
		 */
		int count() {
			return this.size / 2;
		}

		/**
		 * Return the number of the latest message of a pusher. What it sent before that
		 * one is visible to the caller.
		 */
		int latest(int pusher) {
			return this.latest.get(pusher);
		}

		/**
		 * Return the numbers of a pusher's messages, in the order of their arrival.
		 */
		int[] received(int pusher) {
			return IntStream.range(0, this.size / 2)
				.filter((i) -> this.received[2 * i] == pusher)
				.map((i) -> this.received[2 * i + 1])
				.toArray();
		}

		private void connect() throws IOException {
			connect(Crowd.this.selector,
					new InetSocketAddress(InetAddress.getLoopbackAddress(), Crowd.this.node.port()), this.path);
		}

		@Override
		protected void onAnswered(@Nullable String refusal) throws IOException {
			Crowd.this.connected.incrementAndGet();
			if (refusal != null) {
				fail(refusal);
			}
		}

		@Override
		protected void onFrame(int opcode, byte[] payload) throws IOException {
			if (opcode != RawFrame.TEXT) {
				fail("Got a frame with opcode " + opcode);
				return;
			}
			String text = new String(payload, StandardCharsets.US_ASCII);
			int blank = text.indexOf(' ');
			if (text.startsWith(CrowdApplication.ID)) {
				this.id = text.substring(blank + 1);
				Crowd.this.reachable.incrementAndGet();
				return;
			}
			int pusher = Integer.parseInt(text.substring(0, blank));
			int number = Integer.parseInt(text.substring(blank + 1));
			if (this.size == this.received.length) {
				this.received = Arrays.copyOf(this.received, 2 * this.size);
			}
			this.received[this.size++] = pusher;
			this.received[this.size++] = number;
			this.latest.set(pusher, number);
		}

		@Override
		protected void onEnded() throws IOException {
			fail("The connection has ended");
		}

		@Override
		protected void onFailed(IOException exception) throws IOException {
			fail(exception.toString());
		}

		private void fail(String what) throws IOException {
			if (!Crowd.this.endExpected) {
				Crowd.this.failure = "Client " + this.index + ": " + what;
			}
			closeSocket();
		}

	}

}
