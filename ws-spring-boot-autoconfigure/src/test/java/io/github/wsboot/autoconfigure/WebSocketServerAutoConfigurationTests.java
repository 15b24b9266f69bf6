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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.autoconfigure.check.UnservedEndpointsCheck;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.handshake.EndpointHandlerMapping;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.transport.jetty.JettySessionAborter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WebSocketServerAutoConfiguration}: its conditions, and other
 * auto-configurations beside it.
 */
@Tag("boot")
@ExtendWith(OutputCaptureExtension.class)
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

	@Promise("contexts")
	@Test
	void whenNotAWebApplicationTheManagerShouldFindNobodyAndSayWhy(CapturedOutput output) {
		unserved(new ApplicationContextRunner(), output);
	}

	@Promise("contexts")
	@Test
	void whenAReactiveWebApplicationTheManagerShouldFindNobodyAndSayWhy(CapturedOutput output) {
		unserved(new ReactiveWebApplicationContextRunner(), output);
	}

	@Test
	void whenTheContainersWebSocketsAreMissingTheManagerShouldFindNobody() {
		this.runner.withConfiguration(AutoConfigurations.of(WebSocketConnectionManagerAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("jakarta.websocket"))
			.withUserConfiguration(Echo.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(EndpointRegistry.class);
				assertThatNobodyIsFound(context.getBean(ConnectionManager.class));
			});
	}

	@Test
	void whenThereIsAServerTheManagerShouldBeItsOwn() {
		this.runner.withConfiguration(AutoConfigurations.of(WebSocketConnectionManagerAutoConfiguration.class))
			.withUserConfiguration(Echo.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ConnectionManager.class)
				.doesNotHaveBean(UnservedEndpointsCheck.class));
	}

	@Promise("contexts")
	@Test
	void whenNoEndpointIsKnownTheManagerShouldNotCallPathsUnknown() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebSocketConnectionManagerAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(ConnectionManager.class).endpoint("/chat/{room}").count())
				.isZero());
	}

	private static <C extends ConfigurableApplicationContext, A extends ApplicationContextAssertProvider<C>, R extends AbstractApplicationContextRunner<R, C, A>> void unserved(
			R runner, CapturedOutput output) {
		// Other tests of the same JVM have started applications with levels of their own
		LoggingSystem.get(WebSocketServerAutoConfigurationTests.class.getClassLoader())
			.setLogLevel("io.github.wsboot.autoconfigure", LogLevel.INFO);
		runner
			.withConfiguration(AutoConfigurations.of(WebSocketConnectionManagerAutoConfiguration.class,
					WebSocketHealthContributorAutoConfiguration.class, WebSocketMetricsAutoConfiguration.class,
					WebSocketObservationAutoConfiguration.class, WebSocketsActuatorEndpointAutoConfiguration.class))
			.withConfiguration(AUTO_CONFIGURATIONS)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withUserConfiguration(Echo.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(EndpointRegistry.class);
				assertThatNobodyIsFound(context.getBean(ConnectionManager.class));
				assertThat(output).containsOnlyOnce("WebSocket endpoints are not served")
					.contains("this is not a servlet web application")
					.contains("Endpoints: [/echo]");
			});
	}

	@Test
	void applicationWithoutEndpointsShouldNotBeToldThatTheyAreNotServed(CapturedOutput output) {
		LoggingSystem.get(WebSocketServerAutoConfigurationTests.class.getClassLoader())
			.setLogLevel("io.github.wsboot.autoconfigure", LogLevel.INFO);
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebSocketConnectionManagerAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(UnservedEndpointsCheck.class));
		assertThat(output).doesNotContain("not served");
	}

	private static void assertThatNobodyIsFound(ConnectionManager connections) {
		assertThat(connections.push("unknown", new Greeting("hello"))).isEqualTo(PushResult.NOT_FOUND);
		assertThat(connections.disconnect("unknown")).isFalse();
		assertThat(connections.isEstablished("unknown")).isFalse();
		assertThat(connections.exists("unknown")).isFalse();
		assertThat(connections.find("unknown")).isEmpty();
		assertThat(connections.connections()).isEmpty();
		assertThat(connections.count()).isZero();
		assertThat(connections.broadcast("hello", (connection) -> true).targeted()).isZero();
		Stream
			.of(connections.all(), connections.endpoint("/echo"), connections.endpoint("/echo").room("lobby"),
					connections.room("lobby"), connections.user("ada"), connections.room("lobby").except("unknown"))
			.forEach((audience) -> {
				assertThat(audience.count()).isZero();
				assertThat(audience.push(new Greeting("hello")).completion()).isCompletedWithValue(new Counts(0, 0));
				audience.disconnect(CloseStatus.NORMAL);
			});
		assertThatIllegalArgumentException().isThrownBy(() -> connections.endpoint("/chat"))
			.withMessageContaining("[/echo]");
		assertThatException().isThrownBy(() -> connections.broadcast(new Unserializable("")));
	}

	@Promise("contexts")
	@Test
	void endpointsOfAParentContextShouldBeServedByItsChild() throws Exception {
		SpringApplicationBuilder parent = new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
			.properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=warn",
					ServerKind.DIRECT_TOMCAT.properties(List.of())
						.stream()
						.filter((property) -> property.startsWith("spring.autoconfigure.exclude="))
						.findFirst()
						.orElseThrow());
		SpringApplicationBuilder child = parent.child(Child.class).web(WebApplicationType.SERVLET);
		try (ConfigurableApplicationContext web = child.run()) {
			ConnectionManager ofParent = parent.context().getBean(ConnectionManager.class);
			assertThat(web.getBean(ConnectionManager.class)).isNotSameAs(ofParent);
			BlockingQueue<String> received = new LinkedBlockingQueue<>();
			WebSocket socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(
						URI.create("ws://localhost:" + web.getEnvironment().getProperty("local.server.port") + "/echo"),
						new WebSocket.Listener() {

							@Override
							public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
								received.add(data.toString());
								webSocket.request(1);
								return null;
							}

						})
				.get(1, TimeUnit.MINUTES);
			socket.sendText("anybody?", true);
			assertThat(received.poll(1, TimeUnit.MINUTES)).isEqualTo("1");
			assertThat(ofParent.endpoint("/echo").push("from the parent").targeted()).isOne();
			assertThat(received.poll(1, TimeUnit.MINUTES)).isEqualTo("from the parent");
			assertThat(web.getBean(ConnectionManager.class).broadcast("from the child").targeted()).isOne();
			assertThat(received.poll(1, TimeUnit.MINUTES)).isEqualTo("from the child");
		}
		finally {
			parent.context().close();
		}
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
			.run((context) -> assertThat(workerThread(context.getBean(CallbackExecutor.class)))
				.contains("VirtualThread"));
	}

	@Test
	void withoutVirtualThreadsShouldRunCallbacksOnPlatformThreads() {
		this.runner
			.run((context) -> assertThat(workerThread(context.getBean(CallbackExecutor.class))).contains("ws-worker-")
				.doesNotContain("VirtualThread"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "webSocketWorkers", "webSocketServerWorkers" })
	void whenTheContextClosesShouldStopItsThreads(String name) {
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		this.runner.run((context) -> {
			context.getBean(name, CallbackExecutor.class).execute(() -> worker.complete(Thread.currentThread()));
			worker.get(60, TimeUnit.SECONDS);
		});
		assertThat(worker).succeedsWithin(Duration.ofSeconds(10)).satisfies((thread) -> {
			thread.join(Duration.ofSeconds(10).toMillis());
			assertThat(thread.isAlive()).isFalse();
		});
	}

	private static String workerThread(CallbackExecutor workers) throws Exception {
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

	record Greeting(String text) {

	}

	record Unserializable(String text) {

		@Override
		public String text() {
			throw new IllegalStateException("There is none");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Echo.class)
	static class Parent {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Child {

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
