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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.wsboot.Frame;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.Target;
import io.github.wsboot.node.AudienceSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Publisher}.
 */
class PublisherTests {

	private static final String SELF = "node-aaa";

	private static final ClusterMessage PUSH = ClusterMessage.push(SELF, new Target.Members(AudienceSpec.all()),
			Frame.text("hello"));

	private final ClusterCounters counters = new ClusterCounters();

	private final Publisher publisher = new Publisher(10_000, "node-bbb"::equals, this.counters);

	private final RecordingLink link = new RecordingLink();

	@Test
	@Timeout(60)
	void messagesOfManyThreadsShouldHaveConsecutiveNumbersInTheOrderOfTheLink() throws Exception {
		attach(3);
		List<Topic> topics = List.of(Topic.ALL, Topic.node("node-bbb"), Topic.node("node-ccc"), Topic.room("lobby"));
		inParallel(6, () -> {
			for (int i = 0; i < 400; i++) {
				assertThat(this.publisher.publish(topics.get(i % 4), PUSH)).isNotNull();
			}
			return null;
		});
		List<Long> numbers = LongStream.rangeClosed(1, 600).boxed().toList();
		assertThat(this.link.sequences(Topic.ALL)).isEqualTo(numbers);
		assertThat(this.link.sequences(Topic.node("node-bbb"))).isEqualTo(numbers);
		assertThat(this.link.sequences(Topic.node("node-ccc"))).isEqualTo(numbers);
		assertThat(this.link.sequences(Topic.room("lobby"))).hasSize(600).containsOnly(0L);
		assertThat(this.link.published).allMatch((message) -> message.message().stamp().link() == 3);
		assertThat(this.publisher.pendingBytes()).isZero();
		assertThat(
				this.counters.messages(ClusterCounters.Direction.TRANSMIT, ClusterCounters.Kind.PUSH, Topic.Kind.ROOM))
			.isEqualTo(600);
	}

	@Test
	void publishWithoutLinkShouldBeRefused() {
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNull();
		assertThat(this.publisher.publishAlways(Topic.ALL, ClusterMessage.probe(SELF), 0)).isNull();
		assertThat(this.publisher.publishLast(Topic.ALL, ClusterMessage.leave(SELF), 0)).isNull();
		attach(1);
		this.publisher.detach();
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNull();
		assertThat(this.link.published).isEmpty();
	}

