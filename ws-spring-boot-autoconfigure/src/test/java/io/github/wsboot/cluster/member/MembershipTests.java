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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.wsboot.ClusterNode;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.support.SafeEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Membership}, whose nodes are dead after 10 units of time.
 */
class MembershipTests {

	private static final String B = "node-bbb";

	private static final String C = "node-ccc";

	private final List<Object> events = new ArrayList<>();

	private final List<String> left = new ArrayList<>();

	private final Membership members = new Membership(10,
			new ClusterEvents(new SafeEventPublisher(this.events::add), Runnable::run, new ClusterCounters()),
			this.left::add);

	@Test
	void nodeShouldJoinOnceAndLeaveCleanly() {
		heard(B, 0);
		heard(B, 3);
		this.members.onLeave(B);
		this.members.onLeave(B);
		assertThat(this.events).containsExactly(new NodeJoinedEvent(node(B)), new NodeLeftEvent(node(B), true));
		assertThat(this.members.nodes()).isEmpty();
		assertThat(this.members.count()).isZero();
	}

	@Test
	void nodesShouldHaveTheirLatestStateInTheOrderOfTheirNames() {
		this.members.onState(C, new NodeState("1", Instant.EPOCH, 3, false), 0);
		this.members.onState(B, new NodeState("2", Instant.EPOCH, 3, false), 0);
		this.members.onState(B, new NodeState("2", Instant.EPOCH, 5, true), 0);
		assertThat(this.members.nodes()).containsExactly(new ClusterNode(C, "1", Instant.EPOCH, 3, false, false),
				new ClusterNode(B, "2", Instant.EPOCH, 5, false, true));
	}

	@Test
	void silentNodeShouldBeGoneAndJoinAgain() {
		this.members.onAvailable(0);
		heard(B, 5);
		heard(C, 5);
		heard(C, 14);
		assertThat(this.members.checkSilence(15)).isTrue();
		assertThat(this.members.count()).isEqualTo(2);
		assertThat(this.members.checkSilence(16)).isTrue();
		assertThat(this.members.nodes()).containsExactly(node(C));
		assertThat(this.events).last().isEqualTo(new NodeLeftEvent(node(B), false));
		heard(B, 40);
		assertThat(this.events).last().isEqualTo(new NodeJoinedEvent(node(B)));
	}

	@Test
	void nodeThatDoesNotHearItselfShouldJudgeNobody() {
		heard(B, 0);
		heard(C, 100);
		assertThat(this.members.checkSilence(105)).isTrue();
		this.members.onAvailable(105);
		heard(C, 114);
		assertThat(this.members.checkSilence(115)).isTrue();
		this.members.onUnavailable();
		assertThat(this.members.checkSilence(1_000)).isTrue();
		this.members.onAvailable(1_000);
		heard(C, 1_009);
		assertThat(this.members.checkSilence(1_010)).isTrue();
		assertThat(this.members.count()).isEqualTo(2);
		assertThat(this.members.checkSilence(1_011)).isTrue();
		assertThat(this.members.nodes()).containsExactly(node(C));
	}

	@Test
	void silenceOfAllNodesShouldBeDoubtedOnce() {
		this.members.onAvailable(0);
		heard(B, 5);
		heard(C, 6);
		assertThat(this.members.checkSilence(16)).as("only one is silent").isTrue();
		heard(B, 17);
		assertThat(this.members.checkSilence(28)).as("all are silent").isFalse();
		this.members.onUnavailable();
		this.members.onAvailable(30);
		assertThat(this.members.checkSilence(40)).isTrue();
		assertThat(this.members.count()).isEqualTo(2);
		assertThat(this.members.checkSilence(41)).as("still silent on another link").isTrue();
		assertThat(this.members.count()).isZero();
		assertThat(this.members.checkSilence(60)).isTrue();
	}

	@Test
	void silenceShouldBeDoubtedAgainAfterNodeWasHeard() {
		this.members.onAvailable(0);
		heard(B, 5);
		assertThat(this.members.checkSilence(16)).isFalse();
		heard(B, 17);
		assertThat(this.members.checkSilence(28)).isFalse();
	}

	@Test
	void madeUpNodeShouldNotExistOnceTheViewIsSettled() {
		assertThat(this.members.mayExist(B, 1_000)).isTrue();
		this.members.onAvailable(1_000);
		assertThat(this.members.mayExist(B, 1_010)).isTrue();
		assertThat(this.members.mayExist(B, 1_011)).isFalse();
		heard(B, 1_012);
		assertThat(this.members.mayExist(B, 1_012)).isTrue();
		this.members.onLeave(B);
		assertThat(this.members.mayExist(B, 1_012)).isFalse();
		this.members.onUnavailable();
		assertThat(this.members.mayExist(B, 1_012)).isTrue();
	}

	@Test
	void timesShouldBeComparedAcrossOverflow() {
		long start = Long.MAX_VALUE - 5;
		this.members.onAvailable(start);
		heard(B, start);
		heard(C, start + 9);
		assertThat(this.members.mayExist("made-up-", start + 10)).isTrue();
		assertThat(this.members.mayExist("made-up-", start + 11)).isFalse();
		assertThat(this.members.checkSilence(start + 11)).isTrue();
		assertThat(this.members.nodes()).containsExactly(node(C));
	}

	@Test
	void heardNodesShouldBeCountedBetweenCalls() {
		heard(B, 0);
		heard(B, 0);
		heard(C, 0);
		assertThat(this.members.takeHeard()).isEqualTo(2);
		assertThat(this.members.takeHeard()).isZero();
		heard(B, 0);
		this.members.onLeave(B);
		assertThat(this.members.takeHeard()).isZero();
		heard(B, 0);
		this.members.onUnavailable();
		assertThat(this.members.takeHeard()).isZero();
	}

	@Test
	void forgedNodesShouldNotFillTheMemory() {
		this.members.onAvailable(0);
		heard(B, 0);
		for (int i = 0; i < 2 * Membership.MAX_NODES; i++) {
			heard("%08d".formatted(i), 50);
		}
		assertThat(this.members.count()).isEqualTo(Membership.MAX_NODES);
		assertThat(this.events).hasSize(Membership.MAX_NODES);
		assertThat(this.members.takeHeard()).isEqualTo(Membership.MAX_NODES);
		assertThat(this.members.mayExist("one-more", 50)).as("who knows").isTrue();
		heard(B, 51);
		assertThat(this.members.takeHeard()).isEqualTo(1);
		assertThat(this.members.checkSilence(61)).isTrue();
		assertThat(this.members.nodes()).containsExactly(node(B));
		assertThat(this.members.mayExist("one-more", 61)).isFalse();
	}

	private void heard(String id, long now) {
		this.members.onState(id, new NodeState(id, Instant.EPOCH, 1, false), now);
	}

	private static ClusterNode node(String id) {
		return new ClusterNode(id, id, Instant.EPOCH, 1, false, false);
	}

}
