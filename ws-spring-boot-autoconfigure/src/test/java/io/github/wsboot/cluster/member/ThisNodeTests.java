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

package io.github.wsboot.cluster.member;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.ClusterNode;
import io.github.wsboot.cluster.codec.NodeState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ThisNode}.
 */
class ThisNodeTests {

	private final ClusterIdentity identity = new ClusterIdentity();

	@Test
	void heartbeatAndApplicationShouldSeeTheSameNode() {
		ThisNode node = node("a");
		NodeState state = node.state();
		ClusterNode described = node.describe();
		assertThat(described).isEqualTo(new ClusterNode(this.identity.id(), "a", this.identity.since(),
				state.connections(), true, state.draining()));
		assertThat(state.name()).isEqualTo("a");
		assertThat(state.since()).isEqualTo(this.identity.since());
	}

	@Test
	void nameMayBeAsLongAsEveryMessageAllows() {
		String name = "\u20ac".repeat(ThisNode.MAX_NAME_LENGTH);
		assertThat(NodeState.decode(node(name).state().encode()).name()).isEqualTo(name);
		assertThatIllegalArgumentException().isThrownBy(() -> node(name + "a"))
			.withMessage("The name of a node must have 1 to 255 characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void blankNameShouldBeRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> node(name))
			.withMessage("The name of a node must have 1 to 255 characters");
	}

	@Test
	void nameOfHalfACharacterShouldBeRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> node("a\ud800"))
			.withMessage("The name of a node must be valid Unicode");
	}

	private ThisNode node(String name) {
		return new ThisNode(this.identity, name, new RecordingNode(), List::of);
	}

}
