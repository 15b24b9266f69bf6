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

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.console.FrameLog.FrameView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConsoleEyes}.
 */
@Tag("boot")
class ConsoleEyesTests {

	private final ConsoleEyes eyes = new ConsoleEyes();

	private final Connection connection = mock();

	@Test
	void framesShouldBeWantedOnlyOfAWatchedConnectionWhileSomebodyLooks() {
		given(this.connection.id()).willReturn("a");
		FrameLog log = this.eyes.frames().begin("a");
		assertThat(this.eyes.listensTo(this.connection)).isFalse();
		this.eyes.open();
		assertThat(this.eyes.listensTo(this.connection)).isTrue();
		this.eyes.received(this.connection, Frame.text("hello"));
		this.eyes.sent(this.connection, Frame.binary(ByteBuffer.wrap(new byte[] { 1 })));
		assertThat(log.since(0)).extracting(FrameView::direction).containsExactly("in", "out");
		assertThat(log.since(0)).extracting(FrameView::text).containsExactly("hello", "01");
		this.eyes.frames().end("a");
		assertThat(this.eyes.listensTo(this.connection)).isFalse();
		this.eyes.sent(this.connection, Frame.text("late"));
		assertThat(log.since(2)).isEmpty();
	}

	@Test
	void durationsShouldBeCountedOnlyWhileSomebodyLooks() {
		this.eyes.handled(this.connection, 1000, null);
		assertThat(this.eyes.durations().take(1)).isEqualTo(-1);
		this.eyes.open();
		this.eyes.handled(this.connection, 1000, null);
		this.eyes.close();
		this.eyes.handled(this.connection, 50_000, null);
		assertThat(this.eyes.durations().take(1)).isBetween(1000L, 1100L);
	}

}
