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

package io.github.wsboot.endpoint.invocation;

import java.util.List;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.support.SafeLogger;

/**
 * Composite of all contexts of callbacks. It never fails: a callback without one of its
 * contexts costs less than a callback that does not run.
 */
final class CompositeCallbackContext {

	private static final SafeLogger logger = SafeLogger.of(CompositeCallbackContext.class);

	private static final ThreadScope NONE = () -> {
	};

	private final List<CallbackContext> contexts;

	CompositeCallbackContext(List<CallbackContext> contexts) {
		this.contexts = List.copyOf(contexts);
	}

	ThreadScope open(Connection connection) {
		ThreadScope opened = NONE;
		for (CallbackContext context : this.contexts) {
			opened = open(context, connection, opened);
		}
		return opened;
	}

	/**
	 * Return a task that runs with the contexts open.
	 */
	Runnable around(Connection connection, Runnable task) {
		return () -> {
			ThreadScope scope = open(connection);
			try {
				task.run();
			}
			finally {
				scope.close();
			}
		};
	}

	private static ThreadScope open(CallbackContext context, Connection connection, ThreadScope outer) {
		try {
			ThreadScope inner = context.open(connection);
			return () -> {
				close(inner);
				outer.close();
			};
		}
		catch (Throwable ex) {
			logger.warn("A callback of %s runs without a context that could not be opened", connection, ex);
			return outer;
		}
	}

	private static void close(ThreadScope scope) {
		try {
			scope.close();
		}
		catch (Throwable ex) {
			logger.warn("The context of a callback could not be closed", ex);
		}
	}

}
