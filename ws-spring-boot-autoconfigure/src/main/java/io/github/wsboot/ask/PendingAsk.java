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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.AskTimeoutException;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionBlockedException;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteAnswer.Outcome;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.node.RemoteQuestion.AnswerKind;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * Question to one connection that waits for its answer. It ends once: by the answer, its
 * time, the loss of the question, or the end of the connection, whichever comes first.
 * Thread-safe.
 */
final class PendingAsk {

	private static final AtomicReferenceFieldUpdater<PendingAsk, End> END = AtomicReferenceFieldUpdater
		.newUpdater(PendingAsk.class, End.class, "end");

	private final long number;

	private final String id;

	private final @Nullable Connection connection;

	private final @Nullable ConnectionMonitor monitor;

	private final long since;

	private final Listener listener;

	/** Returns what the ask has reserved; {@code null} before it has, and afterwards. */
	private final AtomicReference<@Nullable Runnable> release = new AtomicReference<>();

	private volatile @Nullable End end;

	/**
	 * Create an ask.
	 * @param number its number
	 * @param connection the connection that is asked
	 * @param monitor called at the end
	 * @param listener called at the end, too
	 */
	PendingAsk(long number, Connection connection, ConnectionMonitor monitor, Listener listener) {
		this.number = number;
		this.id = connection.id();
		this.connection = connection;
		this.monitor = monitor;
		this.since = monitor.startTiming();
		this.listener = listener;
	}

	/**
	 * Create an ask to a connection of another node, which measures it.
	 * @param number its number
	 * @param id the id of the connection
	 * @param listener called at the end
	 */
	PendingAsk(long number, String id, Listener listener) {
		this.number = number;
		this.id = id;
		this.connection = null;
		this.monitor = null;
		this.since = Timing.NONE;
		this.listener = listener;
	}

	long number() {
		return this.number;
	}

	/**
	 * Return the id of the connection.
	 */
	String id() {
		return this.id;
	}

	/**
	 * Set what is run at the end. The ask may have ended before: call {@link #release()}
	 * then.
	 */
	void releaseBy(Runnable release) {
		this.release.set(release);
	}

	boolean isEnded() {
		return this.end != null;
	}

	void onAnswer(@Nullable Object content) {
		end(new End(AskOutcome.ANSWERED, content, null));
	}

	/**
	 * Called when the other side has answered with an error.
	 */
	void onFailure(@Nullable Object content) {
		end(new End(AskOutcome.FAILED, content, null));
	}

	void onTimeout() {
		end(AskOutcome.TIMEOUT, () -> new AskTimeoutException(connectionName() + " has not answered in time"));
	}

	/**
	 * Called when the connection begins to close, or has ended.
	 */
	void onEnded() {
		end(AskOutcome.ENDED, () -> new ConnectionEndedException(connectionName() + " has ended without an answer"));
	}

	/**
	 * Called when nothing is read from the connection.
	 */
	void onBlocked() {
		end(AskOutcome.REFUSED, () -> new ConnectionBlockedException(connectionName()
				+ " is not read from: it is paused, or twice as many messages as 'ws.receive.max-pending-messages' or "
				+ "'ws.receive.max-pending-bytes' allow wait for its callbacks"));
	}

	/**
	 * Called when the question was not accepted.
	 * @param bound the bound that was reached, as the end of a sentence
	 */
	void onRefused(PushResult result, String bound) {
		if (result == PushResult.CLOSED) {
			onEnded();
			return;
		}
		end(AskOutcome.REFUSED, () -> new PushRefusedException(connectionName() + " was not asked: " + bound, result));
	}

	/**
	 * Called when the question was accepted, but is not going to be sent.
	 */
	void onDropped(DropReason reason) {
		switch (reason) {
			case CLOSED -> onEnded();
			case OVERLOAD -> onRefused(PushResult.OVERLOADED, "all queues together needed its memory");
			default -> onRefused(PushResult.DROPPED, "its queue has dropped the question (" + reason + ")");
		}
	}

	/**
	 * Called when the question could not be sent, or its answer not be read elsewhere.
	 */
	void onInvalid(RuntimeException exception) {
		end(AskOutcome.REFUSED, () -> exception);
	}

	/**
	 * End because nobody is interested any more. The listener is not called.
	 */
	void abandon() {
		if (END.compareAndSet(this, null, End.ABANDONED)) {
			release();
		}
	}

	/**
	 * Return what the ask has reserved. Only the first call has an effect.
	 */
	void release() {
		Runnable release = this.release.getAndSet(null);
		if (release != null) {
			release.run();
		}
	}

	private String connectionName() {
		return "Connection '" + id() + "'";
	}

