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

package io.github.wsboot.ask;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.AskTimeoutException;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionBlockedException;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.Replies;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.JacksonPayloadConverter;
import io.github.wsboot.message.JacksonProtocol;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.node.RemoteQuestion.AnswerKind;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link Asks}.
 */
@Promise("ask")
class AsksTests {

	/** Number of asks that time out: more with {@code -Dasks.timeouts=1000000}. */
	private static final int TIMEOUTS = Integer.getInteger("asks.timeouts", 20_000);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final JsonMapper mapper = new JsonMapper();

	private final JsonProtocol protocol = new JacksonProtocol(this.mapper,
			new JsonProtocol.Fields("type", "ask", "re"));

	private final TimerService timers = new TimerService();

	private final ExecutorService pool = Executors.newSingleThreadExecutor((task) -> new Thread(task, "dependent"));

	private final Queue<AskOutcome> outcomes = new ConcurrentLinkedQueue<>();

	private final AtomicInteger late = new AtomicInteger();

	private final ConnectionMonitor monitor = monitor();

	private volatile boolean onLoop;

	private final Asks asks = asks(new AskSettings(LONG, 100, 1000));

	private final TestConnection connection = new TestConnection("a");

	private Asks asks(AskSettings settings) {
		JacksonPayloadConverter converter = new JacksonPayloadConverter(this.mapper);
		return new Asks(new PayloadEncoder(converter, (payload, declared) -> payload, List.of()),
				new ContentReader(() -> converter), settings, new AskThreads(this.pool::execute, () -> this.onLoop),
				this.timers);
	}

	private ConnectionMonitor monitor() {
		ConnectionMonitor monitor = new ConnectionMonitor(new Traffic(), () -> List.of(new ConnectionListener() {

			@Override
			public void onAsked(Connection connection, AskOutcome outcome, long nanos) {
				AsksTests.this.outcomes.add(outcome);
			}

			@Override
			public void onLateAnswer(Connection connection) {
				AsksTests.this.late.incrementAndGet();
			}

		}), List::of);
		monitor.afterSingletonsInstantiated();
		return monitor;
	}

	@AfterEach
	void stop() {
		this.timers.destroy();
		this.pool.shutdownNow();
	}

	@Test
	void waitingThreadShouldNeedNoThreadOfThePool() throws Exception {
		CountDownLatch blocked = blockPool();
		CompletionStage<Integer> stage = ask(Integer.class);
		CompletableFuture<Integer> waited = CompletableFuture.supplyAsync(() -> stage.toCompletableFuture().join());
		CompletableFuture<String> dependent = new CompletableFuture<>();
		stage.thenRun(() -> dependent.complete(Thread.currentThread().getName()));
		this.connection.answer("\"value\":5");
		assertThat(waited.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(5);
		assertThat(stage.toCompletableFuture().isDone()).isTrue();
		assertThat(stage.toCompletableFuture().getNow(0)).isEqualTo(5);
		assertThat(dependent).isNotDone();
		blocked.countDown();
		assertThat(dependent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("dependent");
	}

	@Test
	void timeOutShouldWakeTheWaitingThreadWithoutThePool() {
		CountDownLatch blocked = blockPool();
		CompletionStage<Integer> stage = this.asks.ask(this.connection, Map.of(), Integer.class, Duration.ofMillis(20));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> stage.toCompletableFuture().join())
			.withCauseInstanceOf(AskTimeoutException.class);
		blocked.countDown();
		assertThat(this.outcomes).containsExactly(AskOutcome.TIMEOUT);
		assertNothingLeft();
	}

	@Test
	void loopShouldNotWait() {
		CompletableFuture<Integer> stage = ask(Integer.class).toCompletableFuture();
		CompletableFuture<Integer> dependent = stage.thenApply((value) -> value + 1);
		this.onLoop = true;
		for (CompletableFuture<Integer> future : List.of(stage, dependent)) {
			assertThatIllegalStateException().isThrownBy(future::join).withMessageContaining("return the stage");
			assertThatIllegalStateException().isThrownBy(future::get);
			assertThatIllegalStateException().isThrownBy(() -> future.get(1, TimeUnit.SECONDS));
		}
		this.connection.answer("\"value\":5");
		assertThat(stage.join()).isEqualTo(5);
		this.onLoop = false;
		assertThat(dependent.join()).isEqualTo(6);
	}

	@Test
	void cancelledAskShouldLeaveNothing() {
		CompletableFuture<Integer> stage = ask(Integer.class).toCompletableFuture();
		assertThat(stage.cancel(true)).isTrue();
		assertThat(stage.isCancelled()).isTrue();
		assertNothingLeft();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(stage::join);
		CompletableFuture<Integer> completed = ask(Integer.class).toCompletableFuture();
		assertThat(completed.complete(7)).isTrue();
		assertThat(completed.join()).isEqualTo(7);
		this.connection.questions.clear();
		CompletableFuture<Integer> late = ask(Integer.class).toCompletableFuture();
		this.connection.answer("\"value\":5");
		assertThat(late.complete(7)).isFalse();
		assertThat(late.cancel(true)).isFalse();
		assertThat(late.join()).isEqualTo(5);
		assertThat(ask(Integer.class).toCompletableFuture().orTimeout(10, TimeUnit.MILLISECONDS)).failsWithin(TIMEOUT)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TimeoutException.class);
		assertNothingLeft();
	}

