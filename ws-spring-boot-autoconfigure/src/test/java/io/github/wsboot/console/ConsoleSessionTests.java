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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.console.ConsoleSession.NewFrames;
import io.github.wsboot.console.FrameLog.FrameView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ConsoleSession} and {@link WatchedFrames}.
 */
@Tag("boot")
class ConsoleSessionTests {

	private final WebSocketSession session = mock();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<String> sent = new ArrayList<>();

	private final ConsoleSession viewer = new ConsoleSession(this.session, this.tasks::add);

	private final WatchedFrames frames = new WatchedFrames();

	private static TextMessage message(String text) {
		return new TextMessage(text);
	}

	private void record() throws IOException {
		willAnswer((call) -> this.sent.add(call.<TextMessage>getArgument(0).getPayload())).given(this.session)
			.sendMessage(any());
	}

	private void frame(String id, String text) {
		this.frames.record(id, "in", new FrameText("text", text.length(), text, false));
	}

	@Test
	void logShouldNotTakeLinesFromTheNameOfAUser() {
		given(this.session.getPrincipal()).willReturn(() -> "ada\n2026 \u202eERROR forged");
		assertThat(this.viewer.name()).isEqualTo("'ada\\u000a2026 \\u202eERROR forged'");
	}

	@Test
	void shouldKnowItsAge() {
		assertThat(this.viewer.isOlderThan(Duration.ofHours(1))).isFalse();
		assertThat(this.viewer.isOlderThan(Duration.ZERO)).isTrue();
	}

	@Test
	void messagesShouldGoOutInTheirOrderByOneTaskAtATime() throws IOException {
		record();
		this.viewer.send(message("1"));
		this.viewer.send(message("2"));
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		this.viewer.send(message("3"));
		this.tasks.remove().run();
		assertThat(this.sent).containsExactly("1", "2", "3");
	}

	@Test
	void snapshotShouldBeLeftOutWhileSomethingWaits() throws IOException {
		record();
		this.viewer.sendIfIdle(message("1"));
		this.viewer.sendIfIdle(message("2"));
		this.tasks.remove().run();
		this.viewer.sendIfIdle(message("3"));
		this.tasks.remove().run();
		assertThat(this.sent).containsExactly("1", "3");
		then(this.session).should(never()).close(any());
	}

	@Test
	void browserThatDoesNotReadShouldBeLetGo() throws IOException {
		for (int i = 0; i < ConsoleSession.MAX_WAITING; i++) {
			this.viewer.send(message("x"));
		}
		then(this.session).should(never()).close(any());
		this.viewer.send(message("one too many"));
		then(this.session).should().close(CloseStatus.SERVICE_OVERLOAD);
	}

	@Test
	void sessionThatFailsShouldBeClosed() throws IOException {
		willThrow(new IOException("gone")).given(this.session).sendMessage(any());
		this.viewer.send(message("1"));
		this.tasks.remove().run();
		then(this.session).should().close(CloseStatus.SESSION_NOT_RELIABLE);
	}

	@Test
	void nameShouldBeThatOfThePrincipalOrTheAddress() {
		assertThat(this.viewer.name()).startsWith("somebody at");
		given(this.session.getPrincipal()).willReturn(() -> "ada");
		assertThat(this.viewer.name()).isEqualTo("'ada'");
	}

	@Test
	void framesShouldBeThoseSinceTheLastTime() {
		frame("a", "before");
		this.viewer.watch(this.frames, "a");
		assertThat(this.viewer.newFrames()).isNull();
		frame("a", "1");
		frame("b", "of another");
		frame("a", "2");
		NewFrames news = this.viewer.newFrames();
		assertThat(news.connection()).isEqualTo("a");
		assertThat(news.missed()).isZero();
		assertThat(news.frames()).extracting(FrameView::text).containsExactly("1", "2");
		assertThat(this.viewer.newFrames()).isNull();
		for (int i = 0; i < 60; i++) {
			frame("a", "m" + i);
		}
		news = this.viewer.newFrames();
		assertThat(news.missed()).isEqualTo(10);
		assertThat(news.frames()).hasSize(50).extracting(FrameView::text).startsWith("m10").endsWith("m59");
	}

	@Test
	void logShouldBeSharedAndGoWithItsLastViewer() {
		ConsoleSession other = new ConsoleSession(this.session, this.tasks::add);
		this.viewer.watch(this.frames, "a");
		frame("a", "1");
		other.watch(this.frames, "a");
		this.viewer.watch(this.frames, "b");
		frame("a", "2");
		assertThat(this.viewer.newFrames()).isNull();
		assertThat(other.newFrames().frames()).extracting(FrameView::text).containsExactly("1", "2");
		other.watch(this.frames, null);
		this.viewer.watch(this.frames, null);
		assertThat(this.frames.isEmpty()).isTrue();
	}

}
