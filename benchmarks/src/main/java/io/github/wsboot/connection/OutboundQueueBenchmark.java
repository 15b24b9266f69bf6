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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.github.wsboot.Frame;

/**
 * What it costs to put frames into the queue of a connection and to take them out again
 * for one write.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OutboundQueueBenchmark {

	private static final int WRITE_SIZE = 64 * 1024;

	private final List<EncodedFrame> batch = new ArrayList<>();

	@Param({ "1", "8", "64" })
	private int frames;

	private final EncodedFrame frame = new EncodedFrame(Frame.text("x".repeat(64)));

	private final OutboundQueue queue = new OutboundQueue(
			new SendLimits(1024 * 1024, 1000, Duration.ofSeconds(10), OverflowPolicy.CLOSE), Runnable::run);

	@Benchmark
	public int offerAndDrain() {
		for (int i = 0; i < this.frames; i++) {
			this.queue.offer(this.frame);
		}
		this.batch.clear();
		this.queue.drainTo(this.batch, WRITE_SIZE);
		this.queue.written();
		if (this.batch.size() != this.frames) {
			throw new IllegalStateException("The queue has lost some of its frames");
		}
		return this.batch.size();
	}

}
