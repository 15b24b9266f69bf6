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

import java.time.Duration;
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
 * Measures the cost of putting frames into the queue of a connection and of taking them
 * out again for one write.
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

	private long released;

	@Param({ "1", "8", "64" })
	private int frames;

	private final EncodedFrame frame = new EncodedFrame(Frame.text("x".repeat(64)));

	private final OutboundQueue queue = new OutboundQueue(
			new SendLimits(1024 * 1024, 1000, Duration.ofSeconds(10), OverflowPolicy.CLOSE), Runnable::run,
			QueueListener.NONE);

	/**
	 * As a push does: reserve on the caller's thread, add and write on the loop.
	 */
	@Benchmark
	public int pushAndWrite() {
		QueuedFrame share = new QueuedFrame(this.frame, 0, this::released);
		for (int i = 0; i < this.frames; i++) {
			if (this.queue.reserve(this.frame) != ReserveResult.ACCEPTED) {
				throw new IllegalStateException("The queue does not take what it has room for");
			}
			this.queue.add(share);
		}
		int bytes = 0;
		EncodedFrame next = this.queue.poll();
		while (next != null) {
			bytes += next.size();
			next = this.queue.poll();
		}
		this.queue.onWritten();
		return bytes;
	}

	private void released() {
		this.released++;
	}

}