	@Test
	void doubledAnswerShouldBeLate() {
		CompletableFuture<Integer> stage = ask(Integer.class).toCompletableFuture();
		ask(Integer.class);
		String first = this.connection.questions.peek();
		this.connection.answer("\"value\":5");
		assertThat(this.connection.asks.accept(first.replace("\"ask\"", "\"re\""))).isTrue();
		assertThat(this.connection.asks.accept("{\"re\":\"999\"}")).isTrue();
		assertThat(this.connection.asks.accept("{\"re\":\"words\"}")).isFalse();
		assertThat(this.connection.asks.accept("{\"text\":\"re\"}")).isFalse();
		assertThat(this.connection.asks.accept("{\"re\":1")).isFalse();
		assertThat(stage.join()).isEqualTo(5);
		assertThat(this.late).hasValue(2);
		this.connection.asks.onEnded();
		assertNothingLeft();
	}

	@Test
	void onceNoAskWaitsOnlyTheRangeOfItsNumbersShouldMakeAnAnswer() {
		TestConnection other = new TestConnection("b");
		this.asks.ask(other, Map.of(), Void.class, LONG);
		for (int i = 0; i < 3; i++) {
			ask(Void.class);
			this.connection.answer("\"any\":1");
		}
		this.asks.ask(other, Map.of(), Void.class, LONG);
		assertThat(List.of(2, 3, 4)).allMatch((number) -> accept(this.connection, number));
		assertThat(List.of(-1, 0, 1, 5, 6)).noneMatch((number) -> accept(this.connection, number));
		assertThat(this.late).hasValue(3);
		ask(Void.class);
		assertThat(List.of(-1, 0, 1, 5, 7)).allMatch((number) -> accept(this.connection, number));
		assertThat(this.late).hasValue(8);
		this.connection.asks.onEnded();
		other.asks.onEnded();
		assertNothingLeft();
	}

	private static boolean accept(TestConnection connection, int number) {
		return connection.asks.acceptEarly("{\"re\":" + number + "}");
	}

	@Test
	void numbersShouldNotHaveToBeAddedInTheirOrder() {
		AskTable table = new AskTable(10);
		PendingAsk first = mock();
		PendingAsk second = mock();
		given(first.number()).willReturn(7L);
		given(second.number()).willReturn(5L);
		assertThat(table.isInRange(0)).isFalse();
		table.add(first);
		table.add(second);
		table.remove(second);
		assertThat(List.of(5, 6, 7)).allMatch(table::isInRange);
		assertThat(List.of(4, 8)).noneMatch(table::isInRange);
	}

	@Test
	void protocolOfTheApplicationShouldReadEarlyOnlyWhileAnAskWaits() {
		MessageProtocol protocol = mock();
		given(protocol.read("late")).willReturn(InboundMessage.answer("17", null));
		PendingAsks asks = new PendingAsks(this.connection.connection, this.monitor, () -> protocol, 10);
		assertThat(asks.acceptEarly("late")).isFalse();
		assertThat(this.late).hasValue(0);
		assertThat(asks.accept("late")).isTrue();
		assertThat(this.late).hasValue(1);
		asks.table().add(new PendingAsk(1, this.connection.connection, this.monitor, (ask) -> {
		}));
		assertThat(asks.acceptEarly("late")).isTrue();
		assertThat(this.late).hasValue(2);
	}

