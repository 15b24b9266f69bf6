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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterIdentity}.
 */
class ClusterIdentityTests {

	private final ClusterIdentity identity = new ClusterIdentity();

	@Test
	void idShouldBeNewEachTime() {
		assertThat(this.identity.id()).matches("[A-Za-z0-9_-]{8}").isNotEqualTo(new ClusterIdentity().id());
		assertThat(this.identity.connectionIdPrefix()).isEqualTo(this.identity.id() + ".");
	}

	@Test
	void connectionOfAnotherNodeShouldHaveThatNode() {
		assertThat(this.identity.otherNode("node-B_9.0123456789ABCdefghi_-z")).isEqualTo("node-B_9");
	}

	@Test
	void connectionOfThisNodeShouldHaveNoOtherNode() {
		assertThat(this.identity.otherNode(this.identity.connectionIdPrefix() + "0123456789ABCdefghi_-z")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "node-B_9", "node-B_9.", "node-B_9.0123456789ABCdefghi_-",
			"0123456789ABCdefghi_-z", "node-B_9.0123456789ABCdefghi_-zz", "node-B_.90123456789ABCdefghi_-z",
			"node-B_9:0123456789ABCdefghi_-z", "node-B_9.0123456789ABCdefghi_+z", "node-B*9.0123456789ABCdefghi_-z",
			"nöde-B_9.0123456789ABCdefghi_-z", " node-B_9.0123456789ABCdefghi_-z", "node-B_9.0123456789ABCdefghi_-z\n",
			"node-B_9.0123456789ABCdefghi_-=", "\u0660ode-B_9.0123456789ABCdefghi_-z" })
	void otherTextShouldHaveNoNode(String id) {
		assertThat(this.identity.otherNode(id)).isNull();
	}

}
