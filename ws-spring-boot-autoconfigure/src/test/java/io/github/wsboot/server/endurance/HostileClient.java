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

import java.util.Arrays;
import java.util.Random;

import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;

/**
 * What a hostile client does with its connection, which it leaves as it is.
 */
enum HostileClient {

	TALK((client, random) -> {
		for (int i = 0; i < 10; i++) {
			client.text("talk " + i);
			RawFrame frame = client.next();
			while (!frame.text().equals("talk " + i) && frame.opcode() != RawFrame.CLOSE) {
				frame = client.next();
			}
		}
		client.send(RawFrame.close(1000)).readToEnd();
	}),

	STALL((client, random) -> client.text("big").text("big")),

	RESET((client, random) -> {
		byte[] frame = RawFrame.text("x".repeat(1000), true).encode(true);
		client.text("big").bytes(Arrays.copyOf(frame, 1 + random.nextInt(frame.length))).reset();
	}),

	FLOOD((client, random) -> {
		for (int i = 0; i < 500; i++) {
			client.send((random.nextInt(4) == 0) ? RawFrame.of(RawFrame.PING, "flood") : RawFrame.text("y", true));
		}
		client.close();
	}),

	GARBAGE((client, random) -> {
		byte[] garbage = new byte[10 + random.nextInt(2000)];
		random.nextBytes(garbage);
		client.bytes(garbage).finish();
		client.readToEnd();
	}),

	VANISH((client, random) -> {
	}),

	BREAK_OFF((client, random) -> client.reset());

	private final Attack attack;

	HostileClient(Attack attack) {
		this.attack = attack;
	}

	void attack(RawWebSocketClient client, Random random) {
		this.attack.on(client, random);
	}

	private interface Attack {

		void on(RawWebSocketClient client, Random random);

	}

}
