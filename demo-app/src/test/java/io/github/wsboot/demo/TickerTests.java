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

import java.math.BigDecimal;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the ticker.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class TickerTests {

	@LocalServerPort
	private int port;

	@Test
	void shouldTellTheHistoryAndThenEachTick() throws Exception {
		try (Client client = Client.connect(this.port, "/ws/ticker")) {
			JsonNode points = history(client).path("points");
			assertThat(points.isArray()).isTrue();
			assertThat(points.size()).isBetween(1, 60);
			JsonNode previous = points.get(points.size() - 1);
			for (int i = 0; i < 3; i++) {
				JsonNode tick = client.nextJson();
				assertThat(tick.propertyNames()).containsExactly("type", "at", "price", "change");
				assertThat(tick.path("type").asString()).isEqualTo("tick");
				assertThat(at(tick)).isAfter(at(previous));
				assertThat(decimal(tick, "price"))
					.isEqualByComparingTo(decimal(previous, "price").add(decimal(tick, "change")));
				previous = tick;
			}
		}
	}

	@Test
	void shouldTellEverybodyTheSame() throws Exception {
		try (Client one = Client.connect(this.port, "/ws/ticker");
				Client other = Client.connect(this.port, "/ws/ticker")) {
			history(one);
			JsonNode points = history(other).path("points");
			JsonNode tick = other.nextJson();
			assertThat(tick.path("type").asString()).isEqualTo("tick");
			JsonNode same = one.nextJson();
			while (at(same).isBefore(at(tick))) {
				assertThat(points.valueStream().map(this::at)).contains(at(same));
				same = one.nextJson();
			}
			assertThat(same).isEqualTo(tick);
		}
	}

	/**
	 * Return the history; a tick may come before it, but is in it then.
	 */
	private JsonNode history(Client client) throws Exception {
		JsonNode message = client.nextJson();
		while (message.path("type").asString().equals("tick")) {
			message = client.nextJson();
		}
		assertThat(message.path("type").asString()).isEqualTo("history");
		assertThat(message.propertyNames()).containsExactly("type", "points");
		return message;
	}

	private Instant at(JsonNode point) {
		return Instant.parse(point.path("at").asString());
	}

	private BigDecimal decimal(JsonNode node, String name) {
		assertThat(node.path(name).isNumber()).isTrue();
		return node.path(name).decimalValue();
	}

}
