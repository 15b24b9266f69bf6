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
 * Long form of {@link ClientStormTests}: half a minute with two thousand clients and the
 * default delays. Runs only with the profile {@code soak}.
 */
class ClientStormSoak extends ClientStorm {

	private static final double MAX_SHARE = 0.15;

	ClientStormSoak() {
		super(2000, Duration.ofSeconds(30));
	}

	@Override
	void verify(Map<Long, Integer> seconds, int clients) {
		assertThat(seconds.values()).allMatch((returned) -> returned <= MAX_SHARE * clients);
	}

}
