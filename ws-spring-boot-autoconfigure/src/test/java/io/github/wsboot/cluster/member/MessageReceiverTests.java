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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.cluster.codec.ClusterMessageCodec;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.codec.Target;
import io.github.wsboot.cluster.member.ClusterCounters.Direction;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.member.RecordingNode.Call;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.node.RemoteQuestion.AnswerKind;
import io.github.wsboot.node.SessionEndListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageReceiver}.
 */
class MessageReceiverTests {

	private static final String SELF = "node-aaa";

	private static final String B = "node-bbb";

	private static final Topic NODE = Topic.node(SELF);

	private static final Topic ROOM = Topic.room("lobby");

	private static final NodeState STATE = new NodeState("b", Instant.EPOCH, 1, false);

	private static final AudienceSpec LOBBY = AudienceSpec.room("lobby", null);

	private final RecordingNode node = new RecordingNode();

	private final List<Object> reports = new ArrayList<>();

	private final List<byte[]> sessions = new ArrayList<>();

	private final SessionEndListener failing = (hash) -> {
		throw new IllegalStateException("test");
	};

	private final List<String> answers = new ArrayList<>();

	private final ClusterCounters counters = new ClusterCounters();

	private final MessageReceiver receiver = new MessageReceiver(SELF, 100, this.node,
			() -> List.of(this.failing, this.sessions::add), new RecordingListener(),
			(node, answer) -> this.answers.add(node + " " + answer.number()), this.counters);

	private long sequence;

	private long gaps;

	private boolean known = true;

	@BeforeEach
	void open() {
		this.receiver.onNewLink(1);
	}

	@Test
	void pushesAndDisconnectsShouldReachTheirTargets() {
		receive(NODE, push(new Target.OneConnection("id")));
		receive(ROOM, push(members(LOBBY)));
		receive(Topic.user("ada"), push(members(AudienceSpec.user("ada"))));
		receive(Topic.ALL, push(members(AudienceSpec.all())));
		receive(Topic.ALL, push(members(AudienceSpec.endpoint("/chat"))));
		CloseStatus status = CloseStatus.NORMAL;
		receive(NODE, ClusterMessage.disconnect(B, new Target.OneConnection("id"), status));
		receive(ROOM, ClusterMessage.disconnect(B, members(LOBBY), status));
		assertThat(this.node.calls).containsExactly(new Call("push", "id", "hello"), new Call("push", LOBBY, "hello"),
				new Call("push", AudienceSpec.user("ada"), "hello"), new Call("push", AudienceSpec.all(), "hello"),
				new Call("push", AudienceSpec.endpoint("/chat"), "hello"), new Call("disconnect", "id", status),
				new Call("disconnect", LOBBY, status));
		assertThat(dropped()).isZero();
		assertThat(this.counters.messages(Direction.RECEIVE, ClusterCounters.Kind.PUSH, Topic.Kind.ALL)).isEqualTo(2);
	}

	@Test
	void questionsShouldReachTheirConnectionAndAnswersTheirQuestion() {
		RemoteQuestion question = new RemoteQuestion(17, "question", "{}", AnswerKind.OBJECT, Duration.ofSeconds(5));
		RemoteAnswer answer = new RemoteAnswer(18, RemoteAnswer.Outcome.FAILED, "no");
		receive(NODE, ClusterMessage.ask(B, new Target.OneConnection("id"), question));
		receive(NODE, ClusterMessage.answer(B, answer));
		assertThat(this.node.calls).containsExactly(new Call("ask", "id", question), new Call("answer", B, answer));
		assertThat(this.answers).containsExactly(B + " 17");
		assertThat(this.counters.messages(Direction.RECEIVE, ClusterCounters.Kind.QUERY, Topic.Kind.NODE)).isEqualTo(1);
		assertThat(this.counters.messages(Direction.RECEIVE, ClusterCounters.Kind.REPLY, Topic.Kind.NODE)).isEqualTo(1);
		receive(Topic.ALL, ClusterMessage.answer(B, answer));
		receive(ROOM, ClusterMessage.ask(B, new Target.OneConnection("id"), question));
		assertThat(this.counters.dropped(DropReason.MALFORMED)).isEqualTo(2);
	}

