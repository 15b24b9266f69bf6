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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.autoconfigure.FailureAnalyses;
import io.github.wsboot.autoconfigure.NodeName;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.cluster.member.ClusterIdentity;
import io.github.wsboot.cluster.member.ClusterLifecycle;
import io.github.wsboot.cluster.member.ClusterMember;
import io.github.wsboot.cluster.member.Subscriptions;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.connection.ConnectionIds;
import io.github.wsboot.metrics.ClusterMeterBinder;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketClusterAutoConfiguration}.
 */
@Tag("boot")
class WebSocketClusterAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			WebSocketClusterAutoConfiguration.class, WebSocketServerAutoConfiguration.class,
			WebSocketConnectionManagerAutoConfiguration.class, JacksonAutoConfiguration.class);

	private final AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();

	private final InMemoryEngine engine = new InMemoryEngine();

	private final WebApplicationContextRunner withoutEngine = new WebApplicationContextRunner()
		.withInitializer(this.started::set)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("ws.cluster.enabled=true", "spring.application.name=test");

	private final WebApplicationContextRunner runner = this.withoutEngine.withBean("broker", ClusterBroker.class,
			() -> this.engine.broker("a"));

	private final ApplicationContextRunner job = new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("ws.cluster.enabled=true", "spring.application.name=test")
		.withBean("broker", ClusterBroker.class, () -> this.engine.broker("job"));

	@AfterEach
	void closeEngine() {
		this.engine.close();
	}

	@Test
	void shouldMakeTheNodeAMember() {
		this.runner.withPropertyValues("ws.cluster.node-name=ada").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RemoteNodes.class).hasSingleBean(Cluster.class);
			Cluster cluster = context.getBean(ConnectionManager.class).cluster();
			assertThat(cluster).isSameAs(context.getBean(Cluster.class)).isSameAs(context.getBean(ClusterMember.class));
			awaitAvailable(cluster);
			ClusterNode self = cluster.nodes().get(0);
			assertThat(self.name()).isEqualTo("ada");
			assertThat(self.id()).isEqualTo(context.getBean(ClusterIdentity.class).id());
			assertThat(ReflectionTestUtils.<String>invokeMethod(context.getBean(ConnectionIds.class), "next"))
				.startsWith(self.id() + ".")
				.hasSize(31);
			assertThat(context).hasSingleBean(Subscriptions.class);
		});
	}

	@ParameterizedTest
	@CsvSource({ "''", "ws.cluster.node-name=", "'ws.cluster.node-name=  '" })
	void nameShouldBeThatOfTheHostAndProcessByDefault(String property) {
		WebApplicationContextRunner node = property.isEmpty() ? this.runner : this.runner.withPropertyValues(property);
		node.run((context) -> assertThat(context.getBean(Cluster.class).nodes()).extracting(ClusterNode::name)
			.containsExactly(NodeName.ofHost()));
	}

	@Test
	void whenNotEnabledThereShouldBeOneNodeWhateverElseIsSet() {
		this.withoutEngine
			.withPropertyValues("ws.cluster.enabled=false", "ws.cluster.prefix=", "ws.cluster.heartbeat=0s",
					"ws.cluster.max-message-size=-1B", "ws.cluster.required=true")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(WebSocketClusterAutoConfiguration.class)
					.hasSingleBean(RemoteNodes.class)
					.hasSingleBean(Cluster.class);
				assertThat(context.getBean(ConnectionManager.class).cluster().nodes()).hasSize(1);
				assertThat(ReflectionTestUtils.<String>invokeMethod(context.getBean(ConnectionIds.class), "next"))
					.hasSize(22);
			});
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void clusterOfTheApplicationShouldBeInjected(boolean enabled) {
		Cluster own = new OwnCluster();
		this.runner.withPropertyValues("ws.cluster.enabled=" + enabled)
			.withBean("own", Cluster.class, () -> own)
			.run((context) -> assertThat(context.getBean(Cluster.class)).isSameAs(own));
	}

	@Test
	void withoutAnEngineShouldFailAndSayWhatToDo() {
		FailureAnalysis analysis = failure(this.withoutEngine);
		assertThat(analysis.getDescription()).contains("'ws.cluster.enabled' is 'true'").contains("there is no engine");
		assertThat(analysis.getAction()).startsWith("To use Redis, define a RedisConnectionFactory bean")
			.contains("spring-boot-starter-data-redis")
			.contains("define a bean of type 'io.github.wsboot.cluster.ClusterBroker'")
			.contains("or remove 'ws.cluster.enabled'");
	}

	@Test
	void withSeveralEnginesShouldFailAndNameThem() {
		FailureAnalysis analysis = failure(
				this.runner.withBean("other", ClusterBroker.class, () -> this.engine.broker("b")));
		assertThat(analysis.getDescription()).contains("[broker, other]");
		assertThat(analysis.getAction()).contains("@Primary");
	}

	@Test
	void withSeveralEnginesShouldUseThePrimaryOne() {
		this.runner
			.withBean("other", ClusterBroker.class, () -> this.engine.broker("primary"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> {
				awaitAvailable(context.getBean(Cluster.class));
				assertThat(this.engine.links("primary")).isOne();
				assertThat(this.engine.links("a")).isZero();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ws.cluster.heartbeat         | 0s      | It must be positive.
					ws.cluster.probe-timeout     | -1s     | It must be positive.
					ws.cluster.dead-after        | 0s      | It must be positive.
					ws.cluster.heartbeat         | 110000d | It must not be more than 3650d
					ws.cluster.probe-timeout     | 110000d | It must not be more than 3650d
					ws.cluster.dead-after        | 110000d | It must not be more than 3650d
					ws.cluster.linger            | 110000d | It must not be more than 3650d
					ws.cluster.dead-after        | 6s      | longer than 'ws.cluster.heartbeat' and 'ws.cluster.probe-timeout' together
					ws.cluster.linger            | 0s      | It must be positive.
					ws.cluster.max-message-size  | 0B      | It must be between 1B and 2047MB.
					ws.cluster.max-message-size  | 2048MB  | It must be between 1B and 2047MB.
					ws.cluster.max-pending-bytes | 1023KB  | It must not be less than 'ws.cluster.max-message-size'.
					ws.cluster.prefix            | ' '     | It must not be blank.
					ws.worker.max-threads        | 0       | It must be positive.
					""")
	void invalidValueShouldFailAndSayWhy(String name, String value, String reason) {
		FailureAnalysis analysis = failure(this.runner.withPropertyValues(name + "=" + value));
		assertThat(analysis.getDescription()).contains("'" + name + "'")
			.contains(reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason);
		assertThat(analysis.getAction()).isNotBlank();
	}

	@Test
	void nameOfNodeThatIsTooLongShouldFailAndSayWhy() {
		FailureAnalysis analysis = failure(this.runner.withPropertyValues("ws.cluster.node-name=" + "a".repeat(256)));
		assertThat(analysis.getDescription()).contains("'ws.cluster.node-name'")
			.contains("It must have 255 characters at most");
	}

	@Test
	void withoutANameOfTheApplicationShouldFailAndNameBothProperties() {
		FailureAnalysis analysis = failure(this.runner.withPropertyValues("spring.application.name="));
		assertThat(analysis.getDescription()).contains("'spring.application.name'").contains("'ws.cluster.prefix'");
		this.runner.withPropertyValues("spring.application.name=", "ws.cluster.prefix=chat:")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void shouldStartBeforeTheWebServerAndStopAfterTheDrain() {
		this.runner.run((context) -> {
			ClusterLifecycle lifecycle = context.getBean(ClusterLifecycle.class);
			assertThat(lifecycle.getPhase()).isEqualTo(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024)
				.isLessThan(context.getBean(ConnectionDrain.class).getPhase());
			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(lifecycle.isPauseable()).isFalse();
		});
	}

	@Test
	void whenLazilyInitializedShouldStart() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> TestServer.await("link").until(() -> this.engine.links("a") == 1));
	}

	@Test
	void withoutAWebServerShouldPushAndLeaveWhenClosed() {
		BlockingQueue<NodeLeftEvent> left = new LinkedBlockingQueue<>();
		this.runner.withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof PayloadApplicationEvent<?> payload
					&& payload.getPayload() instanceof NodeLeftEvent gone) {
				left.add(gone);
			}
		})).run((server) -> {
			awaitAvailable(server.getBean(Cluster.class));
			this.job.withPropertyValues("ws.cluster.node-name=job").run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(ClusterMember.class);
				ConnectionManager connections = context.getBean(ConnectionManager.class);
				TestServer.await("both nodes").until(() -> connections.cluster().nodes().size() == 2);
				assertThat(connections.all().push("news").forwarded().toCompletableFuture().get(30, TimeUnit.SECONDS))
					.isEqualTo(Forwarding.FORWARDED);
			});
			NodeLeftEvent event = left.poll(30, TimeUnit.SECONDS);
			assertThat(event).isNotNull();
			assertThat(event.node().name()).isEqualTo("job");
			assertThat(event.clean()).isTrue();
		});
	}

	@Test
	void metersShouldBeThereWithoutAWebServer() {
		this.job.withConfiguration(AutoConfigurations.of(WebSocketClusterMetricsAutoConfiguration.class))
			.run((context) -> {
				MeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(ClusterMeterBinder.class).bindTo(registry);
				awaitAvailable(context.getBean(Cluster.class));
				assertThat(registry.get("websocket.cluster.nodes").gauge().value()).isOne();
				assertThat(registry.get("websocket.cluster.available").gauge().value()).isOne();
				context.getBean(ConnectionManager.class).room("lobby").push("hello");
				assertThat(registry.get("websocket.cluster.messages")
					.tags("network.io.direction", "transmit", "kind", "push", "scope", "room")
					.functionCounter()
					.count()).isOne();
				this.engine.breakLinks("job");
				TestServer.await("another link")
					.until(() -> registry.get("websocket.cluster.links")
						.tag("reason", "closed")
						.functionCounter()
						.count() == 1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws.metrics.enabled=false", "ws.cluster.enabled=false" })
	void whenDisabledThereShouldBeNoMeters(String property) {
		this.job.withConfiguration(AutoConfigurations.of(WebSocketClusterMetricsAutoConfiguration.class))
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterMeterBinder.class));
	}

	@ParameterizedTest
	@CsvSource({ "io.micrometer", "org.springframework.boot.health", "org.springframework.boot.actuate" })
	void withoutALibraryTheNodeShouldBeAMember(String hidden) {
		new ApplicationContextRunner().withUserConfiguration(AllOfCluster.class)
			.withClassLoader(new FilteredClassLoader(hidden))
			.withPropertyValues("ws.cluster.enabled=true", "ws.cluster.required=true", "ws.cluster.prefix=test:")
			.withBean(ClusterBroker.class, () -> this.engine.broker("a"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClusterMember.class));
	}

	@Test
	void childContextShouldBePartOfItsParentsNode() {
		this.job.run((parent) -> {
			awaitAvailable(parent.getBean(Cluster.class));
			this.runner.withParent(parent).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(definesMember(context)).isFalse();
				assertThat(context.getBean(ConnectionManager.class).cluster())
					.isSameAs(parent.getBean(ClusterMember.class));
			});
			assertThat(this.engine.links("a")).isZero();
			assertThat(this.engine.links("job")).isOne();
			assertThat(parent.getBean(Cluster.class).isAvailable()).isTrue();
		});
	}

	private static boolean definesMember(ApplicationContext context) {
		return context.getBeanNamesForType(ClusterMember.class).length != 0;
	}

	@Test
	void childContextAloneShouldFailAndNameTheParent() {
		this.job.withPropertyValues("ws.cluster.enabled=false")
			.run((parent) -> assertThat(failure(this.runner.withParent(parent)).getDescription())
				.contains("'ws.cluster.enabled'")
				.contains("Set the property for the parent context"));
	}

	private static void awaitAvailable(Cluster cluster) {
		TestServer.await("cluster").until(cluster::isAvailable);
	}

	private FailureAnalysis failure(WebApplicationContextRunner failing) {
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		failing.run((context) -> {
			assertThat(context).hasFailed();
			analysis.set(FailureAnalyses.of(context.getStartupFailure(), this.started.get()));
		});
		return analysis.get();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ WebSocketClusterAutoConfiguration.class,
			WebSocketClusterHealthContributorAutoConfiguration.class, WebSocketClusterMetricsAutoConfiguration.class,
			WebSocketConnectionManagerAutoConfiguration.class, JacksonAutoConfiguration.class })
	static class AllOfCluster {

	}

	private static final class OwnCluster implements Cluster {

		@Override
		public List<ClusterNode> nodes() {
			return List.of(new ClusterNode("own", "own", Instant.EPOCH, 0, true, false));
		}

		@Override
		public boolean isAvailable() {
			return true;
		}

	}

}
