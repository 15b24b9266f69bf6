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

package io.github.wsboot.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Network between a browser and a server, both on this machine. It can fail, hard or
 * without a word, and the server can move.
 */
final class Network implements AutoCloseable {

	private final ServerSocket entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private volatile int target;

	private volatile boolean cut;

	/**
	 * Create a network.
	 * @param target the port of the server
	 */
	Network(int target) throws IOException {
		this.target = target;
		start(this::accept);
	}

	/**
	 * Return the port at which the browser reaches the server.
	 */
	int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Lead new connections to another server.
	 */
	void moveTo(int port) {
		this.target = port;
	}

	/**
	 * Reset all connections, and new ones at once, as if somebody had killed the server.
	 */
	void cut() {
		this.cut = true;
		this.links.forEach(Link::reset);
	}

	/**
	 * Let new connections pass again, and reset those that are forgotten.
	 */
	void mend() {
		this.cut = false;
		this.links.stream().filter((link) -> link.forgotten).forEach(Link::reset);
	}

	/**
	 * Swallow what the present connections send from now on, those of HTTP included, as a
	 * router does that has lost its table. Neither end notices. New connections pass.
	 */
	void forget() {
		this.links.forEach(Link::forget);
	}

	private void accept() {
		while (!this.entrance.isClosed()) {
			try {
				Socket browser = this.entrance.accept();
				// A reset instead of an end, which a server would say farewell with
				browser.setSoLinger(true, 0);
				connect(browser);
			}
			catch (IOException ex) {
				// The entrance has been closed, or the browser has gone already
			}
		}
	}

	private void connect(Socket browser) throws IOException {
		if (this.cut) {
			browser.close();
			return;
		}
		Socket server;
		try {
			server = new Socket(InetAddress.getLoopbackAddress(), this.target);
		}
		catch (IOException ex) {
			// There is no server at present
			browser.close();
			return;
		}
		Link link = new Link(browser, server);
		this.links.add(link);
		link.start();
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "network");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		cut();
	}

	/**
	 * Connection through the network.
	 */
	private final class Link {

		private final Socket browser;

		private final Socket server;

		private volatile boolean forgotten;

		Link(Socket browser, Socket server) {
			this.browser = browser;
			this.server = server;
		}

		void start() {
			Network.start(() -> copy(this.browser, this.server));
			Network.start(() -> copy(this.server, this.browser));
		}

		private void copy(Socket from, Socket to) {
			try {
				byte[] buffer = new byte[16 * 1024];
				int read = from.getInputStream().read(buffer);
				while (read >= 0) {
					if (!this.forgotten) {
						to.getOutputStream().write(buffer, 0, read);
					}
					read = from.getInputStream().read(buffer);
				}
				if (!this.forgotten) {
					to.shutdownOutput();
				}
			}
			catch (IOException ex) {
				reset();
			}
		}

		void forget() {
			this.forgotten = true;
		}

		void reset() {
			Network.this.links.remove(this);
			close(this.browser);
			close(this.server);
		}

		private static void close(Socket socket) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				// Closed is what it was to be
			}
		}

	}

}
