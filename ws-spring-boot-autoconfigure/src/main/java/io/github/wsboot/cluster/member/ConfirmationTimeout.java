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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Limit for the time until a link confirms its calls. The time of a call begins when all
 * earlier ones are confirmed, since an engine may handle one after the other. Used on the
 * control thread.
 */
final class ConfirmationTimeout {

	private final ControlTimer control;

	private final Duration limit;

	private final Runnable task;

	/** Calls from the first one that is not confirmed. */
	private final Queue<Call> calls = new ArrayDeque<>();

	private @Nullable Timeout timeout;

	/**
	 * Create a limit.
	 * @param control the timer of the control thread
	 * @param limit the time
	 * @param task gives up
	 */
	ConfirmationTimeout(ControlTimer control, Duration limit, Runnable task) {
		this.control = control;
		this.limit = limit;
		this.task = task;
	}

	Call begin() {
		Call call = new Call();
		this.calls.add(call);
		if (this.timeout == null) {
			start();
		}
		return call;
	}

	private void start() {
		this.timeout = Timeout.start(this.control, this.limit, this.task);
	}

	private void onEnded() {
		Call first = this.calls.peek();
		if (first == null || !first.ended) {
			return;
		}
		if (this.timeout != null) {
			this.timeout.cancel();
			this.timeout = null;
		}
		while (first != null && first.ended) {
			this.calls.remove();
			first = this.calls.peek();
		}
		if (first != null) {
			start();
		}
	}

	/**
	 * Call that is underway.
	 */
	final class Call {

		private boolean ended;

		/**
		 * Note that the call is confirmed, or has failed.
		 */
		void end() {
			this.ended = true;
			onEnded();
		}

	}

}
