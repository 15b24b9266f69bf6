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

package io.github.wsboot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.connection.Workers;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.handshake.EndpointHandlerMapping;
import io.github.wsboot.transport.jetty.JettySessionAborter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketServerAutoConfiguration}: its conditions, and the company of
 * other auto-configurations.
 */
@Tag("boot")
class WebSocketServerAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
			TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void shouldBeListed() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.contains(WebSocketServerAutoConfiguration.class.getName());
	}

	@Test
	void shouldServeEndpoints() {
		this.runner.withUserConfiguration(Echo.class).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(ConnectionManager.class)
				.hasSingleBean(EndpointRegistry.class)
				.hasSingleBean(ConnectionDrain.class);
			assertThat(context.getBean(EndpointHandlerMapping.class).getUrlMap()).containsOnlyKeys("/echo");
		});
	}

	@Test
	void withoutEndpointsShouldStart() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(EndpointRegistry.class).endpoints()).isEmpty();
			assertThat(context.getBean(ConnectionManager.class).count()).isZero();
		});
	}

	@Test
	void whenNotAWebApplicationShouldBackOff() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(Plain.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionManager.class));
	}

	@Test
	void whenAReactiveWebApplicationShouldBackOff() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(Plain.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionManager.class));
	}

	@Test
	void whenSpringWebSocketIsMissingShouldBackOff() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.web.socket"))
			.withUserConfiguration(Plain.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionManager.class));
	}

	@Test
	void whenJettyIsMissingShouldNotContributeItsAborter() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(JettySessionAborter.class));
		this.runner.withClassLoader(new FilteredClassLoader("org.eclipse.jetty"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JettySessionAborter.class));
	}

	@Test
	void whenTheDrainIsDisabledShouldNotContributeIt() {
		this.runner.withPropertyValues("ws.drain.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionDrain.class));
	}

	@Test
	void shouldLeaveBootsExecutorsAlone() {
		this.runner.withUserConfiguration(Scheduling.class).run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor").hasBean("taskScheduler");
			assertThat(context.getBeansOfType(Executor.class)).containsOnlyKeys("applicationTaskExecutor",
					"taskScheduler");
			assertThat(context.getBeansOfType(TaskScheduler.class)).containsOnlyKeys("taskScheduler");
		});
	}

	@Test
	void shouldLeaveTheInjectionOfAnExecutorAlone() {
		this.runner.withUserConfiguration(OwnExecutor.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(NeedsExecutor.class).executor()).isSameAs(context.getBean("ownExecutor"));
		});
	}

	@Test
	void shouldLiveBesideSpringsHandlers() {
		this.runner.withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class))
			.withUserConfiguration(Echo.class, SpringHandlers.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(HandlerMapping.class)).containsKeys("webSocketEndpointHandlerMapping",
						"webSocketHandlerMapping");
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void withVirtualThreadsShouldRunCallbacksOnThem() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(workerThread(context.getBean(Workers.class))).contains("VirtualThread"));
	}

	@Test
	void withoutVirtualThreadsShouldRunCallbacksOnPlatformThreads() {
		this.runner.run((context) -> assertThat(workerThread(context.getBean(Workers.class))).contains("ws-worker-")
			.doesNotContain("VirtualThread"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "webSocketWorkers", "webSocketServerWorkers" })
	void whenTheContextClosesShouldStopItsThreads(String name) {
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		this.runner.run((context) -> {
			context.getBean(name, Workers.class).execute(() -> worker.complete(Thread.currentThread()));
			worker.get(60, TimeUnit.SECONDS);
		});
		assertThat(worker).succeedsWithin(Duration.ofSeconds(10)).satisfies((thread) -> {
			thread.join(Duration.ofSeconds(10).toMillis());
			assertThat(thread.isAlive()).isFalse();
		});
	}

	private static String workerThread(Workers workers) throws Exception {
		CompletableFuture<String> thread = new CompletableFuture<>();
		workers.execute(() -> thread.complete(Thread.currentThread().toString()));
		return thread.get(60, TimeUnit.SECONDS);
	}

	@WebSocketEndpoint("/echo")
	static class Echo {

		private final ConnectionManager connections;

		Echo(ConnectionManager connections) {
			this.connections = connections;
		}

		@OnMessage
		int said(String text) {
			return this.connections.count();
		}

	}

	static class Plain {

	}

	@Configuration(proxyBeanMethods = false)
	@org.springframework.scheduling.annotation.EnableScheduling
	static class Scheduling {

	}

	record NeedsExecutor(Executor executor) {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExecutor {

		@Bean
		Executor ownExecutor() {
			return Runnable::run;
		}

		@Bean
		NeedsExecutor needsExecutor(Executor executor) {
			return new NeedsExecutor(executor);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class SpringHandlers implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new AbstractWebSocketHandler() {
			}, "/spring");
		}

	}

}
