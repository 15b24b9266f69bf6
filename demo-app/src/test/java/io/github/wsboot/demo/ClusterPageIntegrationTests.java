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

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the page shows of the cluster, in a real browser.
 */
@ExtendWith(Browser.class)
class ClusterPageIntegrationTests {

	@Test
	void headerShouldNameTheNode() throws IOException {
		File temporary = Files.createTempDirectory("browser").toFile();
		// A Redis that accepts connections and says nothing: a node starts nevertheless
		try (ServerSocket redis = new ServerSocket(0);
				ConfigurableApplicationContext node = SpringApplication.run(DemoApplication.class,
						"--spring.profiles.active=cluster", "--server.port=0", "--ws.cluster.node-name=node-a",
						"--spring.data.redis.port=" + redis.getLocalPort(),
						"--logging.level.org.openqa.selenium=error")) {
			String address = "http://localhost:" + node.getEnvironment().getProperty("local.server.port") + "/";
			ChromeDriver browser = Browser.launch(temporary);
			try {
				DemoPage page = DemoPage.open(browser, address);
				Awaitility.await("name of the node")
					.atMost(Duration.ofSeconds(60))
					.ignoreExceptionsInstanceOf(WebDriverException.class)
					.untilAsserted(() -> assertThat(page.text("node")).isEqualTo("node-a · others out of reach"));
			}
			finally {
				browser.quit();
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(temporary);
		}
	}

}