	@Test
	void answerDuringThePushShouldBeTaken() {
		this.connection.onPush = () -> this.connection.answer("\"value\":5");
		assertThat(ask(Integer.class).toCompletableFuture().join()).isEqualTo(5);
		assertNothingLeft();
	}

	@Test
	void refusalsShouldLeaveNothing() {
		this.connection.result = PushResult.OVERLOADED;
		assertThat(Answers.awaitFailure(ask(Integer.class))).isInstanceOf(PushRefusedException.class);
		this.connection.result = PushResult.CLOSED;
		assertThat(Answers.awaitFailure(ask(Integer.class))).isInstanceOf(ConnectionEndedException.class);
		this.connection.result = PushResult.ACCEPTED;
		this.connection.blocked = true;
		assertThat(Answers.awaitFailure(ask(Integer.class))).isInstanceOf(ConnectionBlockedException.class);
		this.connection.blocked = false;
		given(this.connection.connection.isEstablished()).willReturn(false);
		assertThat(Answers.awaitFailure(ask(Integer.class))).isInstanceOf(ConnectionEndedException.class);
		assertThat(this.outcomes).containsExactly(AskOutcome.REFUSED, AskOutcome.ENDED, AskOutcome.REFUSED,
				AskOutcome.ENDED);
		assertNothingLeft();
	}

	@Test
	void droppedQuestionShouldLeaveNothing() {
		assertThat(Answers.awaitFailure(dropped(DropReason.OVERFLOW))).isInstanceOfSatisfying(
				PushRefusedException.class, (ex) -> assertThat(ex.result()).isEqualTo(PushResult.DROPPED));
		assertThat(Answers.awaitFailure(dropped(DropReason.OVERLOAD))).isInstanceOfSatisfying(
				PushRefusedException.class, (ex) -> assertThat(ex.result()).isEqualTo(PushResult.OVERLOADED));
		assertThat(Answers.awaitFailure(dropped(DropReason.CLOSED))).isInstanceOf(ConnectionEndedException.class);
		assertThat(this.outcomes).containsExactly(AskOutcome.REFUSED, AskOutcome.REFUSED, AskOutcome.ENDED);
		assertNothingLeft();
	}

	private CompletionStage<Integer> dropped(DropReason reason) {
		CompletionStage<Integer> stage = ask(Integer.class);
		Long question = this.connection.frame.question();
		assertThat(question).isNotNull();
		this.connection.asks.onDropped(question + 1, reason);
		assertThat(stage.toCompletableFuture()).isNotDone();
		this.connection.asks.onDropped(question, reason);
		return stage;
	}

	@Test
	void audienceShouldCompleteWhenAllHaveAnsweredOrFailed() {
		TestConnection other = new TestConnection("b");
		CompletableFuture<Replies<Integer>> stage = this.asks
			.askAll(List.of(this.connection, other), Map.of(), Integer.class, LONG)
			.toCompletableFuture();
		assertThat(this.connection.questions.peek()).isEqualTo(other.questions.peek());
		this.connection.answer("\"value\":5");
		assertThat(stage).isNotDone();
		other.asks.onEnded();
		Replies<Integer> replies = stage.join();
		assertThat(replies.replies()).containsExactly(Map.entry("a", 5));
		assertThat(replies.failures().get("b")).isInstanceOf(ConnectionEndedException.class);
		CompletableFuture<Replies<Integer>> timed = this.asks
			.askAll(List.of(this.connection, other), Map.of(), Integer.class, Duration.ofMillis(20))
			.toCompletableFuture();
		assertThat(timed.join().failures()).containsOnlyKeys("a", "b");
		assertNothingLeft();
	}

	@Test
	void numberShouldBeNoBiggerThanItsBounds() {
		Asks bounded = asks(new AskSettings(LONG, 1, 2));
		TestConnection first = new TestConnection("a", bounded);
		TestConnection second = new TestConnection("b", bounded);
		TestConnection third = new TestConnection("c", bounded);
		CompletionStage<Integer> one = bounded.ask(first, Map.of(), Integer.class, LONG);
		assertThat(Answers.awaitFailure(bounded.ask(first, Map.of(), Integer.class, LONG)))
			.hasMessageContaining("'ws.ask.max-pending' of its asks");
		bounded.ask(second, Map.of(), Integer.class, LONG);
		assertThat(Answers.awaitFailure(bounded.ask(third, Map.of(), Integer.class, LONG)))
			.hasMessageContaining("'ws.ask.max-pending-total'");
		first.answer("\"value\":5");
		assertThat(one.toCompletableFuture().join()).isEqualTo(5);
		bounded.ask(third, Map.of(), Integer.class, LONG);
		assertThat(bounded.pending()).isEqualTo(2);
	}

