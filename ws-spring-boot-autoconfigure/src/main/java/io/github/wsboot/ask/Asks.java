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

import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.Replies;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Asks the other sides of connections. Thread-safe; no method blocks.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class Asks {

	/** Longer times are not told apart, and timers count in nanoseconds. */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

	private final PayloadEncoder encoder;

	private final ContentReader reader;

	private final AskSettings settings;

	private final AskThreads threads;

	private final TimerService timers;

	private final AtomicLong numbers = new AtomicLong();

	/** Asks of all connections that wait for answers. */
	private final AtomicInteger pending = new AtomicInteger();

	/**
	 * Create an instance.
	 * @param encoder encodes questions
	 * @param reader reads answers
	 * @param settings the bounds
	 * @param threads the threads of asks
	 * @param timers ends asks that are not answered
	 */
	public Asks(PayloadEncoder encoder, ContentReader reader, AskSettings settings, AskThreads threads,
			TimerService timers) {
		this.encoder = encoder;
		this.reader = reader;
		this.settings = settings;
		this.threads = threads;
		this.timers = timers;
	}

	/**
	 * Return the encoder of payloads.
	 * @return the encoder
	 */
	public PayloadEncoder encoder() {
		return this.encoder;
	}

	/**
	 * Return how long to wait for an answer if the application does not say.
	 * @return the time
	 */
	public Duration timeout() {
		return this.settings.timeout();
	}

	/**
	 * Return the number of asks that wait for answers.
	 * @return the asks of all connections
	 */
	public int pending() {
		return this.pending.get();
	}

	/**
	 * Ask one connection.
	 * @param <T> the type of the answer
	 * @param connection the connection
	 * @param payload the question
	 * @param answerType the class that the answer is converted to
	 * @param timeout how long to wait for the answer
	 * @return a stage with the answer
	 */
	public <T> CompletionStage<T> ask(AskedConnection connection, Object payload, Class<T> answerType,
			Duration timeout) {
		Duration time = check(answerType, timeout);
		long number = this.numbers.incrementAndGet();
		EncodedFrame question = encode(connection, number, payload);
		AskCall<T> call = new AskCall<>(this.threads, (asks) -> answer(asks.get(0), answerType));
		PendingAsk ask = new PendingAsk(number, connection, call);
		call.add(ask);
		call.startTimer(() -> this.timers.after(time, call::onTimeout));
		begin(ask, question);
		call.onBegun();
		return call.stage();
	}

	// The answer may be null, which CompletionStage<T> does not say
	@SuppressWarnings("NullAway")
	private <T> T answer(PendingAsk ask, Class<T> answerType) throws Exception {
		return ask.answer(this.reader, answerType);
	}

	/**
	 * Ask several connections.
	 * @param <T> the type of the answers
	 * @param connections the connections
	 * @param payload the question
	 * @param answerType the class that each answer is converted to
	 * @param timeout how long to wait for the answers
	 * @return a stage with the answers
	 */
	public <T> CompletionStage<Replies<T>> askAll(Collection<? extends AskedConnection> connections, Object payload,
			Class<T> answerType, Duration timeout) {
		Duration time = check(answerType, timeout);
		Assert.notNull(payload, "'payload' must not be null");
		long number = this.numbers.incrementAndGet();
		Map<MessageProtocol, EncodedFrame> questions = new IdentityHashMap<>();
		connections.forEach((connection) -> questions.computeIfAbsent(protocol(connection),
				(protocol) -> encode(protocol, number, payload)));
		AskCall<Replies<T>> call = new AskCall<>(this.threads, (asks) -> replies(asks, answerType));
		List<PendingAsk> asks = connections.stream()
			.map((connection) -> new PendingAsk(number, connection, call))
			.toList();
		asks.forEach(call::add);
		if (!asks.isEmpty()) {
			call.startTimer(() -> this.timers.after(time, call::onTimeout));
		}
		asks.forEach((ask) -> begin(ask, questions.get(protocol(ask.connection()))));
		call.onBegun();
		return call.stage();
	}

	private <T> Replies<T> replies(List<PendingAsk> asks, Class<T> answerType) {
		Map<String, T> replies = new LinkedHashMap<>();
		Map<String, Exception> failures = new LinkedHashMap<>();
		for (PendingAsk ask : asks) {
			try {
				replies.put(ask.id(), answer(ask, answerType));
			}
			catch (Exception ex) {
				failures.put(ask.id(), ex);
			}
		}
		return new Replies<>(replies, failures);
	}

	/**
	 * Return the outcome for a connection that does not exist.
	 * @param <T> the type of the answer
	 * @param id the id of the connection
	 * @param result the outcome of the push
	 * @return a stage that has failed
	 */
	public <T> CompletionStage<T> refuse(String id, PushResult result) {
		DependentStage<T> stage = new DependentStage<>(this.threads);
		stage.completeExceptionally(
				new PushRefusedException("Connection '" + id + "' was not asked: " + result, result));
		return stage;
	}

	private static Duration check(Class<?> answerType, Duration timeout) {
		Assert.notNull(answerType, "'answerType' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be positive");
		return (timeout.compareTo(MAX_TIMEOUT) > 0) ? MAX_TIMEOUT : timeout;
	}

	private EncodedFrame encode(AskedConnection connection, long number, Object payload) {
		return encode(protocol(connection), number, payload);
	}

	private EncodedFrame encode(MessageProtocol protocol, long number, Object payload) {
		return new EncodedFrame(this.encoder.encodeQuestion(protocol, number, payload));
	}

	private static MessageProtocol protocol(AskedConnection connection) {
		MessageProtocol protocol = connection.protocol();
		Assert.state(protocol != null, "There is no JsonMapper to write a question with: add "
				+ "'spring-boot-starter-jackson' to the dependencies, or a MessageProtocol bean to the application");
		return protocol;
	}

	/**
	 * Push a question, unless a bound or the connection refuses it. The ask waits for its
	 * answer before the question is pushed, as the answer may come at once.
	 */
	private void begin(PendingAsk ask, @Nullable EncodedFrame question) {
		AskedConnection connection = ask.connection();
		if (question == null || !reserve(ask)) {
			return;
		}
		if (!connection.asConnection().isEstablished()) {
			ask.onEnded();
			return;
		}
		if (connection.isBlocked()) {
			ask.onBlocked();
			return;
		}
		PushResult result = connection.pushEncoded(question);
		if (result == PushResult.CLOSED) {
			ask.onEnded();
		}
		else if (!result.isAccepted()) {
			ask.onRefused(result, "its queue has answered " + result);
		}
		else {
			connection.readAnswers();
		}
	}

	private boolean reserve(PendingAsk ask) {
		if (this.pending.incrementAndGet() > this.settings.maxPendingTotal()) {
			this.pending.decrementAndGet();
			ask.onRefused(PushResult.OVERLOADED, "'ws.ask.max-pending-total' asks wait for answers");
			return false;
		}
		PendingAsks asks = ask.connection().pendingAsks();
		ask.releaseBy(() -> {
			asks.remove(ask);
			this.pending.decrementAndGet();
		});
		if (!asks.add(ask, this.settings.maxPending())) {
			ask.onRefused(PushResult.OVERLOADED, "'ws.ask.max-pending' of its asks wait for answers");
			return false;
		}
		return true;
	}

}
