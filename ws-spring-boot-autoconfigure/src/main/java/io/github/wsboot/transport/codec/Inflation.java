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

import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * Inflation of the messages of one peer. Without context takeover, an inflater is
 * borrowed from the pool for each message; with context takeover, the connection keeps
 * one from its first compressed message on. Used on the connection's loop only.
 *
 * @since 0.1.0
 */
public final class Inflation {

	private final BoundedPool<Inflater> pool;

	private final boolean takeover;

	private @Nullable Inflater inflater;

	Inflation(BoundedPool<Inflater> pool, boolean takeover) {
		this.pool = pool;
		this.takeover = takeover;
	}

	boolean isTakeover() {
		return this.takeover;
	}

	/**
	 * Return the inflater of the message in progress.
	 */
	Inflater inflater() {
		Inflater inflater = this.inflater;
		if (inflater == null) {
			inflater = this.pool.acquire();
			this.inflater = inflater;
		}
		return inflater;
	}

	void endMessage() {
		if (!this.takeover) {
			end();
		}
	}

	/**
	 * Return the inflater to the pool. Can be called more than once.
	 */
	void end() {
		Inflater inflater = this.inflater;
		this.inflater = null;
		if (inflater != null) {
			this.pool.release(inflater);
		}
	}

}
