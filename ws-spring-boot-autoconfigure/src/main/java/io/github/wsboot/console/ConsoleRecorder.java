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

package io.github.wsboot.console;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.FrameListener;

/**
 * Records durations of callbacks and frames while a viewer is present. Only frames of
 * watched connections are copied.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConsoleRecorder implements ConnectionListener, FrameListener {

	private final CallbackDurations durations = new CallbackDurations();

	private final WatchedFrames frames = new WatchedFrames();

	private volatile boolean open;

	/**
	 * Start recording.
	 */
	void open() {
		this.open = true;
	}

	/**
	 * Stop recording.
	 */
	void close() {
		this.open = false;
	}

	boolean isOpen() {
		return this.open;
	}

	CallbackDurations durations() {
		return this.durations;
	}

	WatchedFrames frames() {
		return this.frames;
	}

	@Override
	public void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
		if (this.open) {
			this.durations.add(nanos);
		}
	}

	@Override
	public boolean listensTo(Connection connection) {
		return this.open && this.frames.isWatched(connection.id());
	}

	@Override
	public void onReceived(Connection connection, Frame frame) {
		this.frames.record(connection.id(), "in", FrameText.of(frame));
	}

	@Override
	public void onSent(Connection connection, Frame frame) {
		this.frames.record(connection.id(), "out", FrameText.of(frame));
	}

}
