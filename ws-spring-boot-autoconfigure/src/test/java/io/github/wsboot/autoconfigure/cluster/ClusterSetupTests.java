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

package io.github.wsboot.autoconfigure.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what applications do with a cluster while they start and stop.
 */
@Tag("boot")
class ClusterSetupTests {

	private final InMemoryEngine engine = new InMemoryEngine();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WebSocketClusterAutoConfiguration.class, WebSocketServerAutoConfiguration.class,
						WebSocketConnectionManagerAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("ws.cluster.enabled=true", "spring.application.name=test")
		.withBean("broker", ClusterBroker.class, () -> this.engine.broker("a"));

	@AfterEach
	void closeEngine() {
		this.engine.close();
	}

	@Test
	@Timeout(60)
	void startThatFailsLaterShouldCloseTheLink() {
		this.runner.withBean(FailingLifecycle.class, () -> new FailingLifecycle(this.engine)).run((context) -> {
			assertThat(context).hasFailed();
			TestServer.await("no link").until(() -> this.engine.links("a") == 0);
		});
	}

	@Test
	@Timeout(60)
	void listenerMayCloseTheApplication() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		AtomicReference<ConfigurableApplicationContext> context = new AtomicReference<>();
		this.runner.withInitializer(context::set)
			.withBean("listener", ApplicationListener.class,
					() -> (ApplicationListener<PayloadApplicationEvent<?>>) (event) -> {
						if (event.getPayload() instanceof ClusterRestoredEvent) {
							context.get().close();
							closed.countDown();
						}
					})
			.run((running) -> {
				assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
				TestServer.await("no link").until(() -> this.engine.links("a") == 0);
			});
	}

	@Test
	@Timeout(60)
	void pushesBeforeAndAfterTheLinkShouldBeUnavailable() {
		List<Object> results = Collections.synchronizedList(new ArrayList<>());
		this.runner.withBean(Results.class, () -> new Results(results))
			.withBean(Early.class)
			.run((context) -> TestServer.await("cluster")
				.until(context.getBean(ConnectionManager.class).cluster()::isAvailable));
		assertThat(results).containsExactly(Forwarding.UNAVAILABLE, false, Forwarding.UNAVAILABLE, false);
	}

	@Test
	@Timeout(60)
	void pendingPushShouldCompleteWhenTheApplicationStops() {
		List<CompletionStage<Forwarding>> stages = new ArrayList<>();
		this.runner.run((context) -> {
			ConnectionManager connections = context.getBean(ConnectionManager.class);
			TestServer.await("cluster").until(connections.cluster()::isAvailable);
			this.engine.pause();
			for (int i = 0; i < 1000; i++) {
				stages.add(connections.all().push("news").forwarded());
			}
		});
		for (CompletionStage<Forwarding> stage : stages) {
			assertThat(stage.toCompletableFuture()).succeedsWithin(TestServer.TIMEOUT)
				.isEqualTo(Forwarding.UNAVAILABLE);
		}
	}

	static class Early implements InitializingBean, DisposableBean {

		private final ConnectionManager connections;

		private final List<Object> results;

		Early(ConnectionManager connections, Results results) {
			this.connections = connections;
			this.results = results.list;
		}

		@Override
		public void afterPropertiesSet() {
			push();
		}

		@Override
		public void destroy() {
			push();
		}

		private void push() {
			this.results.add(this.connections.all().push("x").forwarded().toCompletableFuture().join());
			this.results.add(this.connections.cluster().isAvailable());
		}

	}

	static class Results {

		private final List<Object> list;

		Results(List<Object> list) {
			this.list = list;
		}

	}

	static class FailingLifecycle implements SmartLifecycle {

		private final InMemoryEngine engine;

		FailingLifecycle(InMemoryEngine engine) {
			this.engine = engine;
		}

		@Override
		public void start() {
			TestServer.await("link").until(() -> this.engine.links("a") == 1);
			throw new IllegalStateException("port in use");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
