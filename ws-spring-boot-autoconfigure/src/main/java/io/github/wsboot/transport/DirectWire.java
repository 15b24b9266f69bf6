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

package io.github.wsboot.transport;

import java.util.concurrent.Executor;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.Wire;

/**
 * The wire of a connection on an event loop.
 */
final class DirectWire implements Wire {

	private final SessionChannel channel;

	private final DirectSession session;

	DirectWire(SessionChannel channel, DirectSession session) {
		this.channel = channel;
		this.session = session;
	}

	@Override
	public void wake() {
		this.channel.wake();
	}

	@Override
	public void abort(CloseStatus status) {
		this.channel.abort(status);
	}

	@Override
	public void terminate() {
		this.channel.terminate();
	}

	@Override
	public Executor loop() {
		return this.channel.loop();
	}

	@Override
	public boolean stopsReading() {
		return true;
	}

	@Override
	public boolean countsMessages() {
		return true;
	}

	@Override
	public void readOn() {
		this.channel.resume();
	}

	@Override
	public CloseCause endCause() {
		return this.session.endCause();
	}

}
