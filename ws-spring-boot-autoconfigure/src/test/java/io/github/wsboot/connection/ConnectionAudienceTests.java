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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.outbound.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ConnectionAudience}.
 */
class ConnectionAudienceTests {

	private final TestConnections connections = new TestConnections();

	private final TestConnection one = this.connections.open("1");

	private final TestConnection two = this.connections.open("2");

	private final TestConnection three = this.connections.open("3");

	private final Audience all = this.connections.manager().all();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldPushToAll() {
		BroadcastResult result = this.all.push("x");
		assertThat(result.targeted()).isEqualTo(3);
		assertThat(counts(result)).isEqualTo(new BroadcastResult.Counts(3, 0));
		assertThat(this.one.wire().write()).containsExactly("x");
		assertThat(this.two.wire().write()).containsExactly("x");
		assertThat(this.three.wire().write()).containsExactly("x");
	}

	@Test
	void shouldShareOneFrameAmongAll() {
		this.all.push("x");
		EncodedFrame frame = this.one.connection().queue().poll();
		assertThat(frame).isNotNull().isSameAs(this.two.connection().queue().poll());
	}

	@Test
	void shouldExcept() {
		Audience others = this.all.except("1", "unknown").except("3", "3");
		assertThat(others.count()).isOne();
		assertThat(others.push("x").targeted()).isOne();
		assertThat(this.one.wire().write()).isEmpty();
		assertThat(this.two.wire().write()).containsExactly("x");
		assertThat(this.all.count()).as("unchanged").isEqualTo(3);
	}

	@Test
	void shouldFilter() {
		this.two.connection().attributes().put("vip", true);
		this.all.where((connection) -> connection.attributes().containsKey("vip")).push("x");
		assertThat(this.one.wire().write()).isEmpty();
		assertThat(this.two.wire().write()).containsExactly("x");
	}

	@Test
	void shouldEvaluateAnewAtEachUse() {
		assertThat(this.all.count()).isEqualTo(3);
		this.one.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		assertThat(this.all.count()).isEqualTo(2);
	}

	@Test
	void whenThePredicateFailsShouldSendNothing() {
		assertThatIllegalStateException().isThrownBy(() -> this.all.where((connection) -> {
			if (connection.id().equals("3")) {
				throw new IllegalStateException("predicate");
			}
			return true;
		}).push("x")).withMessage("predicate");
		assertThat(this.one.wire().write()).isEmpty();
		assertThat(this.two.wire().write()).isEmpty();
	}

	@Test
	void whenThePayloadCannotBeConvertedShouldSendNothing() {
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> this.all.push(new Object()))
			.satisfies((ex) -> assertThat(ex.isInbound()).isFalse());
		assertThatIllegalArgumentException().isThrownBy(() -> this.all.push(null));
		assertThat(this.one.wire().write()).isEmpty();
	}

	@Test
	void whenOneDoesNotTakeItShouldStillReachTheOthers() {
		this.one.connection().disconnect();
		for (int i = 0; i < 10; i++) {
			this.two.connection().push("fill");
		}
		BroadcastResult result = this.all.push("x");
		assertThat(counts(result)).isEqualTo(new BroadcastResult.Counts(1, 2));
		assertThat(this.three.wire().write()).containsExactly("x");
	}

	@Test
	void whenOneHasNotSeenTheBeginningShouldContinueTheOthers() {
		this.all.except("1").push(Frame.text("begin, ", false));
		BroadcastResult result = this.all.push(Frame.continuation("end", true));
		assertThat(counts(result)).isEqualTo(new BroadcastResult.Counts(2, 1));
		assertThat(this.one.wire().write()).isEmpty();
		assertThat(this.two.wire().write()).containsExactly("begin, ", "end");
		assertThat(this.three.wire().write()).containsExactly("begin, ", "end");
		assertThat(this.one.callbacks().slow).isEmpty();
	}

	@Test
	void shouldDisconnect() {
		this.all.except("1").disconnect(new CloseStatus(4000));
		assertThat(this.one.connection().isEstablished()).isTrue();
		assertThat(this.two.connection().queue().closeStatus()).isEqualTo(new CloseStatus(4000));
		assertThat(this.three.connection().isEstablished()).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> this.all.disconnect(CloseStatus.NO_CLOSE_FRAME));
	}

	private static BroadcastResult.Counts counts(BroadcastResult result) {
		return result.completion().toCompletableFuture().join();
	}

}