	@Test
	void anotherNodeShouldAnswerOnlyWhatItWasAsked() {
		RemoteNodes nodes = mock();
		given(nodes.ask(any(), any())).willReturn(PushResult.FORWARDED);
		CompletableFuture<Integer> stage = this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes)
			.toCompletableFuture();
		this.asks.onRemoteAnswer("node-bbb", new RemoteAnswer(1, RemoteAnswer.Outcome.ANSWERED, "6"));
		this.asks.onNodeLeft("node-bbb");
		assertThat(stage).isNotDone();
		this.asks.onRemoteAnswer("node-aaa", new RemoteAnswer(1, RemoteAnswer.Outcome.ANSWERED, "5"));
		assertThat(stage.join()).isEqualTo(5);
		CompletionStage<Integer> left = this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes);
		this.asks.onNodeLeft("node-aaa");
		assertThat(Answers.awaitFailure(left)).isInstanceOf(ConnectionEndedException.class);
		given(nodes.ask(any(), any())).willReturn(PushResult.UNAVAILABLE);
		assertThat(Answers.awaitFailure(this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes)))
			.isInstanceOf(PushRefusedException.class);
		assertNothingLeft();
	}

	@Test
	void askWhoseTimeIsOverBeforeItIsRegisteredShouldLeaveNothing() {
		TestConnection second = new TestConnection("b");
		this.connection.onPush = () -> Awaitility.await().atMost(TIMEOUT).until(() -> this.outcomes.size() == 2);
		CompletionStage<Replies<Integer>> stage = this.asks.askAll(List.of(this.connection, second), Map.of(),
				Integer.class, Duration.ofMillis(1));
		assertThat(stage.toCompletableFuture().join().failures()).hasSize(2);
		assertThat(second.questions).isEmpty();
		assertThat(second.asks.isWaiting()).isFalse();
		assertNothingLeft();
	}

	@Test
	void dependentShouldNotWaitForAnotherOne() {
		CompletableFuture<Throwable> refused = ask(Void.class).toCompletableFuture()
			.thenApply((nothing) -> catchThrowable(
					ask(Void.class).thenRun(this::assertNothingLeft).toCompletableFuture()::join));
		this.connection.answer("\"any\":1");
		assertThat(refused.join()).isInstanceOf(IllegalStateException.class).hasMessageContaining("thenCompose");
	}

	@Test
	void dependentShouldWaitForAnAnswer() {
		CountDownLatch asked = new CountDownLatch(1);
		CompletableFuture<Integer> outer = ask(Void.class).toCompletableFuture().thenApply((nothing) -> {
			CompletableFuture<Integer> inner = ask(Integer.class).toCompletableFuture();
			asked.countDown();
			return inner.join();
		});
		this.connection.answer("\"any\":1");
		assertThat(asked).satisfies((latch) -> latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
		this.connection.answer("\"value\":5");
		assertThat(outer.join()).isEqualTo(5);
	}

	@Test
	void answerThatIsNoJsonShouldBeNone() {
		CompletableFuture<Void> stage = ask(Void.class).toCompletableFuture();
		assertThat(this.connection.asks.accept("{\"re\":1,\"text\":\"a\"} x")).isFalse();
		assertThat(this.connection.asks.accept("{\"re\":1}{\"re\":1}")).isFalse();
		assertThat(stage).isNotDone();
	}

	@Test
	void answerThatCannotBeReadShouldFailWithAConversionException() {
		JsonMapper strict = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();
		Object content = new JacksonProtocol(strict, new JsonProtocol.Fields("type", "ask", "re"))
			.read("{\"re\":1,\"text\":\"a\",\"text\":\"b\"}")
			.content();
		ContentReader reader = new ContentReader(() -> new JacksonPayloadConverter(strict));
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> reader.convert(content, Map.class));
	}

	@Test
	void answerWithoutItsValueShouldFail() {
		CompletionStage<Integer> stage = ask(Integer.class);
		this.connection.answer("\"amount\":5");
		assertThat(Answers.awaitFailure(stage)).isInstanceOf(PayloadConversionException.class)
			.hasMessageContaining("'value'");
		CompletionStage<Integer> acknowledged = ask(Integer.class);
		assertThat(this.connection.asks.accept("{\"re\":2}")).isTrue();
		assertThat(acknowledged.toCompletableFuture().join()).isNull();
	}

	@Test
	void errorThatIsNullShouldBeNoneBesideAnAnswer() {
		CompletionStage<Integer> stage = ask(Integer.class);
		this.connection.answer("\"error\":null,\"value\":5");
		assertThat(stage.toCompletableFuture().join()).isEqualTo(5);
		CompletionStage<Integer> failed = ask(Integer.class);
		this.connection.questions.poll();
		assertThat(this.connection.asks.accept("{\"re\":2,\"error\":null}")).isTrue();
		assertThat(Answers.awaitFailure(failed)).isInstanceOfSatisfying(AskFailedException.class,
				(ex) -> assertThat(ex.content()).isEqualTo("null"));
		CompletionStage<Integer> both = ask(Integer.class);
		assertThat(this.connection.asks.accept("{\"re\":3,\"error\":\"no\",\"value\":5}")).isTrue();
		assertThat(Answers.awaitFailure(both)).isInstanceOf(AskFailedException.class);
		this.connection.questions.clear();
		CompletionStage<Object> object = ask(Object.class);
		this.connection.answer("\"error\":null,\"amount\":1");
		assertThat(object.toCompletableFuture().join()).isEqualTo(Map.of("amount", 1));
	}

	@Test
	void doneStageShouldKnowItsOutcomeWithoutThePool() {
		CountDownLatch blocked = blockPool();
		CompletableFuture<Integer> stage = ask(Integer.class).toCompletableFuture();
		assertThat(stage.isCompletedExceptionally()).isFalse();
		this.connection.answer("\"error\":\"no\"");
		assertThat(stage.isDone()).isTrue();
		assertThat(stage.isCompletedExceptionally()).isTrue();
		blocked.countDown();
	}

	@Test
	void failedPushShouldLeaveNothing() {
		this.connection.onPush = () -> {
			throw new IllegalStateException("broken");
		};
		assertThat(Answers.awaitFailure(ask(Integer.class))).hasMessage("broken");
		RemoteNodes nodes = mock();
		given(nodes.ask(any(), any())).willThrow(new IllegalStateException("broken"));
		assertThat(Answers.awaitFailure(this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes)))
			.hasMessage("broken");
		assertNothingLeft();
	}

	@Test
	void shutdownShouldEndAsksToOtherNodes() {
		RemoteNodes nodes = mock();
		given(nodes.ask(any(), any())).willReturn(PushResult.FORWARDED);
		CompletionStage<Integer> before = this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes);
		this.asks.destroy();
		assertThat(Answers.awaitFailure(before)).isInstanceOf(ConnectionEndedException.class);
		assertThat(Answers.awaitFailure(this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes)))
			.isInstanceOf(ConnectionEndedException.class);
		assertNothingLeft();
	}

	@Test
	void anotherNodeShouldGetWhatItReads() throws Exception {
		assertThat(askFor(AnswerKind.NONE, "\"text\":\"long\"").content()).isEmpty();
		assertThat(askFor(AnswerKind.OBJECT, "\"text\":\"a\"").content()).isEqualTo("{\"text\":\"a\"}");
		assertThat(askFor(AnswerKind.VALUE, "\"value\":5").content()).isEqualTo("5");
		RemoteAnswer unreadable = askFor(AnswerKind.VALUE, "\"text\":\"a\"");
		assertThat(unreadable.outcome()).isEqualTo(RemoteAnswer.Outcome.UNREADABLE);
		assertThat(unreadable.content()).contains("'value'");
		RemoteNodes nodes = mock();
		given(nodes.ask(any(), any())).willReturn(PushResult.FORWARDED);
		CompletionStage<Integer> stage = this.asks.ask("node-aaa.x", Map.of(), Integer.class, LONG, nodes);
		this.asks.onRemoteAnswer("node-aaa", new RemoteAnswer(5, unreadable.outcome(), unreadable.content()));
		assertThat(Answers.awaitFailure(stage)).isInstanceOf(PayloadConversionException.class)
			.hasMessage(unreadable.content());
	}

	private RemoteAnswer askFor(AnswerKind kind, String fields) throws Exception {
		CompletableFuture<RemoteAnswer> answer = new CompletableFuture<>();
		this.asks.askFor(this.connection, new RemoteQuestion(17, null, "{}", kind, LONG), answer::complete);
		this.connection.answer(fields);
		return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Test
	void hundredsOfThousandsOfAsksShouldLeaveTheHeapAsItWas() {
		List<WeakReference<Object>> stages = new ArrayList<>();
		for (int i = 0; i < 200_000; i++) {
			CompletionStage<Integer> stage = ask(Integer.class);
			if (i % 1000 == 0) {
				stages.add(new WeakReference<>(stage));
			}
			switch (ThreadLocalRandom.current().nextInt(3)) {
				case 0 -> this.connection.answer("\"value\":5");
				case 1 -> this.connection.asks.onEnded();
				default -> stage.toCompletableFuture().cancel(false);
			}
			this.connection.questions.clear();
			this.outcomes.clear();
		}
		for (int i = 0; i < TIMEOUTS / 100; i++) {
			List<CompletionStage<Integer>> batch = new ArrayList<>();
			for (int j = 0; j < 100; j++) {
				batch.add(this.asks.ask(this.connection, Map.of("text", "?"), Integer.class, Duration.ofMillis(1)));
			}
			batch.forEach((stage) -> assertThat(Answers.awaitFailure(stage)).isInstanceOf(AskTimeoutException.class));
			stages.add(new WeakReference<>(batch.get(0)));
			this.connection.questions.clear();
		}
		assertNothingLeft();
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			System.gc();
			assertThat(stages).allMatch((stage) -> stage.get() == null);
		});
	}

	private void assertNothingLeft() {
		assertThat(this.asks.pending()).isZero();
		assertThat(this.connection.asks.isWaiting()).isFalse();
		assertThat(this.timers).extracting("scheduler.queue")
			.asInstanceOf(InstanceOfAssertFactories.collection(Object.class))
			.isEmpty();
	}

	private CountDownLatch blockPool() {
		CountDownLatch latch = new CountDownLatch(1);
		this.pool.execute(() -> {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		return latch;
	}

	private <T> CompletionStage<T> ask(Class<T> type) {
		return this.asks.ask(this.connection, Map.of("text", "?"), type, LONG);
	}

	private final class TestConnection implements AskedConnection {

		private final Connection connection = mock(withSettings().stubOnly());

		private final PendingAsks asks;

		private final LinkedBlockingQueue<String> questions = new LinkedBlockingQueue<>();

		private PushResult result = PushResult.ACCEPTED;

		private EncodedFrame frame;

		private boolean blocked;

		private Runnable onPush = () -> {
		};

		TestConnection(String id) {
			this(id, AsksTests.this.asks);
		}

		TestConnection(String id, Asks asks) {
			given(this.connection.id()).willReturn(id);
			given(this.connection.isEstablished()).willReturn(true);
			this.asks = new PendingAsks(this.connection, AsksTests.this.monitor, this::protocol, asks.maxPending());
		}

		void answer(String fields) {
			String question = this.questions.remove();
			String number = question.replaceAll(".*\"ask\":(\\d+).*", "$1");
			assertThat(this.asks.accept("{\"re\":" + number + "," + fields + "}")).isTrue();
		}

		@Override
		public Connection asConnection() {
			return this.connection;
		}

		@Override
		public @Nullable MessageProtocol protocol() {
			return AsksTests.this.protocol;
		}

		@Override
		public PendingAsks pendingAsks() {
			return this.asks;
		}

		@Override
		public ConnectionMonitor monitor() {
			return AsksTests.this.monitor;
		}

		@Override
		public PushResult pushEncoded(EncodedFrame frame) {
			this.frame = frame;
			this.questions.add(StandardCharsets.UTF_8.decode(frame.payload()).toString());
			this.onPush.run();
			return this.result;
		}

		@Override
		public boolean isBlocked() {
			return this.blocked;
		}

		@Override
		public void readAnswers() {
		}

	}

}
