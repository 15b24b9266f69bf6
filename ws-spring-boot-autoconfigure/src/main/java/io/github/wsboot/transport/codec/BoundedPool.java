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

package io.github.wsboot.transport.codec;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Pool that keeps a few idle objects that are expensive to create. The pool bounds only
 * how many idle objects it keeps: it always has another one to give. Thread-safe.
 *
 * @param <T> the type of the objects
 */
final class BoundedPool<T> {

	private final Supplier<T> factory;

	private final Consumer<T> reset;

	private final Consumer<T> destroy;

	private final Queue<T> idle;

	private volatile boolean closed;

	/**
	 * Create a pool.
	 * @param capacity the number of idle objects to keep
	 * @param factory creates an object
	 * @param reset resets a used object to the state of a new one
	 * @param destroy destroys an object that is not kept
	 */
	BoundedPool(int capacity, Supplier<T> factory, Consumer<T> reset, Consumer<T> destroy) {
		this.idle = new ArrayBlockingQueue<>(capacity);
		this.factory = factory;
		this.reset = reset;
		this.destroy = destroy;
	}

	T acquire() {
		T object = this.idle.poll();
		return (object != null) ? object : this.factory.get();
	}

	void release(T object) {
		this.reset.accept(object);
		if (!this.idle.offer(object)) {
			this.destroy.accept(object);
		}
		else if (this.closed) {
			destroyIdle();
		}
	}

	/**
	 * Keep nothing from now on. Objects in use are destroyed when they are released.
	 */
	void close() {
		this.closed = true;
		destroyIdle();
	}

	private void destroyIdle() {
		for (T object = this.idle.poll(); object != null; object = this.idle.poll()) {
			this.destroy.accept(object);
		}
	}

	int idle() {
		return this.idle.size();
	}

}
