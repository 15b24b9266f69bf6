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

package io.github.wsboot.docs;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the chat with presence of the page of recipes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PresenceEndpointTests {

	@LocalServerPort
	private int port;

	@Test
	void peopleShouldSeeWhoComesAndGoes() {
		try (ExampleClient ada = connect("ada")) {
			assertThat(ada.nextText()).isEqualTo(people("\"ada\""));
			try (ExampleClient bob = connect("bob"); ExampleClient secondTab = connect("bob")) {
				assertThat(ada.nextText()).isEqualTo(people("\"ada\",\"bob\""));
				assertThat(ada.nextText()).as("the second tab").isEqualTo(people("\"ada\",\"bob\""));
				bob.send("{\"type\":\"say\",\"text\":\"hello\"}");
				assertThat(ada.nextText()).isEqualTo("{\"type\":\"line\",\"from\":\"bob\",\"text\":\"hello\"}");
			}
			assertThat(ada.nextText()).as("one tab is left").isIn(people("\"ada\",\"bob\""), people("\"ada\""));
			assertThat(ada.nextText()).isEqualTo(people("\"ada\""));
		}
	}

	private ExampleClient connect(String name) {
		return ExampleClient.connect(this.port, "/rooms/lobby?name=" + name);
	}

	private static String people(String names) {
		return "{\"type\":\"people\",\"people\":[" + names + "]}";
	}

	@ExampleApplication
	@Import(PresenceEndpoint.class)
	static class Application {

	}

}
