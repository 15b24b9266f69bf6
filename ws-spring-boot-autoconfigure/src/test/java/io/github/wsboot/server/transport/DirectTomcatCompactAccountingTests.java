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

package io.github.wsboot.server.transport;

import java.util.ArrayList;
import java.util.List;

import io.github.wsboot.server.Promise;
import io.github.wsboot.server.TestServer;

/**
 * Tests that Tomcat's accounting stays right with compact buffers.
 */
@Promise("transports")
class DirectTomcatCompactAccountingTests extends DirectTomcatAccountingTests {

	@Override
	public TestServer server(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(DirectTomcatCompactBuffersTests.COMPACT);
		return super.server(all.toArray(String[]::new));
	}

}
