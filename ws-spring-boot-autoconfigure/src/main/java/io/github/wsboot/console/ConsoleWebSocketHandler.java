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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.handshake.AgreedSubProtocol;
import io.github.wsboot.console.ConsoleCommands.Hello;
import io.github.wsboot.console.ConsoleSession.NewFrames;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * Handles the WebSockets of the console. While a browser shows the console, sends a
 * snapshot of the node every second, taken once for all browsers, and replies to
 * commands.
 * <p>
 * The sessions are not connections of an endpoint: no audience, count or limit includes
 * them.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConsoleWebSocketHandler extends TextWebSocketHandler implements SubProtocolCapable, DisposableBean {

	static final int MAX_VIEWERS = 20;

	private static final SafeLogger logger = SafeLogger.of(ConsoleWebSocketHandler.class);

	/** Those of the browser's module, which pings when it has reason to doubt. */
	private static final ReservedTypes RESERVED_TYPES = new ReservedTypes("type");

	private static final TextMessage PONG = new TextMessage(ReservedTypes.PONG);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/**
	 * Then the browser must connect again through the filter chain, since its login may
	 * have expired.
	 */
	private static final Duration MAX_AGE = Duration.ofMinutes(5);

	private static final int MAX_COMMAND_BYTES = 1024 * 1024;

	private static final int THREADS = 4;

	private final JsonMapper json = JsonMapper.builder().build();

	/**
	 * Threads of the console, so that charts go on while the application's callbacks hold
	 * all workers. Commands use them, too.
	 */
	private final CallbackExecutor workers;

	private final Map<String, ConsoleSession> viewers = new ConcurrentHashMap<>();

	private final Semaphore places = new Semaphore(MAX_VIEWERS);

	private final AtomicBoolean ticking = new AtomicBoolean();

	private final String path;

	private final Supplier<List<String>> endpoints;

	private final TimerService timers;

	private final ConsoleRecorder recorder;

	private final NodeSampler sampler;

	private final ConsoleCommands commands;

	/**
	 * Create a handler without viewers.
	 * @param path the path of the console
	 * @param endpoints the path templates of all endpoints
	 * @param sampler takes the snapshots
	 * @param commands executes the commands of viewers
	 * @param recorder records durations and frames
	 * @param timers triggers the snapshots
	 */
	public ConsoleWebSocketHandler(String path, Supplier<List<String>> endpoints, NodeSampler sampler,
			ConsoleCommands commands, ConsoleRecorder recorder, TimerService timers) {
		this.path = path;
		this.endpoints = endpoints;
		this.sampler = sampler;
		this.commands = commands;
		this.recorder = recorder;
		this.timers = timers;
		this.workers = CallbackExecutor.onPlatformThreads("ws-console-", THREADS, timers);
	}

	/**
	 * Return the number of browsers that show the console.
	 * @return the number of sessions
	 */
	public int viewers() {
		return this.viewers.size();
	}

	/**
	 * Return whether the node is sampled.
	 */
	boolean isTicking() {
		return this.ticking.get();
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of(AgreedSubProtocol.BROWSER_CLIENT);
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) throws Exception {
		if (!this.places.tryAcquire()) {
			session.close(CloseStatus.SERVICE_OVERLOAD.withReason("Too many viewers"));
			return;
		}
		session.setTextMessageSizeLimit(MAX_COMMAND_BYTES);
		ConsoleSession viewer = new ConsoleSession(session, this.workers::execute);
		// Before the first message, which a browser may answer at once
		this.viewers.put(session.getId(), viewer);
		viewer.send(message("hello",
				new Hello(this.path, this.endpoints.get(), ConnectionSearch.MAX_ROWS, FrameLog.MAX_FRAMES)));
		startTicking();
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		ConsoleSession viewer = this.viewers.remove(session.getId());
		if (viewer != null) {
			this.places.release();
			viewer.watch(this.recorder.frames(), null);
		}
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		ConsoleSession viewer = this.viewers.get(session.getId());
		if (viewer == null) {
			return;
		}
		String reserved = RESERVED_TYPES.of(message.getPayload());
		if (reserved == null) {
			viewer.send(message("reply", reply(viewer, command(message.getPayload()))));
		}
		else if (reserved.equals(ReservedTypes.PING)) {
			viewer.send(PONG);
		}
	}

	private @Nullable Command command(String text) {
		try {
			return this.json.readValue(text, Command.class);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private Reply reply(ConsoleSession viewer, @Nullable Command command) {
		if (command == null) {
			return new Reply(null, null, "A command is a JSON object");
		}
		try {
			return new Reply(command.id(), this.commands.execute(viewer, command), null);
		}
		catch (InvalidCommandException ex) {
			return new Reply(command.id(), null, ex.getMessage());
		}
		catch (Throwable ex) {
			logger.warn("A command of the console has failed", ex);
			return new Reply(command.id(), null, "The command has failed; the server's log says why");
		}
	}

	private void startTicking() {
		if (this.ticking.compareAndSet(false, true)) {
			this.recorder.open();
			this.sampler.restart();
			scheduleTick();
		}
	}

	private void scheduleTick() {
		this.timers.after(INTERVAL, () -> {
			try {
				this.workers.execute(this::tick);
			}
			catch (Throwable ex) {
				// Nothing else would schedule the next tick
				scheduleTick();
				throw ex;
			}
		});
	}

	private void tick() {
		if (this.viewers.isEmpty()) {
			SafeRunner.run(this.recorder::close, () -> this.ticking.set(false));
			if (!this.viewers.isEmpty()) {
				startTicking();
			}
			return;
		}
		try {
			this.viewers.values()
				.stream()
				.filter((viewer) -> viewer.isOlderThan(MAX_AGE))
				.forEach((viewer) -> viewer.close(CloseStatus.SERVICE_RESTARTED));
			TextMessage snapshot = message("snapshot", this.sampler.next());
			this.viewers.values().forEach((viewer) -> sendTo(viewer, snapshot));
		}
		catch (Throwable ex) {
			logger.warn("The console cannot send a snapshot", ex);
		}
		finally {
			scheduleTick();
		}
	}

	private void sendTo(ConsoleSession viewer, TextMessage snapshot) {
		viewer.sendIfIdle(snapshot);
		NewFrames frames = viewer.newFrames();
		if (frames != null) {
			viewer.send(message("frames", frames));
		}
	}

	private TextMessage message(String type, Object content) {
		return new TextMessage(this.json.writeValueAsBytes(new Message(type, content)));
	}

	@Override
	public void destroy() {
		this.viewers.values().forEach((viewer) -> viewer.close(CloseStatus.GOING_AWAY));
		this.workers.destroy();
	}

	private record Message(String type, Object content) {

	}

	private record Reply(@Nullable Long id, @Nullable Object result, @Nullable String error) {

	}

}
