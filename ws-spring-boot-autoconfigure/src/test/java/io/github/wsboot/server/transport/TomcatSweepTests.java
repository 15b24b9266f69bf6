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

import java.util.Set;

import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Processor;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Tomcat forgets clients of its own WebSocket implementation, even if it has
 * lost track of them.
 */
@ServerKinds(ServerKind.TOMCAT)
class TomcatSweepTests extends ServerTests {

	TomcatSweepTests() {
		super(DirectSuite.EchoEndpoint.class);
	}

	@Promise("hostile-clients")
	@Test
	void processorThatWaitsForAClosedSocketShouldBeForgotten() {
		RawWebSocketClient client = raw("/echo");
		TestServer.await("the processor to wait").until(() -> waiting().size() == 1);
		Processor processor = waiting().iterator().next();
		assertThat(client.text("echo").nextText()).isNotEmpty();
		client.close();
		Internals.of(server()).awaitNothing("the client");
		// Tomcat does this if the socket is closed at the wrong moment
		protocol().addWaitingProcessor(processor);
		TestServer.await("the processor to go").until(() -> waiting().isEmpty());
	}

	@Promise("hostile-clients")
	@Test
	void processorThatWaitsForAnOpenSocketShouldStay() {
		RawWebSocketClient client = raw("/echo");
		TestServer.await("the processor to wait").until(() -> waiting().size() == 1);
		Processor processor = waiting().iterator().next();
		for (int i = 0; i < 5; i++) {
			processor.timeoutAsync(System.currentTimeMillis());
		}
		assertThat(waiting()).containsExactly(processor);
		assertThat(client.text("echo").nextText()).isNotEmpty();
	}

	private AbstractProtocol<?> protocol() {
		return Internals.of(server()).protocol();
	}

	@SuppressWarnings("unchecked")
	private Set<Processor> waiting() {
		return (Set<Processor>) ReflectionTestUtils.getField(protocol(), AbstractProtocol.class, "waitingProcessors");
	}

}
