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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundQueue;

/**
 * Wire that writes only when the test says so.
 *
 * @since 0.1.0
 */
public class RecordingWire implements Wire {

	final AtomicInteger scheduledWrites = new AtomicInteger();

	final List<CloseStatus> aborts = new CopyOnWriteArrayList<>();

	boolean delayingControlFrames;

	/** Failure of the next call. */
	@Nullable Error failure;

	private final TestLoop loop;

	private @Nullable WiredConnection connection;

	RecordingWire() {
		this(new TestLoop());
	}

	RecordingWire(TestLoop loop) {
		this.loop = loop;
	}

	@Override
	public void attach(WiredConnection connection) {
		this.connection = connection;
	}

	@Override
	public TestLoop loop() {
		return this.loop;
	}

	@Override
	public void scheduleWrite() {
		Error failure = this.failure;
		this.failure = null;
		if (failure != null) {
			throw failure;
		}
		this.scheduledWrites.incrementAndGet();
	}

	@Override
	public boolean isDelayingControlFrames() {
		return this.delayingControlFrames;
	}

	@Override
	public void abort(CloseStatus status) {
		this.aborts.add(status);
	}

	/**
	 * Write all frames of the queue.
	 */
	public List<String> write() {
		return write(Objects.requireNonNull(this.connection).queue());
	}

	public static List<String> write(OutboundQueue queue) {
		List<String> written = new ArrayList<>();
		EncodedFrame frame = queue.peek();
		while (frame != null) {
			queue.poll();
			written.add(text(frame));
			queue.onWritten();
			frame = queue.peek();
		}
		return written;
	}

	static String text(EncodedFrame frame) {
		return StandardCharsets.UTF_8.decode(frame.payload()).toString();
	}

}
