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

package io.github.wsboot.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stops a server and lets its clients return to another one as pages with the browser
 * client do: after what the reason of the close frame asks for, and a jitter on top.
 */
final class ReturnScenario {

	private static final String PATH = "/ws";

	private static final String SUB_PROTOCOL = "ws.v1";

	private static final Pattern RETRY_AFTER = Pattern.compile("\\bretry-after=([0-9]{1,9})\\b");

	/** The first bound of the browser client's back-off. */
	private static final long JITTER = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long MIN_DELAY = TimeUnit.MILLISECONDS.toNanos(50);

	private final Options options;

	ReturnScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		List<String> report = new ArrayList<>();
		try (ServerProcess next = ServerProcess.start(this.options)) {
			report.add(Machine.describe(next.jvm()) + ".");
			report.add("%d connections at %s return to another server.".formatted(this.options.connections(), PATH));
			report.add("");
			MarkdownTable table = new MarkdownTable("retry-after", "all are back after (s)", "most in one second",
					"in each second");
			returns(table, "as by default", next);
			returns(table, "none", next, "--ws.drain.retry-after=0");
			report.addAll(table.lines());
		}
		return report;
	}

	private void returns(MarkdownTable table, String name, ServerProcess next, String... arguments) {
		try (ServerProcess first = ServerProcess.start(this.options, arguments);
				Clients clients = new Clients(first.port())) {
			clients.offer(SUB_PROTOCOL);
			clients.open(PATH, this.options.connections(), true);
			first.await(clients, PATH, this.options.connections());
			Returning returning = new Returning(clients, this.options.connections());
			clients.target(next.port(), PATH);
			clients.onClose(returning::closed);
			long start = System.nanoTime();
			Thread stopping = new Thread(first::close, "stopping");
			stopping.start();
			clients.await("return", () -> returning.goOn(System.nanoTime() - start));
			table.row(name, returning.last() / 1e9, Arrays.stream(returning.seconds()).max().orElse(0),
					Arrays.toString(returning.seconds()));
			System.err.println(name + ": all are back");
			clients.onClose(null);
			clients.closeAll();
			join(stopping);
			next.await(clients, PATH, 0);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(Duration.ofMinutes(1).toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Clients that return, and when they were back.
	 */
	private static final class Returning {

		private final Clients clients;

		private final int count;

		private final PriorityQueue<Long> due = new PriorityQueue<>();

		private final List<Long> back = new ArrayList<>();

		Returning(Clients clients, int count) {
			this.clients = clients;
			this.count = count;
		}

		/**
		 * Called when a server has closed a connection.
		 * @param reason the reason in its close frame
		 */
		void closed(String reason) {
			Matcher matcher = RETRY_AFTER.matcher(reason);
			long asked = matcher.find() ? TimeUnit.SECONDS.toNanos(Long.parseLong(matcher.group(1))) : 0;
			long delay = asked + ThreadLocalRandom.current().nextLong(JITTER);
			this.due.add(System.nanoTime() + Math.max(MIN_DELAY, delay));
		}

		/**
		 * Open the connections that are due.
		 * @param now the time since the server was asked to stop
		 * @return whether all are back
		 */
		boolean goOn(long now) {
			while (!this.due.isEmpty() && this.due.peek() - System.nanoTime() <= 0) {
				this.due.remove();
				this.clients.connect(true);
			}
			while (this.back.size() < this.clients.openedCount() - this.count) {
				this.back.add(now);
			}
			return this.back.size() == this.count;
		}

		long last() {
			return this.back.get(this.back.size() - 1);
		}

		/**
		 * Return how many were back in each second.
		 */
		int[] seconds() {
			int[] seconds = new int[(int) TimeUnit.NANOSECONDS.toSeconds(last()) + 1];
			this.back.forEach((time) -> seconds[(int) TimeUnit.NANOSECONDS.toSeconds(time)]++);
			return seconds;
		}

	}

}
