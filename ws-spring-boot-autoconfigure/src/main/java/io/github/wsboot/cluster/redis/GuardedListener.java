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

package io.github.wsboot.cluster.redis;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wsboot.cluster.ClusterLinkListener;
import io.github.wsboot.cluster.Topic;

/**
 * Calls the listener of a link by one thread at a time, although two connections belong
 * to a link, and not after its end.
 */
final class GuardedListener {

	private final Lock lock = new ReentrantLock();

	private final ClusterLinkListener listener;

	private volatile boolean ended;

	GuardedListener(ClusterLinkListener listener) {
		this.listener = listener;
	}

	void received(Topic topic, ByteBuffer message) {
		this.lock.lock();
		try {
			if (!this.ended) {
				this.listener.received(topic, message);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Report that the link has broken, unless it has ended before.
	 */
	void broken(Throwable cause) {
		this.lock.lock();
		try {
			if (!this.ended) {
				this.ended = true;
				this.listener.broken(cause);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begin no more calls. Does not wait for one that has begun, so that the listener may
	 * close its link.
	 */
	void close() {
		this.ended = true;
	}

}
