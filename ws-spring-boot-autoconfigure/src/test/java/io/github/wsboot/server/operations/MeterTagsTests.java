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

package io.github.wsboot.server.operations;

import java.util.Collection;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing of a client becomes the tag of a meter.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class MeterTagsTests extends ServerTests {

	private static final int PATHS = 1000;

	MeterTagsTests() {
		super(RoomEndpoint.class);
	}

	@Test
	void thousandPathsOfOneTemplateShouldHaveOneTagValue() {
		TestServer server = server("ws.metrics.enabled=true");
		for (int i = 0; i < PATHS; i++) {
			try (RawWebSocketClient client = RawWebSocketClient.to(server, "/room/r" + i).connect()) {
				assertThat(client.text("text").nextText()).isEqualTo("text");
			}
		}
		server.awaitNoConnection();
		MeterRegistry registry = server.bean(MeterRegistry.class);
		assertThat(registry.get("websocket.server.handshakes").tag("result", "accepted").counters())
			.satisfiesExactly((counter) -> assertThat(counter.count()).isEqualTo(PATHS));
		Collection<Meter> meters = registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("websocket."))
			.toList();
		assertThat(meters).extracting((meter) -> meter.getId().getTag("uri")).containsOnly("/room/{name}", null);
		assertThat(meters).hasSizeLessThan(100)
			.flatExtracting((meter) -> meter.getId().getTags())
			.extracting(Tag::getValue)
			.noneMatch((value) -> value.contains("r1"));
	}

	@WebSocketEndpoint("/room/{name}")
	static class RoomEndpoint {

		@OnMessage
		String text(String text) {
			return text;
		}

	}

}
