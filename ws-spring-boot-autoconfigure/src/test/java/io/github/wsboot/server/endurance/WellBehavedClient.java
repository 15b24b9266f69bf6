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

package io.github.wsboot.server.endurance;

import java.util.HashMap;
import java.util.Map;

import io.github.wsboot.Connection;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client that reads all the time, answers pings, and sends a number for an echo after
 * each broadcast.
 */
final class WellBehavedClient implements Runnable, AutoCloseable {

	private final RawWebSocketClient client;

	private final Connection connection;

	/** Number of messages received, by kind. */
	private final Map<String, Integer> counts = new HashMap<>();

	private int sent;

	private boolean ended;

	WellBehavedClient(TestServer server) {
		this.client = RawWebSocketClient.to(server, "/chaos").connect();
		this.connection = server.connection(this.client.name());
		this.connection.bindUser(ChaosTests.GOOD);
		this.connection.join(ChaosTests.GOOD);
	}

	String name() {
		return this.client.name();
	}

	Connection connection() {
		return this.connection;
	}

	@Override
	public void run() {
		while (!this.ended || count("echo") < this.sent) {
			RawFrame frame = this.client.next();
			if (frame.opcode() == RawFrame.PING) {
				this.client.send(new RawFrame(true, RawFrame.PONG, frame.payload()));
			}
			else {
				assertThat(frame.opcode()).as("%s with the code %s", frame, frame.closeCode()).isEqualTo(RawFrame.TEXT);
				received(frame.text().split(" "));
			}
		}
		RawFrame last = this.client.send(RawFrame.close(1000)).readToEnd();
		assertThat(last.closeCode()).isEqualTo(1000);
	}

	private void received(String[] words) {
		if (words[0].equals("end")) {
			this.ended = true;
			return;
		}
		assertThat(words[1]).as(words[0]).isEqualTo(String.valueOf(count(words[0])));
		this.counts.merge(words[0], 1, Integer::sum);
		if (words[0].equals("all")) {
			this.client.text("echo " + this.sent++);
		}
	}

	private int count(String kind) {
		return this.counts.getOrDefault(kind, 0);
	}

	void assertThatAllCame(int broadcasts, int pushes) {
		assertThat(broadcasts).isGreaterThan(100);
		assertThat(pushes).isGreaterThan(100);
		assertThat(count("all")).isEqualTo(broadcasts);
		assertThat(count("room")).isEqualTo(broadcasts);
		assertThat(count("push")).isEqualTo(pushes);
		assertThat(count("echo")).isEqualTo(this.sent);
		assertThat(count("tick")).isGreaterThan(10);
	}

	@Override
	public void close() {
		this.client.close();
	}

}
