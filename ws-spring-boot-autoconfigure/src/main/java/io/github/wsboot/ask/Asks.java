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
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.Assert;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PushResult;
import io.github.wsboot.Replies;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteAnswer.Outcome;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.node.RemoteQuestion.AnswerKind;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Asks the other sides of connections. Thread-safe; no method blocks, but for the code of
 * the application that writes a question.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class Asks implements DisposableBean {

	/** Nobody waits longer, and timers count in nanoseconds. */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

	private final PayloadEncoder encoder;

	private final ContentReader reader;

	private final AskSettings settings;

	private final AskThreads threads;

	private final TimerService timers;

	private final AtomicLong numbers = new AtomicLong();

	/** Asks to connections of other nodes. */
	private final AskTable remote = new AskTable(Integer.MAX_VALUE);

	private volatile boolean destroyed;

	/** Number of asks that wait for answers. */
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
	 * Return how many asks of one connection may wait for answers.
	 * @return the maximum number
	 */
	public int maxPending() {
		return this.settings.maxPending();
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
		begin(call, pending(number, connection, call), connection, question, time);
		return call.stage();
	}

	private void begin(AskCall<?> call, PendingAsk ask, AskedConnection connection, EncodedFrame question,
			Duration time) {
		call.add(ask);
		call.startTimer(() -> this.timers.after(time, call::onTimeout));
		begin(ask, connection, question);
		call.onBegun();
	}

	private static PendingAsk pending(long number, AskedConnection connection, AskCall<?> call) {
		return new PendingAsk(number, connection.asConnection(), connection.monitor(), call);
	}

	/**
	 * Ask a connection of another node.
	 * @param <T> the type of the answer
	 * @param id the id of the connection
	 * @param payload the question
	 * @param answerType the class that the answer is converted to
	 * @param timeout how long to wait for the answer
	 * @param nodes the other nodes
	 * @return a stage with the answer
	 */
	public <T> CompletionStage<T> ask(String id, Object payload, Class<T> answerType, Duration timeout,
			RemoteNodes nodes) {
		Duration time = check(answerType, timeout);
		String type = this.encoder.typeOf(payload);
		RemoteQuestion question = new RemoteQuestion(this.numbers.incrementAndGet(), type,
				this.encoder.convertToText(payload), answerKind(answerType), time);
		AskCall<T> call = new AskCall<>(this.threads, (asks) -> answer(asks.get(0), answerType));
		PendingAsk ask = new PendingAsk(question.number(), id, call);
		call.add(ask);
		call.startTimer(() -> this.timers.after(time, call::onTimeout));
		begin(ask, question, nodes);
		call.onBegun();
		return call.stage();
	}

	private static AnswerKind answerKind(Class<?> answerType) {
		if (answerType == Void.class) {
			return AnswerKind.NONE;
		}
		return ContentReader.isValue(answerType) ? AnswerKind.VALUE : AnswerKind.OBJECT;
	}

	private void begin(PendingAsk ask, RemoteQuestion question, RemoteNodes nodes) {
		if (!reserve(ask, this.remote)) {
			return;
		}
		if (this.destroyed) {
			ask.onEnded();
			return;
		}
		PushResult result;
		try {
			result = nodes.ask(ask.id(), question);
		}
		catch (RuntimeException ex) {
			ask.onInvalid(ex);
			return;
		}
		if (!result.isAccepted()) {
			ask.onRefused(result, result.toString());
		}
	}

	/**
	 * End the asks to connections of other nodes, as nothing comes from there any more.
	 * Connections end their asks themselves.
	 */
	@Override
	public void destroy() {
		this.destroyed = true;
		this.remote.forEach(PendingAsk::onEnded);
	}

	/**
	 * Called when another node has answered.
	 * @param node the id of the node, with which the ids of its connections begin
	 * @param answer the answer
	 */
	public void onRemoteAnswer(String node, RemoteAnswer answer) {
		PendingAsk ask = this.remote.find(answer.number());
		if (ask != null && ask.id().startsWith(node)) {
			ask.onRemoteAnswer(answer);
		}
	}

	/**
	 * Called when another node is gone.
	 * @param node the id of the node, with which the ids of its connections begin
	 */
	public void onNodeLeft(String node) {
		this.remote.forEach((ask) -> {
			if (ask.id().startsWith(node)) {
				ask.onEnded();
			}
		});
	}

	/**
	 * Create lines in which questions of other nodes wait, so that their threads need not
	 * write them.
	 * @param budget bounds the memory of what waits
	 * @return lines that run their tasks on the threads for what depends on answers
	 */
	public QuestionLines createLines(SendMemoryBudget budget) {
		return new QuestionLines(this.threads.dependents(), budget);
	}

	/**
	 * Refuse the question of another node.
	 * @param question the question
	 * @param reason why the push of the question is not possible
	 * @param onAnswer called with the outcome, on a thread that may block
	 */
	public void refuse(RemoteQuestion question, PushResult reason, Consumer<RemoteAnswer> onAnswer) {
		answer(question, Outcome.REFUSED, reason.name(), onAnswer);
	}

	/**
	 * Ask a connection for another node. The protocol, converters and interceptors of the
	 * application run on the current thread.
	 * @param connection the connection
	 * @param question the question
	 * @param onAnswer called with the outcome, on a thread that may block
	 */
	public void askFor(AskedConnection connection, RemoteQuestion question, Consumer<RemoteAnswer> onAnswer) {
		EncodedFrame frame;
		long number = this.numbers.incrementAndGet();
		try {
			frame = encode(connection, number, question);
		}
		catch (RuntimeException ex) {
			answer(question, Outcome.INVALID, String.valueOf(ex.getMessage()), onAnswer);
			return;
		}
		AskCall<RemoteAnswer> call = new AskCall<>(this.threads,
				(asks) -> asks.get(0).remoteAnswer(question, this.reader));
		begin(call, pending(number, connection, call), connection, frame, limit(question.timeout()));
		call.stage()
			.whenComplete((answer, exception) -> onAnswer.accept((answer != null) ? answer
					: new RemoteAnswer(question.number(), Outcome.UNREADABLE, String.valueOf(exception.getMessage()))));
	}

	private void answer(RemoteQuestion question, Outcome outcome, String content, Consumer<RemoteAnswer> onAnswer) {
		this.threads.dependents().execute(() -> onAnswer.accept(new RemoteAnswer(question.number(), outcome, content)));
	}

	/**
	 * Encode the question of another node, whose payload was converted there.
	 */
	private EncodedFrame encode(AskedConnection connection, long number, RemoteQuestion question) {
		MessageProtocol protocol = protocol(connection);
		Object payload = (protocol instanceof JsonProtocol) ? question.content()
				: this.encoder.readPart(question.content());
		return EncodedFrame.question(this.encoder.encodeQuestion(protocol, number, question.type(), payload), number);
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
		Map<AskedConnection, PendingAsk> asks = new LinkedHashMap<>();
		connections.forEach((connection) -> asks.put(connection, pending(number, connection, call)));
		asks.values().forEach(call::add);
		if (!asks.isEmpty()) {
			call.startTimer(() -> this.timers.after(time, call::onTimeout));
		}
		asks.forEach((connection, ask) -> begin(ask, connection, questions.get(protocol(connection))));
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

	private static Duration check(Class<?> answerType, Duration timeout) {
		Assert.notNull(answerType, "'answerType' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be positive");
		return limit(timeout);
	}

	private static Duration limit(Duration timeout) {
		return (timeout.compareTo(MAX_TIMEOUT) > 0) ? MAX_TIMEOUT : timeout;
	}

	private EncodedFrame encode(AskedConnection connection, long number, Object payload) {
		return encode(protocol(connection), number, payload);
	}

	private EncodedFrame encode(MessageProtocol protocol, long number, Object payload) {
		return EncodedFrame.question(this.encoder.encodeQuestion(protocol, number, payload), number);
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
	private void begin(PendingAsk ask, AskedConnection connection, @Nullable EncodedFrame question) {
		if (question == null || !reserve(ask, connection.pendingAsks().table())) {
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
		PushResult result;
		try {
			result = connection.pushEncoded(question);
		}
		catch (RuntimeException ex) {
			ask.onInvalid(ex);
			return;
		}
		if (result.isAccepted()) {
			connection.readAnswers();
		}
		else {
			ask.onRefused(result, "its queue has answered " + result);
		}
	}

	private boolean reserve(PendingAsk ask, AskTable table) {
		if (this.pending.incrementAndGet() > this.settings.maxPendingTotal()) {
			this.pending.decrementAndGet();
			ask.onRefused(PushResult.OVERLOADED, "'ws.ask.max-pending-total' asks wait for answers");
			return false;
		}
		ask.releaseBy(() -> {
			table.remove(ask);
			this.pending.decrementAndGet();
		});
		if (!table.add(ask)) {
			ask.onRefused(PushResult.OVERLOADED, "'ws.ask.max-pending' of its asks wait for answers");
			return false;
		}
		if (ask.isEnded()) {
			// Its time was over before, or while, it was added
			ask.release();
			table.remove(ask);
			return false;
		}
		return true;
	}

}
