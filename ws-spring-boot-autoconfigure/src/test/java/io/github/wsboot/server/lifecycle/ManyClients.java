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

package io.github.wsboot.server.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.SelectedClient;

/**
 * Thousands of clients on one thread. They send small messages, and expect that each gets
 * the numbers from 1 on, in their order, until the server closes.
 */
final class ManyClients implements AutoCloseable {

	/** Number of clients that may connect at the same time. */
	private static final int MAX_CONNECTING = 50;

	private static final int TURN_MILLIS = 10;

	private final Selector selector = Selector.open();

	private final Thread thread = new Thread(this::run, "clients");

	private final InetSocketAddress server;

	private final String path;

	private final List<Client> clients;

	private final int rate;

	private final List<Client> established = new ArrayList<>();

	private int next;

	final AtomicInteger connected = new AtomicInteger();

	final AtomicInteger sent = new AtomicInteger();

	final AtomicInteger received = new AtomicInteger();

	final AtomicInteger closeFrames = new AtomicInteger();

	final AtomicInteger ended = new AtomicInteger();

	private volatile boolean stopped;

	/**
	 * Begin to connect.
	 * @param port the server's port
	 * @param path the endpoint's path
	 * @param count the number of clients
	 * @param rate the messages per second of all clients together, as soon as all are
	 * connected
	 */
	ManyClients(int port, String path, int count, int rate) throws IOException {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.path = path;
		this.rate = rate;
		this.clients = IntStream.range(0, count).mapToObj((i) -> new Client()).toList();
		this.thread.start();
	}

	List<Client> clients() {
		return this.clients;
	}

	private void run() {
		try {
			long start = System.nanoTime();
			while (!this.stopped) {
				connectSome();
				this.selector.select(TURN_MILLIS);
				for (SelectionKey key : this.selector.selectedKeys()) {
					((Client) key.attachment()).ready(key);
				}
				this.selector.selectedKeys().clear();
				if (this.established.size() < this.clients.size()) {
					start = System.nanoTime();
				}
				talk(System.nanoTime() - start);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void connectSome() throws IOException {
		while (this.next < this.clients.size() && this.next - this.established.size() < MAX_CONNECTING) {
			this.clients.get(this.next++).connect(this.selector, this.server, this.path);
		}
	}

	private void talk(long nanos) throws IOException {
		long due = nanos * this.rate / TimeUnit.SECONDS.toNanos(1);
		while (this.sent.get() < due) {
			this.sent.incrementAndGet();
			this.established.get(ThreadLocalRandom.current().nextInt(this.established.size()))
				.talk(RawFrame.text("hello", true));
		}
	}

	@Override
	public void close() throws Exception {
		this.stopped = true;
		this.selector.wakeup();
		this.thread.join();
		for (Client client : this.clients) {
			client.end();
		}
		this.selector.close();
	}

	/**
	 * One of the clients. Its facts are complete once it has ended.
	 */
	final class Client extends SelectedClient {

		private int numbers;

		private String failure;

		private int closeCode;

		private boolean over;

		/**
		 * Return the number of messages received in order.
		 */
		int numbers() {
			return this.numbers;
		}

		/**
		 * Return the error of the server, or {@code null}.
		 */
		String failure() {
			return this.failure;
		}

		/**
		 * Return the code of the server's close frame, or 0 if it got none.
		 */
		int closeCode() {
			return this.closeCode;
		}

		@Override
		protected void onAnswered(@Nullable String refusal) {
			this.failure = refusal;
			ManyClients.this.established.add(this);
			ManyClients.this.connected.incrementAndGet();
		}

		@Override
		protected void onFrame(int opcode, byte[] payload) throws IOException {
			switch (opcode) {
				case RawFrame.TEXT -> {
					this.numbers++;
					ManyClients.this.received.incrementAndGet();
					if (!new String(payload, StandardCharsets.US_ASCII).equals(String.valueOf(this.numbers))) {
						this.failure = "Got " + new String(payload, StandardCharsets.US_ASCII) + " for " + this.numbers;
					}
				}
				case RawFrame.PING -> talk(new RawFrame(true, RawFrame.PONG, payload));
				case RawFrame.CLOSE -> {
					RawFrame frame = new RawFrame(true, RawFrame.CLOSE, payload);
					talk(frame);
					this.closeCode = frame.closeCode();
					ManyClients.this.closeFrames.incrementAndGet();
				}
				default -> {
					this.failure = "Got a frame with opcode " + opcode;
				}
			}
		}

		/** Send a frame, unless the connection is over. */
		private void talk(RawFrame frame) throws IOException {
			if (!this.over && this.closeCode == 0) {
				send(frame);
			}
		}

		@Override
		protected void onEnded() throws IOException {
			end();
		}

		@Override
		protected void onFailed(IOException exception) throws IOException {
			if (this.closeCode == 0) {
				this.failure = exception.toString();
			}
			end();
		}

		private void end() throws IOException {
			if (!this.over) {
				this.over = true;
				closeSocket();
				ManyClients.this.ended.incrementAndGet();
			}
		}

	}

}
