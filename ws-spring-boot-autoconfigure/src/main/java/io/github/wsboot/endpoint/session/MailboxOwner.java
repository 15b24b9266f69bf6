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
 * Whose mailbox it is: says where to run what was posted.
 */
interface MailboxOwner {

	/**
	 * Run something where callbacks run.
	 */
	void execute(Runnable task);

	/**
	 * Have messages read again: there is room.
	 */
	void readOn();

	/**
	 * End the connection, as its mailbox has failed. What is left in it still runs.
	 */
	void onMailboxFailure(Throwable exception);

	/**
	 * Open the context of a callback.
	 */
	ThreadScope openContext();

}
