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

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a {@link ClusterMember} with the application: it connects before the
 * first handshake and leaves after the last {@code @OnClose}, whose pushes still reach
 * other nodes.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClusterLifecycle implements SmartLifecycle {

	private final ClusterMember member;

	private final int phase;

	private volatile boolean running;

	/**
	 * Create a life cycle.
	 * @param member the member to start and stop
	 * @param phase the phase of the life cycle, below that of the web server
	 */
	public ClusterLifecycle(ClusterMember member, int phase) {
		this.member = member;
		this.phase = phase;
	}

	@Override
	public void start() {
		this.running = true;
		this.member.start();
	}

	@Override
	public void stop() {
		this.running = false;
		this.member.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
