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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.util.StringUtils;

import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

/**
 * Tests for observations of messages, with callbacks on virtual threads.
 */
@Promise("tracing")
@Tag("virtual-threads")
@EnabledForJreRange(min = JRE.JAVA_21)
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class VirtualThreadObservationTests extends ObservationTests {

	@Override
	TestServer traced(String... properties) {
		return super.traced(StringUtils.addStringToArray(properties, "spring.threads.virtual.enabled=true"));
	}

}