	@Test
	void whatNodesSayAboutThemselvesShouldBeReported() {
		receive(Topic.ALL, ClusterMessage.hello(B, STATE));
		receive(Topic.ALL, ClusterMessage.heartbeat(B, STATE));
		receive(Topic.ALL, ClusterMessage.leave(B));
		assertThat(this.reports).containsExactly("hello " + B, "state " + B, "leave " + B);
	}

	@Test
	void ownMessagesShouldBeReportedIfTheyAreProbesAndOtherwiseIgnored() {
		receive(Topic.ALL, ClusterMessage.hello(SELF, STATE));
		receive(Topic.ALL, ClusterMessage.heartbeat(SELF, STATE));
		receive(NODE, ClusterMessage.probe(SELF));
		receive(ROOM, ClusterMessage.push(SELF, members(LOBBY), Frame.text("hello")));
		receive(Topic.ALL, ClusterMessage.leave(SELF));
		assertThat(this.reports).containsExactly("echo HELLO", "echo HEARTBEAT", "echo PROBE");
		assertThat(this.node.calls).isEmpty();
		assertThat(dropped()).isZero();
	}

	@Test
	void endedSessionShouldReachAllListenersThoughOneFails() {
		byte[] hash = new byte[32];
		hash[31] = 7;
		receive(Topic.ALL, ClusterMessage.sessionEnded(B, hash));
		assertThat(this.sessions).containsExactly(hash);
	}

	@Test
	void staleAndDuplicateMessagesShouldNotBeDelivered() {
		receive(Topic.ALL, new Stamp(2, 5, 0), push(members(AudienceSpec.all())));
		receive(Topic.ALL, new Stamp(2, 5, 0), push(members(AudienceSpec.all())));
		receive(Topic.ALL, new Stamp(1, 6, 0), push(members(AudienceSpec.all())));
		receive(ROOM, new Stamp(1, 0, 0), push(members(LOBBY)));
		assertThat(this.node.calls).hasSize(1);
		assertThat(this.counters.dropped(DropReason.DUPLICATE)).isEqualTo(1);
		assertThat(this.counters.dropped(DropReason.STALE)).isEqualTo(2);
		assertThat(dropped()).isEqualTo(3);
	}

	@Test
	void gapShouldBeReportedAfterTheMessageThatShowsIt() {
		receive(Topic.ALL, new Stamp(1, 1, 0), ClusterMessage.heartbeat(B, STATE));
		receive(Topic.ALL, new Stamp(1, 4, 0), ClusterMessage.heartbeat(B, STATE));
		assertThat(this.reports).containsExactly("state " + B, "state " + B, "gap " + B + " 2");
		receive(Topic.ALL, new Stamp(2, 1, 0), ClusterMessage.hello(B, STATE));
		assertThat(this.reports).endsWith("hello " + B, "gap " + B + " -1");
	}

	@Test
	void gapShouldBeReportedThoughTheMessageFails() {
		receive(Topic.ALL, new Stamp(1, 1, 0), ClusterMessage.heartbeat(B, STATE));
		this.node.failure = new IllegalStateException("test");
		receive(Topic.ALL, new Stamp(1, 4, 0), push(members(AudienceSpec.all())));
		assertThat(this.reports).endsWith("gap " + B + " 2");
	}

