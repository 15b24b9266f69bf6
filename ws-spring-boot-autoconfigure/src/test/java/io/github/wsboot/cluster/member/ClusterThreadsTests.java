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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterThreads}.
 */
class ClusterThreadsTests {

	@Test
	void continuationsShouldRunOnceThoughTheThreadsAreDestroyed() throws Exception {
		ClusterThreads threads = new ClusterThreads(1);
		Executor workers = threads.workers();
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		workers.execute(() -> {
			begun.countDown();
			awaitUninterruptibly(blocked);
		});
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		AtomicInteger runs = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(101);
		for (int i = 0; i < 100; i++) {
			workers.execute(() -> {
				runs.incrementAndGet();
				done.countDown();
			});
		}
		threads.destroy();
		workers.execute(done::countDown);
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		blocked.countDown();
		assertThat(runs).hasValue(100);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// The threads are being destroyed
			}
		}
	}

}