	@Test
	@Timeout(60)
	void firstMessageOfEachLinkShouldBeTheFirstWhoeverPublishesMeanwhile() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		List<RecordingLink> links = new ArrayList<>();
		ExecutorService others = Executors.newSingleThreadExecutor();
		Future<?> publishing = others.submit(() -> {
			while (!done.get()) {
				this.publisher.publish(Topic.ALL, PUSH);
			}
		});
		try {
			for (int number = 1; number <= 200; number++) {
				RecordingLink link = new RecordingLink();
				links.add(link);
				this.publisher.attach(link, number,
						() -> this.publisher.publishAlways(Topic.ALL, ClusterMessage.probe(SELF), 0));
				Thread.yield();
				this.publisher.detach();
			}
		}
		finally {
			done.set(true);
			others.shutdown();
		}
		publishing.get(30, TimeUnit.SECONDS);
		assertThat(links).allSatisfy((link) -> {
			assertThat(link.kinds()).first().isEqualTo(Kind.PROBE);
			assertThat(link.sequences(Topic.ALL)).first().isEqualTo(1L);
		});
	}

	@Test
	void nothingShouldBePublishedAfterTheLastMessage() {
		attach(1);
		assertThat(this.publisher.publishLast(Topic.ALL, ClusterMessage.leave(SELF), 0)).isNotNull();
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNull();
		assertThat(this.publisher.publishAlways(Topic.ALL, ClusterMessage.probe(SELF), 0)).isNull();
		assertThat(this.link.kinds()).containsExactly(Kind.LEAVE);
	}

	@Test
	void publishShouldBeRefusedWhileTooMuchIsPending() {
		attach(1);
		List<CompletableFuture<Integer>> pending = answerLater();
		CompletionStage<Integer> stage = this.publisher.publish(Topic.ALL, PUSH);
		int size = this.link.published.get(0).size();
		while (stage != null) {
			stage = this.publisher.publish(Topic.ALL, PUSH);
		}
		int accepted = this.link.published.size();
		assertThat(accepted).isEqualTo(10_000 / size);
		assertThat(this.publisher.pendingBytes()).isEqualTo((long) accepted * size);
		pending.get(0).complete(1);
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNotNull();
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNull();
		assertThat(this.link.sequences(Topic.ALL)).endsWith(accepted + 1L);
		pending.forEach((each) -> each.completeExceptionally(new IllegalStateException()));
		assertThat(this.publisher.pendingBytes()).isZero();
	}

	@Test
	void messageShouldBePublishedWhateverItsSizeWhenNothingIsPending() {
		attach(1);
		List<CompletableFuture<Integer>> pending = answerLater();
		ClusterMessage large = ClusterMessage.push(SELF, new Target.Members(AudienceSpec.all()),
				Frame.text("x".repeat(10_000)));
		assertThat(this.publisher.publish(Topic.ALL, large)).isNotNull();
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNull();
		pending.get(0).complete(1);
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNotNull();
		assertThat(this.publisher.publish(Topic.ALL, large)).isNull();
	}

	@Test
	void messagesAboutThisNodeShouldBePublishedWhateverIsPending() {
		attach(1);
		answerLater();
		while (this.publisher.publish(Topic.ALL, PUSH) != null) {
			assertThat(this.link.published).hasSizeLessThan(10_000);
		}
		assertThat(this.publisher.publishAlways(Topic.ALL, ClusterMessage.leave(SELF), 0)).isNotNull();
	}

	@Test
	void nothingShouldBePendingAfterFailures() {
		attach(1);
		this.link.answer = () -> {
			throw new IllegalStateException("test");
		};
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isCompletedExceptionally();
		this.link.answer = () -> {
			throw new NoClassDefFoundError("test");
		};
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isCompletedExceptionally();
		this.link.answer = () -> null;
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isCompletedExceptionally();
		this.link.answer = () -> CompletableFuture.failedStage(new IllegalStateException("test"));
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNotNull();
		assertThat(this.publisher.pendingBytes()).isZero();
	}

	@Test
	void messageThatCannotBeEncodedShouldChangeNothing() {
		attach(1);
		ClusterMessage message = ClusterMessage.push(SELF, new Target.Members(AudienceSpec.room("\ud800", null)),
				Frame.text("hello"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.publish(Topic.ALL, message));
		this.publisher.publish(Topic.ALL, PUSH);
		assertThat(this.link.sequences(Topic.ALL)).containsExactly(1L);
		assertThat(this.publisher.pendingBytes()).isZero();
	}

	@Test
	void idsThatAreMadeUpShouldNotFillTheMemory() {
		attach(1);
		for (int i = 0; i < Publisher.MAX_UNKNOWN_NODES; i++) {
			assertThat(this.publisher.publish(Topic.node(nodeId(i)), PUSH)).isNotNull();
		}
		assertThat(this.publisher.publish(Topic.node("too-many"), PUSH)).isNull();
		assertThat(this.publisher.publish(Topic.node(nodeId(0)), PUSH)).isNotNull();
		assertThat(this.publisher.publish(Topic.node("node-bbb"), PUSH)).isNotNull();
		assertThat(this.publisher.publish(Topic.ALL, PUSH)).isNotNull();
		assertThat(this.publisher.publish(Topic.room("lobby"), PUSH)).isNotNull();
		this.publisher.attach(this.link, 2, () -> {
		});
		assertThat(this.publisher.publish(Topic.node("too-many"), PUSH)).isNotNull();
	}

	private static String nodeId(int number) {
		return "%08d".formatted(number);
	}

	private void attach(int number) {
		this.publisher.attach(this.link, number, () -> {
		});
	}

	private List<CompletableFuture<Integer>> answerLater() {
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		this.link.answer = () -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			answers.add(answer);
			return answer;
		};
		return answers;
	}

	private static void inParallel(int threads, Callable<?> task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				futures.add(executor.submit(task));
			}
			for (Future<?> future : futures) {
				future.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

}