	@Test
	void payloadThatIsTooLargeShouldBeDroppedAndIsNoGap() {
		receive(Topic.ALL, ClusterMessage.push(B, members(AudienceSpec.all()), Frame.text("x".repeat(100))));
		receive(Topic.ALL, ClusterMessage.push(B, members(AudienceSpec.all()), Frame.text("x".repeat(101))));
		receive(Topic.ALL, push(members(AudienceSpec.all())));
		assertThat(this.node.calls).hasSize(2);
		assertThat(this.counters.dropped(DropReason.OVERLOAD)).isEqualTo(1);
		assertThat(this.counters.messages(Direction.RECEIVE, ClusterCounters.Kind.PUSH, Topic.Kind.ALL)).isEqualTo(2);
		assertThat(this.reports).isEmpty();
	}

	@Test
	void maximumShouldBeThatOfPushesOnly() {
		NodeState state = new NodeState("x".repeat(255), Instant.EPOCH, 1, false);
		receive(Topic.ALL, ClusterMessage.heartbeat(B, state));
		assertThat(this.reports).containsExactly("state " + B);
		receive(Topic.ALL, ClusterMessage.heartbeat(B, new NodeState("x".repeat(5_000), Instant.EPOCH, 1, false)));
		assertThat(this.reports).hasSize(1);
		assertThat(this.counters.dropped(DropReason.OVERLOAD)).isEqualTo(1);
	}

	@Test
	void messageThatDoesNotFitItsTopicShouldBeMalformed() {
		List<Runnable> misfits = List.of(() -> receive(ROOM, push(new Target.OneConnection("id"))),
				() -> receive(Topic.ALL, push(new Target.OneConnection("id"))),
				() -> receive(Topic.node(B), push(new Target.OneConnection("id"))),
				() -> receive(Topic.ALL, push(members(LOBBY))), () -> receive(NODE, push(members(LOBBY))),
				() -> receive(Topic.room("other"), push(members(LOBBY))),
				() -> receive(Topic.user("lobby"), push(members(LOBBY))),
				() -> receive(ROOM, push(members(AudienceSpec.user("lobby")))),
				() -> receive(ROOM, push(members(AudienceSpec.all()))),
				() -> receive(ROOM, push(members(AudienceSpec.endpoint("lobby")))),
				() -> receive(NODE, ClusterMessage.heartbeat(B, STATE)),
				() -> receive(ROOM, ClusterMessage.hello(B, STATE)), () -> receive(ROOM, ClusterMessage.leave(B)),
				() -> receive(NODE, ClusterMessage.sessionEnded(B, new byte[32])),
				() -> receive(Topic.ALL, ClusterMessage.probe(SELF)), () -> receive(NODE, ClusterMessage.probe(B)),
				() -> receive(Topic.node(B), ClusterMessage.probe(SELF)),
				() -> receive(ROOM, new Stamp(1, 1, 0), push(members(LOBBY))),
				() -> receive(ROOM, new Stamp(1, -1, 0), push(members(LOBBY))),
				() -> receive(NODE, new Stamp(1, 0, 0), push(new Target.OneConnection("id"))),
				() -> receive(Topic.ALL, new Stamp(1, -1, 0), ClusterMessage.leave(B)));
		for (int i = 0; i < misfits.size(); i++) {
			misfits.get(i).run();
			assertThat(this.counters.dropped(DropReason.MALFORMED)).as("misfit %d", i).isEqualTo(i + 1);
		}
		assertThat(dropped()).isEqualTo(misfits.size());
		assertThat(this.node.calls).isEmpty();
		assertThat(this.reports).isEmpty();
		assertThat(this.sessions).isEmpty();
	}

	@Test
	void misfitShouldNotChangeTheNumbersOfItsSender() {
		receive(Topic.ALL, new Stamp(1, 1, 0), ClusterMessage.heartbeat(B, STATE));
		receive(NODE, new Stamp(9, 9, 0), ClusterMessage.probe(B));
		receive(Topic.ALL, new Stamp(1, 2, 0), ClusterMessage.heartbeat(B, STATE));
		assertThat(this.reports).containsExactly("state " + B, "state " + B);
	}

