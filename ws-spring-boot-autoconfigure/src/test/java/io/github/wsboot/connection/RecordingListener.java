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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.extension.FrameListener;

/**
 * Listener that records each call as a short text.
 */
public final class RecordingListener implements ConnectionListener, FrameListener {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final Map<String, List<String>> byName = new ConcurrentHashMap<>();

	private final Function<Connection, String> naming;

	private final List<String> frames = new CopyOnWriteArrayList<>();

	private final List<Long> delays = new CopyOnWriteArrayList<>();

	public RecordingListener() {
		this(Connection::id);
	}

	/**
	 * Create a listener.
	 * @param naming returns the name of a connection in the recorded events
	 */
	public RecordingListener(Function<Connection, String> naming) {
		this.naming = naming;
	}

	private void add(Connection connection, String event) {
		this.events.add(event);
		this.byName.computeIfAbsent(this.naming.apply(connection), (key) -> new CopyOnWriteArrayList<>()).add(event);
	}

	@Override
	public void onOpened(Connection connection) {
		add(connection, "opened " + connection.endpoint());
	}

	@Override
	public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
		add(connection, "closed " + status.getCode() + " " + cause + (lasted.isNegative() ? " too early" : ""));
	}

	@Override
	public void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
		add(connection, "handled " + ((exception != null) ? exception.getClass().getSimpleName() : "well")
				+ ((nanos < 0) ? " too early" : ""));
	}

	@Override
	public void onDropped(Connection connection, DropReason reason, long messages) {
		add(connection, "dropped " + messages + " " + reason);
	}

	@Override
	public void onSent(Connection connection, long nanos) {
		this.delays.add(nanos);
	}

	@Override
	public void onPong(Connection connection, long roundTripNanos) {
		add(connection, "answered" + ((roundTripNanos < 0) ? " too early" : ""));
	}

	@Override
	public void onBroadcast(int targeted, long nanos) {
		this.events.add("broadcast " + targeted + ((nanos < 0) ? " too early" : ""));
	}

	@Override
	public void onReceived(Connection connection, Frame frame) {
		this.frames.add("< " + text(frame));
	}

	@Override
	public void onSent(Connection connection, Frame frame) {
		this.frames.add("> " + text(frame));
	}

	private static String text(Frame frame) {
		return frame.opcode() + (frame.fin() ? " " : "... ") + StandardCharsets.UTF_8.decode(frame.payload());
	}

	/**
	 * Return all events except delays and frames.
	 */
	public List<String> events() {
		return this.events;
	}

	/**
	 * Return the events of one connection except delays and frames.
	 */
	public List<String> events(String name) {
		return this.byName.getOrDefault(name, List.of());
	}

	/**
	 * Return the events of frames.
	 */
	public List<String> frames() {
		return this.frames;
	}

	/**
	 * Return the delays in nanoseconds.
	 */
	public List<Long> delays() {
		return this.delays;
	}

	/**
	 * Forget everything.
	 */
	public void clear() {
		this.events.clear();
		this.byName.clear();
		this.frames.clear();
		this.delays.clear();
	}

}
