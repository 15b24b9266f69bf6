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

package io.github.wsboot.client;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Short form of the storm: a second with two hundred clients.
 */
class ClientStormTests extends ClientStorm {

	ClientStormTests() {
		super(200, Duration.ofSeconds(1), "ws.client.reconnect.delay=100ms", "ws.client.reconnect.max-delay=1s");
	}

	@Override
	void verify(Map<Long, Integer> seconds, int clients) {
		assertThat(seconds.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(clients);
	}

}
