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
package io.github.wsboot.cluster;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryEngine}.
 */
class InMemoryEngineTests {

	private final InMemoryEngine engine = new InMemoryEngine();

	@Test
	void messageShouldReachOtherNode() throws Exception {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		ClusterLinkListener listener = new ClusterLinkListener() {

			@Override
			public void received(Topic topic, ByteBuffer message) {
				byte[] bytes = new byte[message.remaining()];
				message.get(bytes);
				received.add(topic.name() + "=" + new String(bytes));
			}

			@Override
			public void broken(Throwable cause) {
				received.add("broken");
			}

		};
		ClusterLink a = this.engine.broker("a").open(listener).toCompletableFuture().get(30, TimeUnit.SECONDS);
		ClusterLink b = this.engine.broker("b").open(listener).toCompletableFuture().get(30, TimeUnit.SECONDS);
		b.subscribe(List.of(Topic.room("x"))).toCompletableFuture().get(30, TimeUnit.SECONDS);
		assertThat(a.publish(Topic.room("x"), ByteBuffer.wrap("hello".getBytes()))).isCompletedWithValue(1);
		assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("x=hello");
		this.engine.close();
		assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("broken");
	}

}
