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

package io.github.wsboot.server.cluster;

import java.util.List;
import java.util.function.Consumer;

import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.cluster.CrowdApplication.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Node with the {@link CrowdApplication}, in this process or another one.
 */
final class CrowdNode implements AutoCloseable {

	private final String name;

	private final int port;

	private final RawWebSocketClient questions;

	CrowdNode(String name, int port) {
		this.name = name;
		this.port = port;
		this.questions = RawWebSocketClient.to(port, CrowdApplication.STATE).connect();
	}

	int port() {
		return this.port;
	}

	State state() {
		this.questions.text("?");
		String answer = this.questions.nextText();
		while (!answer.startsWith("{")) {
			// It has been pushed to all
			answer = this.questions.nextText();
		}
		return JsonMapper.shared().readValue(answer, State.class);
	}

	/**
	 * Wait until it reaches the cluster.
	 */
	void awaitAvailable() {
		await("cluster", (state) -> assertThat(state.available()).isTrue());
	}

	/**
	 * Wait until it reaches the cluster and knows these nodes, and no others.
	 */
	void awaitNodes(String... names) {
		await("nodes", (state) -> {
			assertThat(state.available()).isTrue();
			assertThat(state.nodes()).containsExactlyInAnyOrder(names);
		});
	}

	/**
	 * Wait until it has noticed so many gaps, with so many lost messages.
	 */
	void awaitGaps(long gaps, long lost) {
		await("gaps", (state) -> assertThat(List.of(state.gaps(), state.lost())).isEqualTo(List.of(gaps, lost)));
	}

	/**
	 * Assert that it has never ignored a message.
	 */
	void assertNothingDropped() {
		assertThat(state().dropped()).as("dropped by %s", this.name).isEmpty();
	}

	/**
	 * Wait until it has no client, nothing in queues, and no subscription but those that
	 * each node has.
	 */
	void awaitNothingLeft() {
		await("end of all", (state) -> {
			assertThat(state.clients()).isZero();
			assertThat(state.queued()).isZero();
			assertThat(state.desired()).isEqualTo(2);
			assertThat(state.confirmed()).isEqualTo(2);
		});
	}

	private void await(String what, Consumer<State> assertion) {
		TestServer.await(what + " at " + this.name).untilAsserted(() -> assertion.accept(state()));
	}

	@Override
	public void close() {
		this.questions.close();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
