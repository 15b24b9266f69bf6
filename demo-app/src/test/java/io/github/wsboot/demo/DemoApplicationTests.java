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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoApplication}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DemoApplicationTests {

	@Test
	void shouldServeThePageAtTheAddressItPrints(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(DemoApplication.class, "--server.port=0")) {
			String port = context.getEnvironment().getProperty("local.server.port");
			String address = "http://localhost:" + port + "/";
			assertThat(output).containsOnlyOnce("Open " + address);
			RestTestClient.bindToServer()
				.baseUrl(address)
				.build()
				.get()
				.uri("/")
				.exchangeSuccessfully()
				.expectHeader()
				.valueEquals("Cache-Control", "no-store")
				.expectBody(String.class)
				.value((html) -> assertThat(html).contains("<title>Six endpoints, one port"));
		}
	}

}
