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

package io.github.wsboot.endpoint.session;

import io.github.wsboot.extension.ThreadScope;

/**
 * Connection that owns a mailbox, as far as the mailbox has to know it.
 */
interface MailboxOwner {

	/**
	 * Run a task where callbacks run.
	 */
	void execute(Runnable task);

	/**
	 * Read messages again: the mailbox has room.
	 */
	void readOn();

	/**
	 * Called when the mailbox has failed, to end the connection. Tasks that are left
	 * still run.
	 */
	void onMailboxFailure(Throwable exception);

	/**
	 * Open the context of a callback.
	 */
	ThreadScope openContext();

	/**
	 * Return whether answers to asks may come, for which further messages are read.
	 */
	default boolean isWaitingForAnswers() {
		return false;
	}

	/**
	 * Called when not even answers are read any more.
	 */
	default void onBlocked() {
	}

}
