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

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.connection.RecordingCallbacks.Closed;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BroadcastTask}. Whatever fails, the result completes and the reserved
 * memory is released.
 */
class BroadcastTaskTests {

	private static final Counts FOUR_OF_FIVE = new Counts(4, 1);

	private final TestConnections connections = new TestConnections();

	private int released;

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Promise("failures")
	@Test
	void receiverThatFailsShouldBeTheOnlyOneToEnd() {
		this.connections.loop = new TestLoop();
		List<TestConnection> all = open();
		TestConnection victim = all.get(2);
		victim.wire().failure = new OutOfMemoryError("expected");
		BroadcastTask task = start();
		assertThat(task.completion().toCompletableFuture()).isCompletedWithValue(FOUR_OF_FIVE);
		assertThat(victim.callbacks().closed).containsExactly(new Closed(CloseStatus.SERVER_ERROR, CloseCause.FAILURE));
		assertThat(victim.wire().aborts).containsExactly(CloseStatus.SERVER_ERROR);
		assertThat(this.released).isZero();
		all.stream().filter((test) -> test != victim).forEach((test) -> {
			assertThat(test.callbacks().closed).isEmpty();
			assertThat(test.wire().write()).containsExactly("all");
		});
		assertThat(this.released).isOne();
	}

	@Test
	void loopThatTakesNoTaskShouldNotKeepTheOthersWaiting() {
		List<TestConnection> all = open();
		all.get(2).wire().loop().failure = new OutOfMemoryError("expected");
		BroadcastTask task = start();
		assertThat(task.completion().toCompletableFuture()).isCompletedWithValue(FOUR_OF_FIVE);
		all.forEach((test) -> test.wire().write());
		assertThat(this.released).isOne();
	}

	@Test
	void textShouldHaveTheNumbersThatAreKnown() {
		TestLoop loop = new TestLoop();
		this.connections.loop = loop;
		open().get(2).wire().failure = new OutOfMemoryError("expected");
		loop.hold();
		BroadcastTask task = start();
		assertThat(task).hasToString("BroadcastResult[targeted=5, pending]");
		loop.release();
		assertThat(task).hasToString("BroadcastResult[targeted=5, accepted=4, dropped=1]");
		List<LoopPartition> partitions = this.connections.registry.all().partitions();
		assertThat(BroadcastTask.refused(new EncodedFrame(Frame.text("all")), partitions))
			.hasToString("BroadcastResult[targeted=4, accepted=0, dropped=4]");
	}

	private List<TestConnection> open() {
		return IntStream.range(0, 5).mapToObj((i) -> this.connections.open("c" + i)).toList();
	}

	private BroadcastTask start() {
		EncodedFrame frame = new EncodedFrame(Frame.text("all"));
		return BroadcastTask.start(frame, 0, this.connections.registry.all().partitions(), () -> this.released++);
	}

}
