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

package io.github.wsboot.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Contract of a {@link ClusterBroker}, to be extended for each engine. All names are
 * different in each test, so that tests may share an engine.
 */
public abstract class ClusterBrokerContract {

	/** Bound of each wait, far beyond what an engine needs. */
	static final int SECONDS = 30;

	/** Part of each name, which no other test uses. */
	private final String run = UUID.randomUUID().toString().substring(0, 8);

	private final List<TestLink> links = new CopyOnWriteArrayList<>();

	/**
	 * Return the broker of one more node, connected to the same engine as all others.
	 * @return the broker
	 * @throws Exception if there is none
	 */
	protected abstract ClusterBroker broker() throws Exception;

	/**
	 * Break all links that are open.
	 * @throws Exception if that fails
	 */
	protected abstract void breakLinks() throws Exception;

	/**
	 * Return whether links get what is published on themselves.
	 * @return {@code false} for an engine that cannot do that
	 */
	protected boolean echoes() {
		return true;
	}

	@AfterEach
	void closeLinks() {
		this.links.forEach((link) -> link.listener.unblock());
		this.links.forEach((link) -> link.link.close());
		assertThat(this.links).noneMatch((link) -> link.listener.isOverlapped());
	}

	// Delivery

	@Test
	void messageShouldReachAllLinksThatAreSubscribed() throws Exception {
		TestLink sender = open();
		TestLink first = openSubscribed(room("x"));
		TestLink second = openSubscribed(room("x"));
		TestLink other = openSubscribed(room("y"));
		sender.send(room("x"), "hello");
		sender.send(room("y"), "fence");
		assertThat(first.awaitMessages(1).texts()).containsExactly("hello");
		assertThat(second.awaitMessages(1).texts()).containsExactly("hello");
		assertThat(other.awaitMessages(1).texts()).containsExactly("fence");
		assertThat(first.listener.messages().get(0).topic()).isEqualTo(room("x"));
	}

