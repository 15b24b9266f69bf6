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

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the dashboard of the page of recipes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "dashboard.interval=50ms")
class DashboardEndpointTests {

	@LocalServerPort
	private int port;

	@Test
	void viewerShouldSeeTheLatestReadingAtOnceAndThenEachNewOne(@Autowired AtomicInteger orders) {
		try (ExampleClient viewer = ExampleClient.connect(this.port, "/dashboard")) {
			assertThat(viewer.nextText()).contains("\"openOrders\":3");
			orders.set(7);
			await().until(() -> viewer.nextText().contains("\"openOrders\":7"));
		}
	}

	@ExampleApplication
	@EnableScheduling
	@Import(DashboardEndpoint.class)
	static class Application {

		@Bean
		AtomicInteger openOrders() {
			return new AtomicInteger(3);
		}

		@Bean
		DashboardEndpoint.Orders orders(AtomicInteger openOrders) {
			return openOrders::get;
		}

	}

}
