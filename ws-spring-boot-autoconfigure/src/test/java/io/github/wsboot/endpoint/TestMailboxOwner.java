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

package io.github.wsboot.endpoint;

import java.util.concurrent.Executor;

import io.github.wsboot.connection.ReceiveBudget;
import io.github.wsboot.connection.SendBudget;

/**
 * Owner of a mailbox without a session.
 *
 * @param executor where tasks run
 * @param reading told when there is room again
 */
record TestMailboxOwner(Executor executor, Runnable reading) implements MailboxOwner {

	private static final CallbackContext.Scope NO_SCOPE = () -> {
	};

	TestMailboxOwner(Executor executor) {
		this(executor, () -> {
		});
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * Return a budget that nothing can use up.
	 */
	static ReceiveBudget budget() {
		return new ReceiveBudget(Long.MAX_VALUE, 1000, new SendBudget(Long.MAX_VALUE));
	}

	@Override
	public void readOn() {
		this.reading.run();
	}

	@Override
	public void failed(Throwable exception) {
		// There is no connection to end
	}

	@Override
	public CallbackContext.Scope openContext() {
		return NO_SCOPE;
	}

}