	@Test
	void messageToAllNodesShouldReachThem() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(Topic.ALL);
		sender.send(Topic.ALL, this.run);
		waiting().until(() -> receiver.listener.texts(Topic.ALL::equals).contains(this.run));
	}

	@Test
	void messageShouldReachItsOwnLink() throws Exception {
		assumeThat(echoes()).isTrue();
		TestLink link = openSubscribed(room("x"));
		link.send(room("x"), "echo");
		assertThat(link.awaitMessages(1).texts()).containsExactly("echo");
	}

	@Test
	void messageShouldReachOtherLinkOfItsNode() throws Exception {
		ClusterBroker broker = broker();
		TestLink sender = open(broker);
		TestLink receiver = open(broker);
		receiver.subscribe(room("x"));
		sender.send(room("x"), "hello");
		assertThat(receiver.awaitMessages(1).texts()).containsExactly("hello");
	}

	@Test
	void messageWithoutReceiversShouldBeTaken() throws Exception {
		assertThat(await(open().publish(room("nobody"), "hello"))).isIn(0, -1);
	}

	@Test
	void publishShouldCountLinksThatGetTheMessage() throws Exception {
		TestLink sender = open();
		List<Integer> counts = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			counts.add(await(sender.publish(room("x"), "hello")));
			openSubscribed(room("x"));
		}
		sender.subscribe(room("x"));
		counts.add(await(sender.publish(room("x"), "hello")));
		assertThat(counts).isIn(List.of(-1, -1, -1, -1, -1), List.of(0, 1, 2, 3, echoes() ? 5 : 4));
	}

	// Order

	@Test
	void messagesOfOneLinkShouldKeepTheirOrderAcrossTopics() throws Exception {
		List<Topic> topics = List.of(room("x"), user("x"), node("x"));
		TestLink sender = open();
		List<TestLink> receivers = List.of(openSubscribed(topics), openSubscribed(topics));
		List<String> sent = IntStream.range(0, 6_000).mapToObj(String::valueOf).toList();
		List<CompletionStage<Integer>> stages = new ArrayList<>();
		for (String message : sent) {
			stages.add(sender.publish(topics.get(message.hashCode() % topics.size()), message));
		}
		for (TestLink receiver : receivers) {
			assertThat(receiver.awaitMessages(sent.size()).texts()).isEqualTo(sent);
		}
		for (CompletionStage<Integer> stage : stages) {
			assertThat(await(stage)).isIn(2, -1);
		}
	}

	@Test
	void messagesOfEachLinkShouldKeepTheirOrderIfManyPublish() throws Exception {
		TestLink receiver = openSubscribed(room("x"), room("y"));
		List<TestLink> senders = List.of(open(), open(), open());
		List<Thread> threads = new ArrayList<>();
		for (TestLink sender : senders) {
			threads.add(new Thread(() -> {
				for (int i = 0; i < 2_000; i++) {
					sender.publish(room((i % 2 == 0) ? "x" : "y"), senders.indexOf(sender) + ":" + i);
				}
			}));
		}
		threads.forEach(Thread::start);
		List<String> texts = receiver.awaitMessages(6_000).texts();
		for (int sender = 0; sender < senders.size(); sender++) {
			String prefix = sender + ":";
			assertThat(texts.stream().filter((text) -> text.startsWith(prefix)))
				.isEqualTo(IntStream.range(0, 2_000).mapToObj((number) -> prefix + number).toList());
		}
		assertThat(receiver.listener.isOverlapped()).isFalse();
	}

	@Test
	void linkShouldBeUsableByManyThreads() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Topic topic = room("t" + i);
			threads.add(new Thread(() -> {
				for (int j = 0; j < 500; j++) {
					sender.publish(room("x"), topic.name() + j);
					sender.link.subscribe(List.of(topic));
					sender.link.unsubscribe(List.of(topic));
				}
			}));
		}
		threads.forEach(Thread::start);
		assertThat(receiver.awaitMessages(2_000).texts()).doesNotHaveDuplicates();
	}

	// Subscriptions

	@Test
	void publishAfterSubscribeIsDoneShouldArrive() throws Exception {
		TestLink sender = open();
		TestLink receiver = open();
		for (int i = 0; i < 200; i++) {
			receiver.subscribe(room("x" + i));
			sender.send(room("x" + i), "m" + i);
		}
		List<String> expected = IntStream.range(0, 200).mapToObj((number) -> "m" + number).toList();
		assertThat(receiver.awaitMessages(200).texts()).isEqualTo(expected);
	}

	@Test
	void fromWhenSubscribeIsDoneNoMessageShouldBeMissing() throws Exception {
		TestLink sender = open();
		AtomicInteger next = new AtomicInteger();
		AtomicBoolean stop = new AtomicBoolean();
		Thread publisher = new Thread(() -> {
			while (!stop.get()) {
				// Each waits for the one before, so that no engine is flooded
				join(sender.publish(room("x"), String.valueOf(next.getAndIncrement())));
			}
		});
		publisher.start();
		try {
			for (int i = 0; i < 20; i++) {
				TestLink receiver = openSubscribed(room("x"));
				int first = next.get();
				List<String> texts = receiver.awaitText(String.valueOf(first + 5)).texts();
				int start = Integer.parseInt(texts.get(0));
				assertThat(start).isLessThanOrEqualTo(first);
				assertThat(texts)
					.isEqualTo(IntStream.range(start, start + texts.size()).mapToObj(String::valueOf).toList());
				receiver.link.close();
			}
		}
		finally {
			stop.set(true);
			publisher.join(TimeUnit.SECONDS.toMillis(SECONDS));
		}
	}

	@Test
	void subscribeShouldTakeManyTopicsWithSeveralCallsInFlight() throws Exception {
		TestLink sender = open();
		TestLink receiver = open();
		List<Topic> topics = IntStream.range(0, 2_000).mapToObj((number) -> room("many" + number)).toList();
		List<CompletionStage<Void>> stages = new ArrayList<>();
		for (int from = 0; from < topics.size(); from += 500) {
			stages.add(receiver.link.subscribe(topics.subList(from, from + 500)));
		}
		for (CompletionStage<Void> stage : stages) {
			await(stage);
		}
		topics.forEach((topic) -> sender.publish(topic, topic.name()));
		List<String> names = topics.stream().map(Topic::name).toList();
		assertThat(receiver.awaitMessages(topics.size()).texts()).isEqualTo(names);
	}

	@Test
	void afterUnsubscribeIsDoneNothingShouldArrive() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"), room("y"), room("fence"));
		sender.send(room("x"), "1");
		await(receiver.link.unsubscribe(List.of(room("x"))));
		List<String> before = receiver.listener.texts();
		sender.send(room("x"), "2");
		sender.send(room("y"), "3");
		sender.send(room("fence"), "fence");
		receiver.awaitText("fence");
		assertThat(receiver.listener.texts(room("x")::equals)).isEqualTo(before);
		assertThat(receiver.listener.texts()).endsWith("3", "fence");
	}

	@Test
	void topicShouldBeSubscribedAgainAfterUnsubscribe() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		for (int i = 0; i < 50; i++) {
			receiver.link.unsubscribe(List.of(room("x")));
			await(receiver.link.subscribe(List.of(room("x"))));
			sender.send(room("x"), "m" + i);
			receiver.awaitText("m" + i);
		}
		receiver.link.unsubscribe(List.of(room("x")));
		receiver.link.subscribe(List.of(room("x")));
		await(receiver.link.unsubscribe(List.of(room("x"))));
		receiver.subscribe(room("fence"));
		sender.send(room("x"), "late");
		sender.send(room("fence"), "fence");
		assertThat(receiver.awaitText("fence").texts()).hasSize(51).doesNotContain("late");
	}

	@Test
	void unsubscribeShouldNotConcernOtherLinks() throws Exception {
		TestLink sender = open();
		TestLink first = openSubscribed(room("x"));
		TestLink second = openSubscribed(room("x"));
		await(first.link.unsubscribe(List.of(room("x"))));
		sender.send(room("x"), "hello");
		assertThat(second.awaitMessages(1).texts()).containsExactly("hello");
	}

	@Test
	void noTopicsShouldBeDoneWithoutAnEffect() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		await(receiver.link.subscribe(List.of()));
		await(receiver.link.unsubscribe(List.of()));
		sender.send(room("x"), "hello");
		assertThat(receiver.awaitMessages(1).texts()).containsExactly("hello");
	}

	@Test
	void newLinkShouldHaveNoSubscriptions() throws Exception {
		ClusterBroker broker = broker();
		TestLink old = open(broker);
		old.subscribe(room("x"));
		old.link.close();
		TestLink receiver = open(broker);
		receiver.subscribe(room("fence"));
		TestLink sender = open();
		sender.send(room("x"), "lost");
		sender.send(room("fence"), "fence");
		assertThat(receiver.awaitMessages(1).texts()).containsExactly("fence");
	}

	// Names

	@ParameterizedTest(name = "{index}")
	@MethodSource("names")
	void nameShouldMeanItsOwnTopicOnly(String name) throws Exception {
		TestLink sender = open();
		List<Topic> topics = Stream.of(Topic.room(name), Topic.user(name), Topic.node(name)).toList();
		TestLink receiver = openSubscribed(topics);
		TestLink other = openSubscribed(room("fence"), Topic.room("*"), Topic.room("?"), Topic.room(">"),
				Topic.room(name + "2"), Topic.room(" " + name), Topic.room(name + " "));
		topics.forEach((topic) -> sender.publish(topic, topic.kind().name()));
		sender.send(room("fence"), "fence");
		assertThat(receiver.awaitMessages(3).messages().stream().map(RecordingListener.Message::topic))
			.isEqualTo(topics);
		assertThat(receiver.listener.texts()).containsExactly("ROOM", "USER", "NODE");
		assertThat(other.awaitText("fence").texts()).containsExactly("fence");
	}

	static List<String> names() {
		String unique = UUID.randomUUID().toString().substring(0, 8);
		return Stream
			.of("a b", "\u00e4\u20ac\ud83d\ude00", "*", "?", ">", "[a-z]", "^a", "a\\b", "a:b", "a.b", "{a}",
					"a\u0000b", "a\r\nPING\r\n", "\"a'", "room:x", "%41", "A", "a/../b", "e\u0301", "\u00e9",
					"x".repeat(2_000))
			.map((name) -> name + unique)
			.toList();
	}

	@Test
	void similarNamesShouldBeDifferentTopics() throws Exception {
		Set<Topic> topics = new LinkedHashSet<>();
		for (String name : names()) {
			topics.add(Topic.room(name));
			topics.add(Topic.room(name.toUpperCase(Locale.ROOT)));
			topics.add(Topic.user(name));
		}
		TestLink sender = open();
		TestLink receiver = openSubscribed(topics);
		List<Topic> list = List.copyOf(topics);
		for (int i = 0; i < list.size(); i++) {
			sender.send(list.get(i), String.valueOf(i));
		}
		List<RecordingListener.Message> messages = receiver.awaitMessages(list.size()).messages();
		assertThat(messages).hasSameSizeAs(list);
		assertThat(messages).allMatch((message) -> list.get(Integer.parseInt(message.text())).equals(message.topic()));
	}

	// Bytes

	@Test
	void bytesShouldArriveUntouchedAndLeaveTheBufferAsItIs() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		byte[] bytes = new byte[600];
		new Random(7).nextBytes(bytes);
		ByteBuffer direct = ByteBuffer.allocateDirect(600).put(bytes).position(17).limit(517);
		List<ByteBuffer> buffers = List.of(ByteBuffer.wrap(bytes), ByteBuffer.wrap(bytes, 17, 500),
				ByteBuffer.wrap(bytes, 17, 500).slice(), ByteBuffer.wrap(bytes, 17, 500).asReadOnlyBuffer(), direct,
				direct.asReadOnlyBuffer(), ByteBuffer.allocate(0), ByteBuffer.wrap(bytes, 600, 0),
				ByteBuffer.wrap(new byte[256]));
		for (ByteBuffer buffer : buffers) {
			ByteBuffer before = buffer.duplicate();
			await(sender.link.publish(room("x"), buffer));
			assertThat(buffer.position()).isEqualTo(before.position());
			assertThat(buffer.limit()).isEqualTo(before.limit());
		}
		List<RecordingListener.Message> messages = receiver.awaitMessages(buffers.size()).messages();
		for (int i = 0; i < buffers.size(); i++) {
			assertThat(ByteBuffer.wrap(messages.get(i).bytes())).isEqualTo(buffers.get(i));
		}
	}

	@Test
	void everyByteShouldArrive() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		byte[] bytes = new byte[256];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		await(sender.link.publish(room("x"), ByteBuffer.wrap(bytes)));
		assertThat(receiver.awaitMessages(1).messages().get(0).bytes()).isEqualTo(bytes);
	}

	@Test
	void largeMessagesShouldArriveAmongSmallOnes() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		byte[] large = new byte[1024 * 1024];
		new Random(11).nextBytes(large);
		for (int i = 0; i < 3; i++) {
			sender.publish(room("x"), "before");
			sender.link.publish(room("x"), ByteBuffer.wrap(large));
			await(sender.publish(room("x"), "after"));
		}
		List<RecordingListener.Message> messages = receiver.awaitMessages(9).messages();
		for (int i = 0; i < 9; i += 3) {
			assertThat(messages.get(i).text()).isEqualTo("before");
			assertThat(messages.get(i + 1).bytes()).isEqualTo(large);
			assertThat(messages.get(i + 2).text()).isEqualTo("after");
		}
	}

	// Threads

	@Test
	void listenerShouldNotBeCalledOnTheThreadOfThePublisher() throws Exception {
		TestLink link = openSubscribed(room("x"));
		TestLink receiver = openSubscribed(room("x"));
		for (int i = 0; i < 100; i++) {
			link.publish(room("x"), "hello");
		}
		receiver.awaitMessages(100);
		link.awaitMessages(echoes() ? 100 : 0);
		assertThat(link.listener.threads()).doesNotContain(Thread.currentThread());
		assertThat(receiver.listener.threads()).doesNotContain(Thread.currentThread());
	}

	@Test
	void publishShouldNotWaitForListeners() throws Exception {
		TestLink sender = open();
		TestLink slow = openSubscribed(room("x"));
		slow.listener.block();
		List<CompletionStage<Integer>> stages = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			stages.add(sender.publish(room("x"), "m" + i));
		}
		waiting().until(slow.listener::isCalled);
		assertThat(slow.listener.count()).isZero();
		slow.listener.unblock();
		List<String> expected = IntStream.range(0, 500).mapToObj((number) -> "m" + number).toList();
		assertThat(slow.awaitMessages(500).texts()).isEqualTo(expected);
		for (CompletionStage<Integer> stage : stages) {
			await(stage);
		}
	}

	@Test
	void listenerShouldBeAbleToUseItsLink() throws Exception {
		TestLink link = openSubscribed(room("x"));
		TestLink other = openSubscribed(room("y"));
		other.listener.onMessage(() -> {
			other.publish(room("x"), "answer");
			other.link.subscribe(List.of(room("z")));
			other.link.unsubscribe(List.of(room("z")));
		});
		link.send(room("y"), "question");
		assertThat(link.awaitMessages(1).texts()).containsExactly("answer");
	}

	// Close

	@Test
	void nothingShouldArriveAfterTheListenerHasClosedTheLink() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		TestLink other = openSubscribed(room("x"));
		receiver.listener.onMessage(receiver.link::close);
		for (int i = 0; i < 100; i++) {
			sender.publish(room("x"), "m" + i);
		}
		other.awaitMessages(100);
		breakLinks();
		waiting().until(() -> other.listener.failures().size() == 1);
		assertThat(receiver.listener.texts()).containsExactly("m0");
		assertThat(receiver.listener.failures()).isEmpty();
	}

	@Test
	void nothingShouldArriveAfterClose() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		TestLink other = openSubscribed(room("x"));
		receiver.listener.block();
		for (int i = 0; i < 100; i++) {
			sender.publish(room("x"), "m" + i);
		}
		waiting().until(receiver.listener::isCalled);
		receiver.link.close();
		receiver.link.close();
		receiver.listener.unblock();
		for (int i = 0; i < 100; i++) {
			sender.publish(room("x"), "n" + i);
		}
		other.awaitMessages(200);
		// The call that had begun may end
		assertThat(receiver.listener.texts()).containsExactly("m0");
		assertThat(receiver.listener.failures()).isEmpty();
	}

	@Test
	void closeShouldCompleteEveryStage() throws Exception {
		TestLink link = open();
		List<CompletionStage<?>> stages = useMuch(link);
		link.link.close();
		awaitEnd(stages);
		assertAllCallsFail(link);
		assertThat(link.listener.failures()).isEmpty();
	}

	@Test
	void closedLinkShouldNotCountAsAReceiver() throws Exception {
		TestLink sender = open();
		TestLink receiver = openSubscribed(room("x"));
		receiver.link.close();
		waiting().until(() -> await(sender.publish(room("x"), "hello")) < 1);
	}

	@Test
	void brokerShouldOpenAgainAfterClose() throws Exception {
		ClusterBroker broker = broker();
		TestLink sender = open();
		for (int i = 0; i < 5; i++) {
			TestLink receiver = open(broker);
			receiver.subscribe(room("x"));
			sender.send(room("x"), "m" + i);
			assertThat(receiver.awaitMessages(1).texts()).containsExactly("m" + i);
			receiver.link.close();
		}
	}

	@Test
	void closeShouldNotConcernOtherLinksOfTheNode() throws Exception {
		ClusterBroker broker = broker();
		TestLink first = open(broker);
		TestLink second = open(broker);
		second.subscribe(room("x"));
		first.link.close();
		second.send(room("x"), "hello");
		TestLink sender = open();
		sender.send(room("x"), "fence");
		assertThat(second.awaitText("fence").texts()).endsWith("fence");
		assertThat(second.listener.failures()).isEmpty();
	}

	// Break

	@Test
	void brokenShouldBeCalledOnceForEachLink() throws Exception {
		List<TestLink> broken = List.of(open(), openSubscribed(room("x")), openSubscribed(room("x"), room("y")));
		breakLinks();
		for (TestLink link : broken) {
			waiting().until(() -> !link.listener.failures().isEmpty());
		}
		exchangeMessages();
		breakLinks();
		broken.forEach((link) -> {
			assertThatNoException().isThrownBy(link.link::close);
			assertAllCallsFail(link);
		});
		exchangeMessages();
		assertThat(broken).allMatch((link) -> link.listener.failures().size() == 1);
		assertThat(broken).allMatch((link) -> link.listener.failures().get(0) != null);
	}

	@Test
	void nothingShouldArriveAfterTheLinkHasBroken() throws Exception {
		TestLink receiver = openSubscribed(room("x"));
		TestLink sender = open();
		sender.send(room("x"), "before");
		receiver.awaitMessages(1);
		breakLinks();
		waiting().until(() -> !receiver.listener.failures().isEmpty());
		TestLink next = open();
		TestLink other = openSubscribed(room("x"));
		next.send(room("x"), "after");
		other.awaitMessages(1);
		assertThat(receiver.listener.texts()).containsExactly("before");
	}

	@Test
	void breakShouldCompleteEveryStage() throws Exception {
		TestLink link = open();
		List<CompletionStage<?>> stages = new CopyOnWriteArrayList<>();
		AtomicBoolean stop = new AtomicBoolean();
		Thread user = new Thread(() -> {
			while (!stop.get() && link.listener.failures().isEmpty()) {
				List<CompletionStage<?>> more = useMuch(link);
				stages.addAll(more);
				more.forEach(ClusterBrokerContract::join);
			}
		});
		user.start();
		try {
			waiting().until(() -> !stages.isEmpty());
			breakLinks();
			waiting().until(() -> !link.listener.failures().isEmpty());
			awaitEnd(stages);
			assertAllCallsFail(link);
		}
		finally {
			stop.set(true);
			user.join(TimeUnit.SECONDS.toMillis(SECONDS));
		}
		assertThat(user.isAlive()).isFalse();
	}

	@Test
	void brokerShouldOpenAgainAfterABreak() throws Exception {
		ClusterBroker broker = broker();
		for (int i = 0; i < 3; i++) {
			TestLink link = open(broker);
			link.subscribe(room("x"));
			TestLink sender = open();
			sender.send(room("x"), "m" + i);
			assertThat(link.awaitMessages(1).texts()).containsExactly("m" + i);
			breakLinks();
			waiting().until(() -> link.listener.failures().size() == 1);
		}
	}

	@Test
	void whoClosesTheLinkWhenItBreaksShouldNotBeCalledAgain() throws Exception {
		TestLink link = openSubscribed(room("x"));
		link.listener.onBroken(link.link::close);
		breakLinks();
		waiting().until(() -> link.listener.failures().size() == 1);
		exchangeMessages();
		assertThat(link.listener.failures()).hasSize(1);
	}

	// Tools, for tests of single engines as well

	protected final Topic room(String name) {
		return Topic.room(name + this.run);
	}

	protected final Topic user(String name) {
		return Topic.user(name + this.run);
	}

	protected final Topic node(String name) {
		return Topic.node(name + this.run);
	}

	protected final TestLink open() throws Exception {
		return open(broker());
	}

	protected final TestLink openSubscribed(Topic... topics) throws Exception {
		return openSubscribed(List.of(topics));
	}

	protected final TestLink openSubscribed(Collection<Topic> topics) throws Exception {
		TestLink link = open();
		await(link.link.subscribe(topics));
		return link;
	}

	protected final TestLink open(ClusterBroker broker) throws Exception {
		RecordingListener listener = new RecordingListener();
		TestLink link = new TestLink(await(broker.open(listener)), listener);
		this.links.add(link);
		return link;
	}

	protected static ConditionFactory waiting() {
		return Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).pollInterval(Duration.ofMillis(2));
	}

	protected static <T> T await(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
	}

	private static void join(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			// Only the end matters
		}
	}

	private void exchangeMessages() throws Exception {
		TestLink receiver = openSubscribed(room("exchange"));
		TestLink sender = open();
		sender.send(room("exchange"), "hello");
		receiver.awaitMessages(1);
	}

	private List<CompletionStage<?>> useMuch(TestLink link) {
		List<CompletionStage<?>> stages = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			List<Topic> topics = List.of(room("u" + i), room("v" + i));
			stages.add(link.link.subscribe(topics));
			stages.add(link.publish(room("u" + i), "x".repeat(1000)));
			stages.add(link.link.unsubscribe(topics));
		}
		return stages;
	}

	private static void awaitEnd(List<CompletionStage<?>> stages) {
		waiting().until(() -> stages.stream().allMatch((stage) -> stage.toCompletableFuture().isDone()));
	}

	private void assertAllCallsFail(TestLink link) {
		List<CompletableFuture<?>> stages = new ArrayList<>();
		stages.add(link.publish(room("ended"), "hello").toCompletableFuture());
		stages.add(link.link.subscribe(List.of(room("ended"))).toCompletableFuture());
		stages.add(link.link.unsubscribe(List.of(room("ended"))).toCompletableFuture());
		waiting().until(() -> stages.stream().allMatch(CompletableFuture::isDone));
		assertThat(stages).allMatch(CompletableFuture::isCompletedExceptionally);
	}

	/**
	 * Link and its listener.
	 *
	 * @param link the link
	 * @param listener its listener
	 */
	protected record TestLink(ClusterLink link, RecordingListener listener) {

		public void subscribe(Topic... topics) throws Exception {
			await(this.link.subscribe(List.of(topics)));
		}

		/** Publish a message and wait until the engine has it. */
		public void send(Topic topic, String text) throws Exception {
			await(publish(topic, text));
		}

		public CompletionStage<Integer> publish(Topic topic, String text) {
			return this.link.publish(topic, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

		public RecordingListener awaitMessages(int count) {
			waiting().until(() -> this.listener.count() >= count);
			return this.listener;
		}

		public RecordingListener awaitText(String text) {
			waiting().until(() -> this.listener.texts().contains(text));
			return this.listener;
		}

	}

}
