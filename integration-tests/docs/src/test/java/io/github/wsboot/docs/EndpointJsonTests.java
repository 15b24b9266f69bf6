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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the JSON mapper of the page of recipes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EndpointJsonTests {

	@LocalServerPort
	private int port;

	@Test
	void endpointsShouldHaveTheirOwnMapperAndControllersTheApplications() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/people")) {
			client.send("{\"first_name\":\"Ada\"}");
			assertThat(client.nextText()).isEqualTo("{\"first_name\":\"Ada\"}");
		}
		assertThat(
				RestClient.create("http://localhost:" + this.port).get().uri("/person").retrieve().body(String.class))
			.isEqualTo("{\"firstName\":\"Ada\"}");
	}

	@ExampleApplication
	@Import({ EndpointJson.class, PeopleEndpoint.class, PersonController.class })
	static class Application {

	}

	@WebSocketEndpoint("/people")
	static class PeopleEndpoint {

		@OnMessage
		Person received(Person person) {
			return person;
		}

	}

	@RestController
	static class PersonController {

		@GetMapping("/person")
		Person person() {
			return new Person("Ada");
		}

	}

	record Person(String firstName) {

	}

}
