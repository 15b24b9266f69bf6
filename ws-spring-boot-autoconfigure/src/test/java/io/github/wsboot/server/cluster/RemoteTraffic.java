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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.PushResult;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbers that a node pushes to a client of another node all the time. None of them
 * arrives twice or late.
 */
final class RemoteTraffic implements AutoCloseable {

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

	private final TestServer from;

	private final String id;

	private final TestClient receiver;

	private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();

	private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<Void> running;

	private volatile boolean stopped;

	private int latest = -1;

	/** Whether the client has lost its connection. */
	private volatile boolean gone;

	/**
	 * Start to push.
	 * @param from the node that pushes
	 * @param id the id of the client's connection
	 * @param receiver the client, which gets nothing else
	 */
	RemoteTraffic(TestServer from, String id, TestClient receiver) {
		this.from = from;
		this.id = id;
		this.receiver = receiver;
		this.running = Background.run(this::run);
	}

	private void run() {
		for (int number = 0; !this.stopped; number++) {
			long now = System.nanoTime();
			this.pushes.add(new Push(number, now, this.from.connections().push(this.id, String.valueOf(number))));
			receive();
			LockSupport.parkNanos(INTERVAL);
		}
	}

	private void receive() {
		while (!this.gone && this.receiver.hasNext()) {
			Object next = this.receiver.nextEvent();
			if (next instanceof CloseStatus) {
				this.gone = true;
				return;
			}
			int number = Integer.parseInt(String.valueOf(next));
			assertThat(number).as("after message %d", this.latest).isGreaterThan(this.latest);
			this.latest = number;
			this.arrivals.add(new Arrival(number, System.nanoTime()));
		}
	}

	/**
	 * Wait until a message that was pushed after a moment arrives.
	 * @return when it arrived
	 */
	long awaitArrival(long after) {
		return await("arrival", () -> {
			Optional<Push> first = this.pushes.stream().filter((push) -> push.at >= after).findFirst();
			return first.flatMap((push) -> this.arrivals.stream()
				.filter((arrival) -> arrival.number >= push.number)
				.map(Arrival::at)
				.findFirst());
		});
	}

	/**
	 * Wait until a push after a moment has had a result.
	 * @return when it was pushed
	 */
	long awaitResult(PushResult result, long after) {
		return await(result.name(),
				() -> this.pushes.stream()
					.filter((push) -> push.at >= after && push.result == result)
					.map(Push::at)
					.findFirst());
	}

	private long await(String what, Callable<Optional<Long>> search) {
		return TestServer.await(what).until(() -> {
			if (this.running.isCompletedExceptionally()) {
				this.running.join();
			}
			return search.call();
		}, Optional::isPresent).orElseThrow();
	}

	/**
	 * Describe the results of the pushes between two moments, in their order.
	 */
	String results(long from, long to) {
		List<Push> changes = new ArrayList<>();
		for (Push push : between(from, to)) {
			if (changes.isEmpty() || changes.get(changes.size() - 1).result != push.result) {
				changes.add(push);
			}
		}
		StringBuilder description = new StringBuilder();
		for (int i = 0; i < changes.size(); i++) {
			Push change = changes.get(i);
			description.append((i > 0) ? ", then `" : "`").append(change.result).append('`');
			if (i + 1 < changes.size()) {
				description.append(' ').append(seconds(changes.get(i + 1).at - change.at));
			}
		}
		return description.toString();
	}

	private List<Push> between(long from, long to) {
		return this.pushes.stream().filter((push) -> push.at >= from && push.at <= to).toList();
	}

	static String seconds(long nanos) {
		return String.format(Locale.ROOT, "%.2f s", nanos / (double) TimeUnit.SECONDS.toNanos(1));
	}

	/**
	 * Describe how many of the messages that were handed over between two moments have
	 * not arrived. Called when it has ended.
	 */
	String lost(long from, long to) {
		Set<Integer> arrived = this.arrivals.stream().map(Arrival::number).collect(Collectors.toSet());
		List<Push> forwarded = between(from, to).stream()
			.filter((push) -> push.result == PushResult.FORWARDED)
			.toList();
		long lost = forwarded.stream().filter((push) -> !arrived.contains(push.number)).count();
		return "%d of %d".formatted(lost, forwarded.size());
	}

	/**
	 * Stop, whatever is on its way.
	 */
	void stop() {
		this.stopped = true;
		this.running.orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	/**
	 * Stop, and take in what is on its way, unless the client has lost its connection.
	 */
	@Override
	public void close() {
		stop();
		int last = this.pushes.stream()
			.filter((push) -> push.result == PushResult.FORWARDED)
			.mapToInt(Push::number)
			.max()
			.orElse(-1);
		TestServer.await("last message").atMost(Duration.ofSeconds(20)).until(() -> {
			receive();
			return this.gone || this.latest >= last;
		});
	}

	private record Push(int number, long at, PushResult result) {

	}

	private record Arrival(int number, long at) {

	}

}
