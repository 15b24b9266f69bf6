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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.InboundMessage;
import io.github.wsboot.InboundMessage.Kind;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.monitor.ConnectionMonitor;

/**
 * Asks of one connection that wait for answers. A connection has none before it is asked
 * for the first time. Thread-safe; no method blocks.
 *
 * @since 0.1.0
 */
public final class PendingAsks {

	private final Connection connection;

	private final ConnectionMonitor monitor;

	private final Supplier<@Nullable MessageProtocol> protocol;

	private final AskTable table;

	/**
	 * Create asks of which none waits.
	 * @param connection the connection
	 * @param monitor the monitor of the connection
	 * @param protocol returns the protocol of its messages
	 * @param max the maximum number of asks that wait
	 */
	public PendingAsks(Connection connection, ConnectionMonitor monitor, Supplier<@Nullable MessageProtocol> protocol,
			int max) {
		this.connection = connection;
		this.monitor = monitor;
		this.protocol = protocol;
		this.table = new AskTable(max);
	}

	AskTable table() {
		return this.table;
	}

	/**
	 * Return whether any ask waits for its answer.
	 * @return whether an answer may come in time
	 */
	public boolean isWaiting() {
		return !this.table.isEmpty();
	}

	/**
	 * Take a message if it is an answer, as {@link #accept} does, unless no ask waits and
	 * all messages would have to be read for that. Called on the thread that has read the
	 * message.
	 * @param text the message
	 * @return whether it was an answer, so that callbacks do not get it
	 */
	public boolean acceptEarly(String text) {
		return (isWaiting() || this.protocol.get() instanceof JsonProtocol) && accept(text);
	}

	/**
	 * Take a message if it is an answer. Where the application has declared no protocol,
	 * any message may have the field of answers: once no ask waits, only the numbers of
	 * asks that have ended make it one.
	 * @param text the message
	 * @return whether it was an answer, so that callbacks do not get it
	 */
	public boolean accept(String text) {
		MessageProtocol protocol = this.protocol.get();
		InboundMessage message = read(text, protocol);
		if (message == null || (message.kind() != Kind.ANSWER && message.kind() != Kind.FAILURE)) {
			return false;
		}
		long number = number(message.id());
		PendingAsk ask = this.table.find(number);
		if (ask == null) {
			if (protocol instanceof JsonProtocol && !isWaiting() && !this.table.isInRange(number)) {
				return false;
			}
			this.monitor.onLateAnswer(this.connection);
		}
		else if (message.kind() == Kind.ANSWER) {
			ask.onAnswer(message.content());
		}
		else {
			ask.onFailure(message.content());
		}
		return true;
	}

	/**
	 * Read a message that may be an answer. If that fails, it is read again for a
	 * callback, which learns of the failure.
	 */
	private static @Nullable InboundMessage read(String text, @Nullable MessageProtocol protocol) {
		if (protocol == null || (protocol instanceof JsonProtocol json && !json.mayAnswer(text))) {
			return null;
		}
		try {
			return protocol.read(text);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Return the number that is answered; 0, which no ask has, if there is none.
	 */
	private static long number(@Nullable Object id) {
		try {
			return (id != null) ? Long.parseLong(id.toString()) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * Called when a question that was accepted will never be sent. It may wait no more.
	 * @param number the number of the question
	 * @param reason the reason
	 */
	public void onDropped(long number, DropReason reason) {
		PendingAsk ask = this.table.find(number);
		if (ask != null) {
			ask.onDropped(reason);
		}
	}

	/**
	 * Called when the connection has begun to close, or has ended. It is no longer
	 * established.
	 */
	public void onEnded() {
		this.table.forEach(PendingAsk::onEnded);
	}

	/**
	 * Called when nothing is read from the connection any more, for now.
	 */
	public void onBlocked() {
		this.table.forEach(PendingAsk::onBlocked);
	}

}
