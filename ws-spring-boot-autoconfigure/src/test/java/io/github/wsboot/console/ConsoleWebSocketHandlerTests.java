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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ConsoleWebSocketHandler}.
 */
@Tag("boot")
class ConsoleWebSocketHandlerTests {

	private final AtomicInteger samples = new AtomicInteger();

	private final ConnectionManager connections = mock();

	private final TimerService timers = new TimerService();

	private final ConsoleRecorder recorder = new ConsoleRecorder();

	private final ConsoleWebSocketHandler feed = feed(List::of);

	private ConsoleWebSocketHandler feed(Supplier<List<String>> endpoints) {
		NodeSampler sampler = new NodeSampler(this.connections, endpoints, new Traffic(),
				new PendingWorkSampler(new ConnectionRegistry(1)), this::lag, this.recorder);
		ConsoleCommands commands = new ConsoleCommands(this.connections, new HandshakeRefusals(mock()), this.recorder);
		return new ConsoleWebSocketHandler("/console", endpoints, sampler, commands, this.recorder, this.timers);
	}

	private Duration lag() {
		this.samples.incrementAndGet();
		return Duration.ofMillis(2);
	}

	@AfterEach
	void stop() {
		this.feed.destroy();
		this.timers.destroy();
	}

	private ConcurrentLinkedQueue<String> open(WebSocketSession session, String id) throws Exception {
		ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
		given(session.getId()).willReturn(id);
		willAnswer((call) -> received.add(call.<TextMessage>getArgument(0).getPayload())).given(session)
			.sendMessage(any());
		this.feed.afterConnectionEstablished(session);
		return received;
	}

	private static void await(String what, Callable<Boolean> condition) {
		Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(condition);
	}

	private static List<String> snapshots(ConcurrentLinkedQueue<String> received) {
		return received.stream().filter((text) -> text.startsWith("{\"type\":\"snapshot\"")).toList();
	}

	@Promise("console")
	@Test
	void snapshotsShouldBeTakenOnceForAllAndOnlyWhileThereIsAViewer() throws Exception {
		given(this.connections.connections()).willAnswer((call) -> Stream.empty());
		assertThat(this.feed.isTicking()).isFalse();
		WebSocketSession first = mock();
		WebSocketSession second = mock();
		ConcurrentLinkedQueue<String> one = open(first, "1");
		ConcurrentLinkedQueue<String> two = open(second, "2");
		assertThat(this.feed.isTicking()).isTrue();
		assertThat(this.recorder.isOpen()).isTrue();
		await("snapshots", () -> snapshots(one).size() >= 2 && snapshots(two).size() >= 2);
		assertThat(snapshots(two)).containsAnyElementsOf(snapshots(one));
		this.feed.afterConnectionClosed(first, CloseStatus.NORMAL);
		this.feed.afterConnectionClosed(second, CloseStatus.NORMAL);
		await("the end", () -> !this.feed.isTicking());
		assertThat(this.recorder.isOpen()).isFalse();
		// One more snapshot may have been taken without a viewer
		assertThat(this.samples.get()).isLessThanOrEqualTo(Math.max(snapshots(one).size(), snapshots(two).size()) + 1);
		ConcurrentLinkedQueue<String> again = open(mock(), "3");
		await("a snapshot", () -> !snapshots(again).isEmpty());
	}

	@Test
	void viewerShouldCountBeforeItIsGreeted() throws Exception {
		AtomicReference<ConsoleWebSocketHandler> greeting = new AtomicReference<>();
		List<Integer> viewers = new ArrayList<>();
		ConsoleWebSocketHandler greeter = feed(() -> {
			viewers.add(greeting.get().viewers());
			return List.of();
		});
		greeting.set(greeter);
		WebSocketSession session = mock();
		given(session.getId()).willReturn("1");
		greeter.afterConnectionEstablished(session);
		assertThat(viewers).containsExactly(1);
		greeter.destroy();
	}

	@Test
	void viewerShouldHaveToShowAgainThatItMayBeHere() throws Exception {
		given(this.connections.connections()).willAnswer((call) -> Stream.empty());
		WebSocketSession old = mock();
		WebSocketSession young = mock();
		ConcurrentLinkedQueue<String> received = open(young, "young");
		open(old, "old");
		Map<?, ?> viewers = (Map<?, ?>) ReflectionTestUtils.getField(this.feed, "viewers");
		ReflectionTestUtils.setField(viewers.get("old"), "since", System.nanoTime() - Duration.ofMinutes(5).toNanos());
		Awaitility.await("the end")
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> then(old).should().close(CloseStatus.SERVICE_RESTARTED));
		await("a snapshot", () -> snapshots(received).size() >= 2);
		then(young).should(never()).close(any());
	}

	@Test
	void failureShouldBeNeitherTheEndNorTold() throws Exception {
		given(this.connections.connections()).willThrow(new IllegalStateException("secret"));
		WebSocketSession session = mock();
		ConcurrentLinkedQueue<String> received = open(session, "1");
		this.feed.handleTextMessage(session, new TextMessage("{\"id\":1,\"command\":\"connections\"}"));
		await("a reply", () -> received.stream().anyMatch((text) -> text.contains("the server's log says why")));
		await("a failure", () -> this.samples.get() > 0 || this.feed.isTicking());
		assertThat(received).noneMatch((text) -> text.contains("secret"));
		assertThat(this.feed.isTicking()).isTrue();
	}

	@Test
	void viewersShouldBeToldWhenTheServerStops() throws Exception {
		given(this.connections.connections()).willAnswer((call) -> Stream.empty());
		WebSocketSession session = mock();
		open(session, "1");
		this.feed.destroy();
		then(session).should().close(CloseStatus.GOING_AWAY);
	}

}
