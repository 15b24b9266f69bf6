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

package io.github.wsboot.connection;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Callbacks that record their calls.
 *
 * @since 0.1.0
 */
public final class RecordingCallbacks implements ConnectionCallbacks {

	final List<Supplier<@Nullable CompletionStage<?>>> ticks = new CopyOnWriteArrayList<>();

	public final List<SlowConsumerException> slow = new CopyOnWriteArrayList<>();

	final List<String> reading = new CopyOnWriteArrayList<>();

	final List<String> ends = new CopyOnWriteArrayList<>();

	final ReceiveAccount inbound = new ReceiveAccount(
			new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, new SendMemoryBudget(1000)), new ReceiveAccount.Holder() {

				@Override
				public void readOn() {
				}

				@Override
				public void dropMessages() {
				}

			});

	boolean full;

	int pending;

	boolean holdsBack;

	@Nullable Error failureOfClosing;

	/** Failure of the next call. */
	@Nullable Error failure;

	public final List<Closed> closed = new CopyOnWriteArrayList<>();

	@Override
	public void postAction(Runnable action) {
		postTick(() -> {
			action.run();
			return null;
		});
	}

	@Override
	public void postTick(Supplier<@Nullable CompletionStage<?>> tick) {
		fail();
		this.ticks.add(tick);
	}

	@Override
	public void checkRunningCallback() {
		this.reading.add("check");
	}

	@Override
	public void pause() {
		this.reading.add("pause");
	}

	@Override
	public void resume() {
		this.reading.add("resume");
	}

	@Override
	public void onClosing() {
		if (this.failureOfClosing != null) {
			throw this.failureOfClosing;
		}
		fail();
		this.reading.add("closing");
	}

	@Override
	public void runAfterPending(Runnable action) {
		if (!this.holdsBack) {
			action.run();
		}
	}

	@Override
	public void onSlowConsumer(SlowConsumerException exception) {
		this.slow.add(exception);
	}

	@Override
	public boolean isFull() {
		fail();
		return this.full;
	}

	@Override
	public ReceiveAccount inbound() {
		return this.inbound;
	}

	@Override
	public int pendingMessages() {
		return this.pending;
	}

	@Override
	public void interrupt() {
		this.ends.add("interrupt");
	}

	@Override
	public void abandon() {
		this.ends.add("abandon");
	}

	@Override
	public void onClosed(CloseStatus status, CloseCause cause) {
		fail();
		this.closed.add(new Closed(status, cause));
	}

	private void fail() {
		Error failure = this.failure;
		this.failure = null;
		if (failure != null) {
			throw failure;
		}
	}

	public record Closed(CloseStatus status, CloseCause cause) {

	}

}
