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
import java.util.concurrent.Future;

/**
 * End of a wait for an answer. Its last quarter begins when the first three have been
 * noticed to be over: if this process was stopped meanwhile, for a garbage collection or
 * by a signal, an answer that has come by then is read first. Used on the control thread.
 */
final class Timeout {

	private static final int PARTS = 4;

	private Future<?> timer;

	private Timeout(ControlTimer control, Duration delay, Runnable task) {
		Duration last = delay.dividedBy(PARTS);
		this.timer = control.after(delay.minus(last), () -> this.timer = control.after(last, task));
	}

	/**
	 * Start to wait.
	 * @param control the timer of the control thread
	 * @param delay how long to wait
	 * @param task gives up
	 * @return the timeout
	 */
	static Timeout start(ControlTimer control, Duration delay, Runnable task) {
		return new Timeout(control, delay, task);
	}

	void cancel() {
		this.timer.cancel(false);
	}

}