	@Test
	void messageOfAnotherVersionShouldBeCounted() {
		receiveOfAnotherVersion(B);
		assertThat(this.counters.dropped(DropReason.VERSION)).isEqualTo(1);
		assertThat(dropped()).isEqualTo(1);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void logShouldNameEachNodeOfAnotherVersionOnce(CapturedOutput output) {
		receiveOfAnotherVersion("node-xxx");
		receiveOfAnotherVersion("node-yyy");
		receiveOfAnotherVersion("node-xxx");
		assertThat(output).containsOnlyOnce("A message of node 'node-xxx' was ignored")
			.containsOnlyOnce("A message of node 'node-yyy' was ignored")
			.contains("version 2");
		for (int i = 0; i < MessageReceiver.MAX_UNSUPPORTED_SENDERS; i++) {
			receiveOfAnotherVersion("node-%03d".formatted(i));
		}
		assertThat(output).doesNotContain("node-%03d".formatted(MessageReceiver.MAX_UNSUPPORTED_SENDERS - 1));
		assertThat(this.counters.dropped(DropReason.VERSION)).isEqualTo(MessageReceiver.MAX_UNSUPPORTED_SENDERS + 3);
	}

	private void receiveOfAnotherVersion(String sender) {
		byte[] bytes = bytes(Topic.ALL, ClusterMessage.leave(sender));
		bytes[1] = 2;
		this.receiver.receive(1, Topic.ALL, ByteBuffer.wrap(bytes));
	}

	@Test
	void messageOfAnotherLinkOfThisNodeShouldBeIgnored() {
		byte[] bytes = bytes(Topic.ALL, ClusterMessage.leave(B));
		this.receiver.onNewLink(2);
		this.receiver.receive(1, Topic.ALL, ByteBuffer.wrap(bytes));
		assertThat(this.reports).isEmpty();
		this.receiver.receive(2, Topic.ALL, ByteBuffer.wrap(bytes));
		assertThat(this.reports).containsExactly("leave " + B);
	}

	@Test
	void nodeThatIsHeardAgainAfterItWasGoneShouldBeAGap() {
		receive(Topic.ALL, push(members(AudienceSpec.all())));
		this.receiver.onNewLink(2);
		this.receiver.receive(2, Topic.ALL, ByteBuffer.wrap(bytes(Topic.ALL, push(members(AudienceSpec.all())))));
		assertThat(this.gaps).isZero();
		this.receiver.onNewLink(3);
		this.known = false;
		this.receiver.receive(3, Topic.ALL, ByteBuffer.wrap(bytes(Topic.ALL, push(members(AudienceSpec.all())))));
		assertThat(this.reports).containsExactly("gap " + B + " -1");
		assertThat(this.node.calls).hasSize(3);
	}

	@Test
	void connectionsThatFailShouldNotStopWhatFollows() {
		this.node.failure = new IllegalStateException("test");
		receive(ROOM, push(members(LOBBY)));
		this.node.failure = null;
		receive(ROOM, push(members(LOBBY)));
		assertThat(this.node.calls).hasSize(2);
	}

	@Test
	void noiseShouldNeverFailAndBeDroppedOnce() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<Topic> topics = List.of(Topic.ALL, NODE, Topic.node(B), ROOM, Topic.room("other"), Topic.user("ada"));
		List<ClusterMessage> messages = List.of(push(members(LOBBY)), push(members(AudienceSpec.all())),
				push(new Target.OneConnection("id")), ClusterMessage.heartbeat(B, STATE),
				ClusterMessage.hello(B, STATE), ClusterMessage.leave(B), ClusterMessage.probe(B),
				ClusterMessage.sessionEnded(B, new byte[32]),
				ClusterMessage.disconnect(B, members(LOBBY), CloseStatus.NORMAL));
		for (int i = 0; i < 100_000; i++) {
			Topic topic = topics.get(random.nextInt(topics.size()));
			byte[] bytes = noise(random, topic, messages.get(random.nextInt(messages.size())));
			this.reports.clear();
			this.gaps = 0;
			this.node.calls.clear();
			long before = outcomes();
			this.receiver.receive(1, topic, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
			int expected = isOwn(bytes) ? 0 : 1;
			assertThat(outcomes() - before).as("seed %d, case %d: %s", seed, i, Arrays.toString(bytes))
				.isBetween((long) expected, 1L);
		}
		assertThat(this.counters.messages(Direction.RECEIVE, ClusterCounters.Kind.PUSH, Topic.Kind.ROOM))
			.as("seed %d", seed)
			.isPositive();
	}

	private static byte[] noise(Random random, Topic topic, ClusterMessage message) {
		byte[] valid = bytes(topic, stamp(topic, 1 + random.nextInt(3), random.nextInt(1_000)), message);
		int kind = random.nextInt(4);
		if (kind == 0) {
			byte[] bytes = new byte[random.nextInt(100)];
			random.nextBytes(bytes);
			return bytes;
		}
		if (kind == 1) {
			return Arrays.copyOf(valid, random.nextInt(valid.length + 10));
		}
		for (int i = random.nextInt(4); i > 0; i--) {
			valid[random.nextInt(valid.length)] = (byte) random.nextInt();
		}
		return valid;
	}

	/**
	 * Return whether these may be bytes of this node itself, which are neither delivered
	 * nor dropped.
	 */
	private static boolean isOwn(byte[] bytes) {
		return bytes.length > 12 && new String(bytes, 4, 8, StandardCharsets.ISO_8859_1).equals(SELF);
	}

	/**
	 * Return how many messages were delivered or dropped.
	 */
	private long outcomes() {
		return dropped() + this.node.calls.size() + this.reports.size() - this.gaps + this.sessions.size();
	}

	private long dropped() {
		return Arrays.stream(DropReason.values()).mapToLong(this.counters::dropped).sum();
	}

	private static ClusterMessage push(Target target) {
		return ClusterMessage.push(B, target, Frame.text("hello"));
	}

	private static Target members(AudienceSpec audience) {
		return new Target.Members(audience);
	}

	private void receive(Topic topic, ClusterMessage message) {
		receive(topic, stamp(topic, 1, this.sequence++), message);
	}

	private void receive(Topic topic, Stamp stamp, ClusterMessage message) {
		this.receiver.receive(1, topic, ByteBuffer.wrap(bytes(topic, stamp, message)));
	}

	private static byte[] bytes(Topic topic, ClusterMessage message) {
		return bytes(topic, stamp(topic, 1, 0), message);
	}

	private static Stamp stamp(Topic topic, int link, long sequence) {
		boolean numbered = topic.kind() == Topic.Kind.ALL || topic.kind() == Topic.Kind.NODE;
		return new Stamp(link, numbered ? sequence + 1 : 0, 0);
	}

	private static byte[] bytes(Topic topic, Stamp stamp, ClusterMessage message) {
		ByteBuffer buffer = ClusterMessageCodec.encode(message).stamp(stamp);
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

	private final class RecordingListener implements MessageReceiver.NodeListener {

		@Override
		public boolean isKnown(String sender) {
			return MessageReceiverTests.this.known;
		}

		@Override
		public void onEcho(Kind kind, @Nullable NodeState state, int link, long sentAt) {
			MessageReceiverTests.this.reports.add("echo " + kind);
		}

		@Override
		public void onState(String sender, NodeState state, boolean hello) {
			MessageReceiverTests.this.reports.add((hello ? "hello " : "state ") + sender);
		}

		@Override
		public void onLeave(String sender) {
			MessageReceiverTests.this.reports.add("leave " + sender);
		}

		@Override
		public void onGap(String sender, Instant from, Instant to, long lost) {
			assertThat(from).isBeforeOrEqualTo(to);
			MessageReceiverTests.this.gaps++;
			MessageReceiverTests.this.reports.add("gap " + sender + " " + lost);
		}

	}

}
