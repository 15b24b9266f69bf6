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

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.cluster.CrowdApplication.Kind;

/**
 * Lets a node push numbered messages to clients of all nodes, one after the other and by
 * all means there are. It is no faster than the clients.
 */
final class Pusher implements AutoCloseable {

	/** Messages after which it waits until the latest one has arrived. */
	private static final int AHEAD = 20;

	private final int number;

	private final CrowdNode node;

	private final Crowds crowds;

	private final int rate;

	private final RawWebSocketClient commands;

	private final Random random;

	private final List<Message> messages = new ArrayList<>();

	private volatile int sent;

	private volatile boolean stopped;

	private volatile boolean endExpected;

	/** Number of the first message that began when the new node could be reached. */
	private volatile int firstToNewNode = Integer.MAX_VALUE;

	/**
	 * Create a pusher.
	 * @param number its number
	 * @param node its node
	 * @param crowds the clients
	 * @param rate the messages per second, at most
	 */
	Pusher(int number, CrowdNode node, Crowds crowds, int rate) {
		this.number = number;
		this.node = node;
		this.crowds = crowds;
		this.rate = rate;
		this.commands = RawWebSocketClient.to(node.port(), CrowdApplication.PUSHER).connect();
		this.random = new Random(number);
	}

	int number() {
		return this.number;
	}

	CrowdNode node() {
		return this.node;
	}

	int sent() {
		return this.sent;
	}

	int firstToNewNode() {
		return this.firstToNewNode;
	}

	void stop() {
		this.stopped = true;
	}

	/**
	 * Let it end when its node does.
	 */
	void expectEnd() {
		this.endExpected = true;
	}

	boolean isEndExpected() {
		return this.endExpected;
	}

	/**
	 * Push until it is stopped. The last message is for all clients.
	 * @param newNode whether the new node can be reached
	 * @param pacers the node whose clients must keep up
	 */
	void run(BooleanSupplier newNode, CrowdNode pacers) {
		try {
			pushUntilStopped(newNode, this.crowds.members(pacers));
		}
		catch (UncheckedIOException ex) {
			if (!this.endExpected) {
				throw ex;
			}
		}
	}

	private void pushUntilStopped(BooleanSupplier newNode, List<Crowd.Member> pacers) {
		long start = System.nanoTime();
		while (!this.stopped) {
			if (newNode.getAsBoolean() && this.firstToNewNode == Integer.MAX_VALUE) {
				this.firstToNewNode = this.sent + 1;
			}
			if (this.sent % AHEAD == 0) {
				Crowd.Member pacer = pacers.get(this.random.nextInt(pacers.size()));
				push(new Message(Kind.CONNECTION, pacer.index()));
				TestServer.await("message " + this.sent + " of pusher " + this.number)
					.until(() -> this.endExpected || pacer.latest(this.number) == this.sent);
			}
			else {
				push(next());
			}
			LockSupport.parkNanos(start + this.sent * TimeUnit.SECONDS.toNanos(1) / this.rate - System.nanoTime());
		}
		push(new Message(Kind.ALL, 0));
	}

	private Message next() {
		int kind = this.random.nextInt(200);
		if (kind == 0) {
			return new Message(Kind.ALL, 0);
		}
		if (kind == 1) {
			return new Message(Kind.ENDPOINT, 0);
		}
		if (kind < 50) {
			return new Message(Kind.ROOM, this.random.nextInt(Crowds.ROOMS));
		}
		if (kind < 100) {
			return new Message(Kind.USER, this.random.nextInt(this.crowds.users()));
		}
		return new Message(Kind.CONNECTION, this.random.nextInt(this.crowds.members().size()));
	}

	private void push(Message message) {
		this.messages.add(message);
		int number = this.sent + 1;
		this.commands.text(message.kind + " " + receivers(message) + " " + this.number + " " + number);
		this.sent = number;
	}

	private String receivers(Message message) {
		return switch (message.kind) {
			case ALL, ENDPOINT -> "-";
			case ROOM -> Crowds.room(message.target);
			case USER -> Crowds.user(message.target);
			case CONNECTION -> this.crowds.members().get(message.target).id();
		};
	}

	@Override
	public void close() {
		this.commands.close();
	}

	/**
	 * Return the numbers of the messages that were for a client. Called when it has
	 * ended.
	 */
	int[] messagesFor(Crowd.Member member) {
		return IntStream.rangeClosed(1, this.sent)
			.filter((number) -> isFor(this.messages.get(number - 1), member.index()))
			.toArray();
	}

	private boolean isFor(Message message, int client) {
		return switch (message.kind) {
			case ALL, ENDPOINT -> true;
			case ROOM -> Crowds.isIn(client, message.target);
			case USER -> this.crowds.userOf(client) == message.target;
			case CONNECTION -> client == message.target;
		};
	}

	private record Message(Kind kind, int target) {

	}

}
