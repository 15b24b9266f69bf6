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

package io.github.wsboot.transport.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.beans.factory.DisposableBean;

/**
 * Event loops of a node. Each session belongs to one of them for good.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EventLoops implements DisposableBean {

	private static final long STOP_MILLIS = 5000;

	private final List<EventLoop> loops = new ArrayList<>();

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * Start loops.
	 * @param count the number of loops
	 */
	public EventLoops(int count) {
		try {
			for (int i = 0; i < count; i++) {
				this.loops.add(new EventLoop("ws-loop-" + i));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot open a selector", ex);
		}
	}

	public EventLoop next() {
		return this.loops.get(Math.floorMod(this.next.getAndIncrement(), this.loops.size()));
	}

	/**
	 * Return how long sessions may have waited recently until they were read, or until a
	 * callback on their loop ran, on the loop with the longest wait. That is well below a
	 * millisecond as long as nothing holds a loop. Frames may wait for more than one turn
	 * until they are written.
	 * @return the longest turn of the last second or so
	 */
	public Duration lag() {
		return Duration.ofNanos(this.loops.stream().mapToLong(EventLoop::lag).max().orElse(0));
	}

	/**
	 * Close the sessions that hold the most of what clients have sent, since all of them
	 * together hold too much. Returns at once.
	 */
	public void relieve() {
		this.loops.forEach(EventLoop::relieve);
	}

	/**
	 * Return how many loops there are.
	 * @return the number of loops, dead ones included
	 */
	public int count() {
		return this.loops.size();
	}

	/**
	 * Return how many loops run, which is all of them until they are destroyed.
	 * @return the number of loops whose thread is alive
	 */
	public int alive() {
		return (int) this.loops.stream().filter(EventLoop::isAlive).count();
	}

	@Override
	public void destroy() throws InterruptedException {
		this.loops.forEach(EventLoop::stop);
		for (EventLoop loop : this.loops) {
			loop.join(STOP_MILLIS);
		}
	}

}
