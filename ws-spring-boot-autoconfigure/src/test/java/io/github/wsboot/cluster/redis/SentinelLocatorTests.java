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

package io.github.wsboot.cluster.redis;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.SocketAddressOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.async.RedisSentinelAsyncCommands;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import io.github.wsboot.cluster.ClusterLinkException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SentinelLocator} with three Sentinels, which answer when a test says
 * so.
 */
class SentinelLocatorTests {

	private final List<Sentinel> sentinels = Stream.of("one", "two", "three").map(Sentinel::new).toList();

	private final RedisClient client = mock();

	private final Timer timer = mock();

	private final SentinelLocator locator = new SentinelLocator(this.sentinels.stream().map(Sentinel::uri).toList(),
			"main", RedisURI.create("settings.invalid", 1));

	@BeforeEach
	void connectClient() {
		ClientResources resources = mock();
		given(this.client.getResources()).willReturn(resources);
		given(resources.timer()).willReturn(this.timer);
		given(this.timer.newTimeout(any(), anyLong(), any())).willReturn(mock(Timeout.class));
		this.sentinels.forEach((sentinel) -> sentinel.accept(this.client));
	}

	@Test
	void majorityShouldBeEnoughAndAllConnectionsShouldBeClosed() {
		CompletableFuture<RedisURI> primary = locate();
		this.sentinels.get(2).answer("new");
		assertThat(primary).isNotDone();
		this.sentinels.get(0).answer("new");
		assertThat(primary.join().getHost()).isEqualTo("new");
		this.sentinels.forEach(Sentinel::assertClosed);
	}

	@Test
	void mostShouldDecideWhenAllHaveAnswered() {
		CompletableFuture<RedisURI> primary = locate();
		this.sentinels.get(0).answer("old");
		this.sentinels.get(1).answer("new");
		assertThat(primary).isNotDone();
		this.sentinels.get(2).answer("new");
		assertThat(primary.join().getHost()).isEqualTo("new");
	}

	@Test
	void oneAnswerShouldDoWhenTheTimeIsUp() throws Exception {
		CompletableFuture<RedisURI> primary = locate();
		this.sentinels.get(1).answer("new");
		expire();
		assertThat(primary.join().getHost()).isEqualTo("new");
		this.sentinels.forEach(Sentinel::assertClosed);
	}

	@Test
	void silenceShouldFailAndCloseAllConnections() throws Exception {
		CompletableFuture<RedisURI> primary = locate();
		expire();
		assertThat(primary).isCompletedExceptionally();
		assertThat(primary.handle((none, failure) -> failure.getCause()).join())
			.isInstanceOf(ClusterLinkException.class)
			.hasMessage("No Sentinel names the primary 'main'");
		this.sentinels.forEach(Sentinel::assertClosed);
	}

	private CompletableFuture<RedisURI> locate() {
		return this.locator.locate(this.client).toCompletableFuture();
	}

	private void expire() throws Exception {
		ArgumentCaptor<TimerTask> task = ArgumentCaptor.forClass(TimerTask.class);
		then(this.timer).should().newTimeout(task.capture(), anyLong(), any());
		task.getValue().run(mock());
	}

	private static final class Sentinel {

		private final StatefulRedisSentinelConnection<String, String> connection = mock();

		private final AsyncCommand<String, String, SocketAddress> answer = new AsyncCommand<>(
				new Command<>(CommandType.SENTINEL, new SocketAddressOutput<>(StringCodec.UTF8)));

		private final RedisURI uri;

		Sentinel(String host) {
			this.uri = RedisURI.create(host, 26379);
		}

		RedisURI uri() {
			return this.uri;
		}

		void accept(RedisClient client) {
			RedisSentinelAsyncCommands<String, String> commands = mock();
			given(this.connection.async()).willReturn(commands);
			given(commands.getMasterAddrByName("main")).willReturn(this.answer);
			given(client.connectSentinelAsync(StringCodec.UTF8, this.uri))
				.willReturn(CompletableFuture.completedFuture(this.connection));
		}

		void answer(String host) {
			this.answer.complete(InetSocketAddress.createUnresolved(host, 6379));
		}

		void assertClosed() {
			then(this.connection).should().closeAsync();
		}

	}

}
