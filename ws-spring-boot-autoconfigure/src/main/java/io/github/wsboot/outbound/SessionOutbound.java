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

package io.github.wsboot.outbound;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.PushResult;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * {@link OutboundBuffer} of a session that belongs to no connection: with the limits of a
 * connection's queue, but without its policy. A frame that does not fit is refused, and
 * nothing is dropped.
 *
 * @since 0.1.0
 */
public final class SessionOutbound extends OutboundBuffer {

	private final Executor loop;

	private final Runnable wake;

	private final Consumer<Throwable> failed;

	/**
	 * Create a buffer.
	 * @param limits the limits of the queue, of which the policy is not used
	 * @param budget the memory of all queues
	 * @param loop the loop of the session, one thread that runs its tasks in their order
	 * @param wake schedules a write of the queue; called on the loop
	 * @param failed ends the session, as an accepted frame cannot be added; called on the
	 * loop
	 */
	public SessionOutbound(SendLimits limits, SendMemoryBudget budget, Executor loop, Runnable wake,
			Consumer<Throwable> failed) {
		super(new SendLimits(limits.maxBytes(), limits.maxMessages(), limits.maxDelay(), OverflowPolicy.DROP_NEWEST),
				budget, Runnable::run);
		this.loop = loop;
		this.wake = wake;
		this.failed = failed;
	}

	/**
	 * Offer a frame, on any thread: room is reserved now, and the loop adds the frame
	 * after all frames that were accepted before. Never blocks.
	 * @param frame the frame
	 * @return {@link PushResult#ACCEPTED}; {@link PushResult#DROPPED} if the queue has no
	 * room now, and {@link PushResult#OVERLOADED} if all queues together have none;
	 * {@link PushResult#TOO_LARGE} if the queue can never have room;
	 * {@link PushResult#CLOSED} after {@link #discard()}
	 */
	public PushResult offer(Frame frame) {
		return switch (offer(new EncodedFrame(frame), Timing.NONE)) {
			case ACCEPTED -> PushResult.ACCEPTED;
			case OVERLOADED -> PushResult.OVERLOADED;
			case TOO_LARGE -> PushResult.TOO_LARGE;
			case CLOSED -> PushResult.CLOSED;
			default -> PushResult.DROPPED;
		};
	}

	@Override
	protected void add(QueuedFrame queued) {
		queue().add(queued);
		this.wake.run();
	}

	@Override
	protected Executor loop() {
		return this.loop;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * After {@link #finish} the caller offers no more frames, so there is nothing to
	 * check.
	 */
	@Override
	protected boolean isEnding() {
		return false;
	}

	@Override
	protected void onAddFailed(Throwable exception) {
		this.failed.accept(exception);
	}

	/**
	 * Have a close frame sent once all accepted frames have been written. Called on the
	 * loop. The caller must not offer frames afterwards.
	 * @param status the code and reason for the client
	 */
	public void finish(CloseStatus status) {
		queue().finish(status);
		this.wake.run();
	}

	/**
	 * Drop all waiting frames and accept no more. Called on the loop.
	 */
	public void discard() {
		queue().discard();
		SafeRunner.run(queue()::clear);
	}

	/**
	 * Return whether the client has read nothing for too long. Has to be called
	 * periodically, on the loop, as it measures from one of its calls to another.
	 * @return whether the delay of the limits is over
	 */
	public boolean isStalled() {
		return queue().isStalled();
	}

}
