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

package io.github.wsboot.support;

import org.springframework.util.Assert;

/**
 * Runs steps that must all run, such as those that end a connection: a failure of one
 * step does not keep the others from running. A step that fails runs again after the
 * others, up to three times in all, as these may have freed the memory that it lacked.
 *
 * @since 0.1.0
 */
public final class SafeRunner {

	private static final SafeLogger logger = SafeLogger.of(SafeRunner.class);

	private static final int ATTEMPTS = 3;

	private SafeRunner() {
	}

	/**
	 * Run all steps. No exception leaves this method.
	 * @param steps the steps, in this order, at most 31; each must allow to be run again
	 * after it has failed
	 */
	public static void run(Runnable... steps) {
		Assert.isTrue(steps.length < Integer.SIZE, "There must not be more than 31 steps");
		// One bit for each step that has to run
		int left = (1 << steps.length) - 1;
		for (int i = 0; left != 0 && i < ATTEMPTS; i++) {
			left = attempt(left, steps);
		}
	}

	private static int attempt(int wanted, Runnable[] steps) {
		int failed = 0;
		for (int i = 0; i < steps.length; i++) {
			if ((wanted & 1 << i) != 0) {
				try {
					steps[i].run();
				}
				catch (Throwable ex) {
					failed |= 1 << i;
					logger.error("A step that has to run has failed", ex);
				}
			}
		}
		return failed;
	}

}