	/**
	 * End without an answer.
	 * @param exception creates the reason; not called if the ask has ended before, as
	 * most of an audience may have when its time is over
	 */
	private void end(AskOutcome outcome, Supplier<RuntimeException> exception) {
		if (!isEnded()) {
			end(new End(outcome, null, exception.get()));
		}
	}

	private void end(End end) {
		if (END.compareAndSet(this, null, end)) {
			SafeRunner.run(this::release, () -> report(end), () -> this.listener.onEnd(this));
		}
	}

	private void report(End end) {
		if (end.outcome() != null && this.connection != null && this.monitor != null) {
			this.monitor.onAsked(this.connection, end.outcome(), this.since);
		}
	}

	/**
	 * Return the answer, once the ask has ended. May take time.
	 * @throws Exception the reason if there is no answer of this type
	 */
	<T> @Nullable T answer(ContentReader reader, Class<T> type) throws Exception {
		End end = this.end;
		if (end == null || end.outcome() == null) {
			throw new IllegalStateException("There is no answer");
		}
		if (end.exception() != null) {
			throw end.exception();
		}
		if (end.outcome() == AskOutcome.FAILED) {
			throw new AskFailedException(connectionName() + " has answered with an error", reader.text(end.content()));
		}
		return reader.convert(end.content(), type);
	}

	/**
	 * Return the outcome for another node, once the ask has ended. May take time.
	 * @param question the question of the other node
	 */
	RemoteAnswer remoteAnswer(RemoteQuestion question, ContentReader reader) {
		End end = this.end;
		RuntimeException exception = (end != null) ? end.exception() : null;
		if (end == null || exception != null) {
			return new RemoteAnswer(question.number(), outcome(exception),
					(exception instanceof PushRefusedException refused) ? refused.result().name() : "");
		}
		if (end.outcome() == AskOutcome.FAILED) {
			return new RemoteAnswer(question.number(), Outcome.FAILED, reader.text(end.content()));
		}
		Outcome outcome = (end.content() instanceof CharSequence) ? Outcome.ANSWERED_WITH_TEXT : Outcome.ANSWERED;
		return new RemoteAnswer(question.number(), outcome, part(end.content(), question.answer(), reader));
	}

	private static String part(@Nullable Object content, AnswerKind kind, ContentReader reader) {
		return (kind != AnswerKind.NONE) ? reader.part(content, kind == AnswerKind.VALUE) : "";
	}

	private static Outcome outcome(@Nullable RuntimeException exception) {
		if (exception instanceof PushRefusedException) {
			return Outcome.REFUSED;
		}
		if (exception instanceof ConnectionEndedException) {
			return Outcome.ENDED;
		}
		return (exception instanceof ConnectionBlockedException) ? Outcome.BLOCKED : Outcome.TIMEOUT;
	}

	/**
	 * Called with the outcome on another node.
	 */
	void onRemoteAnswer(RemoteAnswer answer) {
		String content = answer.content();
		switch (answer.outcome()) {
			case ANSWERED -> onAnswer(content.isEmpty() ? null : content.getBytes(StandardCharsets.UTF_8));
			case ANSWERED_WITH_TEXT -> onAnswer(content);
			case FAILED -> onFailure(content);
			case TIMEOUT -> onTimeout();
			case ENDED -> onEnded();
			case BLOCKED -> onBlocked();
			case REFUSED -> onRefused(content);
			case INVALID -> onInvalid(new IllegalArgumentException(content));
			case UNREADABLE -> onInvalid(PayloadConversionException.inbound(content, null));
			case TOO_LARGE -> onInvalid(PayloadConversionException
				.inbound("The answer of " + connectionName() + " is larger than 'ws.cluster.max-message-size'", null));
		}
	}

	/**
	 * Called when the other node has not accepted the question.
	 * @param name the name of the outcome there, which a later version may have added
	 */
	private void onRefused(String name) {
		PushResult result = Arrays.stream(PushResult.values())
			.filter((value) -> value.name().equals(name))
			.findFirst()
			.orElse(PushResult.UNAVAILABLE);
		onRefused(result, "its node has answered " + name);
	}

	/**
	 * End of an ask.
	 *
	 * @param outcome the outcome, or {@code null} if the ask was abandoned
	 * @param content the content of the answer
	 * @param exception the reason why there is no answer
	 */
	private record End(@Nullable AskOutcome outcome, @Nullable Object content, @Nullable RuntimeException exception) {

		static final End ABANDONED = new End(null, null, null);

	}

	/**
	 * Called when an ask has ended, on the thread that ends it: it must not block.
	 */
	@FunctionalInterface
	interface Listener {

		void onEnd(PendingAsk ask);

	}

}
