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

import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.member.SenderStreams.Arrival;
import io.github.wsboot.cluster.member.SenderStreams.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SenderStreams}.
 */
class SenderStreamsTests {

	private static final Topic SELF = Topic.node("node-aaa");

	private static final Topic ROOM = Topic.room("lobby");

	private final SenderStreams streams = new SenderStreams();

	private long now = 1_000;

	@Test
	void firstMessageShouldBeInOrderWhateverItsNumber() {
		assertThat(accept(1, 17, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 5, SELF)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 18, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 6, SELF)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void missingMessagesShouldBeCountedExactlyForEachTopic() {
		accept(1, 1, Topic.ALL);
		accept(1, 1, SELF);
		this.now = 5_000;
		assertThat(accept(1, 5, Topic.ALL)).isEqualTo(new Arrival(Verdict.GAP, 3, 1_000));
		assertThat(accept(1, 3, SELF)).isEqualTo(new Arrival(Verdict.GAP, 1, 5_000));
		assertThat(accept(1, 6, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 4, SELF)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void messagesThatGotLostAfterTheHelloShouldBeCounted() {
		assertThat(hello(1)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 3, SELF)).isEqualTo(new Arrival(Verdict.GAP, 2, this.now));
		assertThat(accept(1, 2, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void messagesOfRoomsShouldNotBeCounted() {
		accept(1, 1, Topic.ALL);
		assertThat(accept(1, 0, ROOM)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 0, ROOM)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 2, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void numberThatIsNotHigherShouldBeDuplicate() {
		accept(1, 7, Topic.ALL);
		assertThat(accept(1, 7, Topic.ALL)).isSameAs(Arrival.DUPLICATE);
		assertThat(accept(1, 6, Topic.ALL)).isSameAs(Arrival.DUPLICATE);
		assertThat(accept(1, 8, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void messageOfReplacedLinkShouldBeStaleOnEachTopic() {
		accept(1, 7, Topic.ALL);
		hello(2);
		assertThat(accept(1, 8, Topic.ALL)).isSameAs(Arrival.STALE);
		assertThat(accept(1, 1, SELF)).isSameAs(Arrival.STALE);
		assertThat(accept(1, 0, ROOM)).isSameAs(Arrival.STALE);
		assertThat(accept(2, 2, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void messageOfReplacedLinkShouldBeStaleAfterThisNodesLinkChanged() {
		accept(2, 7, Topic.ALL);
		this.streams.onNewLink();
		assertThat(accept(1, 8, Topic.ALL)).isSameAs(Arrival.STALE);
	}

	@Test
	void newLinkOfSenderShouldBeOneGapOfUnknownSize() {
		accept(1, 7, Topic.ALL);
		this.now = 9_000;
		assertThat(hello(3)).isEqualTo(new Arrival(Verdict.GAP, -1, 1_000));
		assertThat(accept(3, 2, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(3, 1, SELF)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void newLinkOfSenderWhoseHelloIsMissingShouldBeOneGap() {
		accept(1, 7, Topic.ALL);
		assertThat(accept(2, 4, Topic.ALL).verdict()).isEqualTo(Verdict.GAP);
		assertThat(accept(2, 5, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void newLinkOfThisNodeShouldBeNoGapOfTheSenderUnlessItWasSilent() {
		accept(1, 7, Topic.ALL);
		this.streams.onNewLink();
		this.now = 9_000;
		assertThat(accept(1, 0, ROOM)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 20, Topic.ALL)).isEqualTo(new Arrival(Verdict.RESUMED, -1, 1_000));
		assertThat(accept(1, 21, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		this.streams.onNewLink();
		this.streams.onNewLink();
		assertThat(hello(2)).isEqualTo(new Arrival(Verdict.RESUMED, -1, 9_000));
	}

	@Test
	void linkNumberThatSenderNeverReachesShouldNotSilenceItForEver() {
		accept(2, 7, Topic.ALL);
		accept(Integer.MAX_VALUE, 1, Topic.ALL);
		assertThat(accept(2, 8, Topic.ALL)).isSameAs(Arrival.STALE);
		this.now += SenderStreams.CONTRADICTION.toNanos();
		assertThat(accept(2, 9, Topic.ALL)).isSameAs(Arrival.STALE);
		this.now++;
		assertThat(accept(2, 10, Topic.ALL)).isEqualTo(new Arrival(Verdict.GAP, -1, 1_000));
		assertThat(accept(2, 11, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void lateMessagesShouldStayStaleWhileTheNewLinkIsHeard() {
		accept(1, 7, Topic.ALL);
		hello(2);
		assertThat(accept(1, 8, Topic.ALL)).isSameAs(Arrival.STALE);
		this.now += SenderStreams.CONTRADICTION.toNanos();
		assertThat(accept(2, 0, ROOM)).isSameAs(Arrival.IN_ORDER);
		this.now++;
		assertThat(accept(1, 9, Topic.ALL)).isSameAs(Arrival.STALE);
	}

	@Test
	void numberThatSenderNeverReachesShouldNotSilenceItForEver() {
		accept(1, 7, Topic.ALL);
		accept(1, 1, SELF);
		assertThat(accept(1, Long.MAX_VALUE, Topic.ALL)).isEqualTo(new Arrival(Verdict.GAP, -1, this.now));
		assertThat(accept(1, 8, Topic.ALL)).isSameAs(Arrival.DUPLICATE);
		this.now += SenderStreams.CONTRADICTION.toNanos() + 1;
		assertThat(accept(1, 2, SELF)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(1, 9, Topic.ALL)).isEqualTo(new Arrival(Verdict.GAP, -1, this.now));
		assertThat(accept(1, 10, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void sendersShouldNotInfluenceEachOther() {
		accept(5, 7, Topic.ALL);
		assertThat(accept("node-ccc", 1, 1, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept("node-ccc", 1, 2, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void lowestLinkNumberShouldBeAccepted() {
		assertThat(accept(Integer.MIN_VALUE, 1, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		assertThat(accept(Integer.MIN_VALUE, 2, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
	}

	@Test
	void sendersThatAreSilentShouldBeForgotten() {
		accept(1, 1, Topic.ALL);
		this.now = 2_000;
		accept("node-ccc", 1, 1, Topic.ALL);
		this.streams.removeSilent(1_500);
		assertThat(this.streams.size()).isEqualTo(1);
		assertThat(accept("node-ccc", 1, 3, Topic.ALL).lost()).isEqualTo(1);
	}

	@Test
	void forgedSendersShouldNotFillTheMemory() {
		for (int i = 0; i < 10 * SenderStreams.MAX_SENDERS; i++) {
			accept("%08d".formatted(i), 1, 1, Topic.ALL);
			assertThat(accept(1, i + 1, Topic.ALL)).isSameAs(Arrival.IN_ORDER);
		}
		assertThat(this.streams.size()).isEqualTo(SenderStreams.MAX_SENDERS);
		assertThat(accept(1, 10 * SenderStreams.MAX_SENDERS + 3, Topic.ALL).lost()).isEqualTo(2);
	}

	private Arrival hello(int link) {
		return accept("node-bbb", Kind.HELLO, link, 1, Topic.ALL);
	}

	private Arrival accept(int link, long sequence, Topic topic) {
		return accept("node-bbb", link, sequence, topic);
	}

	private Arrival accept(String sender, int link, long sequence, Topic topic) {
		return accept(sender, Kind.HEARTBEAT, link, sequence, topic);
	}

	private Arrival accept(String sender, Kind kind, int link, long sequence, Topic topic) {
		NodeState state = new NodeState("b", Instant.EPOCH, 0, false);
		ClusterMessage message = new ClusterMessage(kind, sender, new Stamp(link, sequence, 0), null, null,
				state.encode());
		return this.streams.accept(message, topic, this.now);
	}

}
