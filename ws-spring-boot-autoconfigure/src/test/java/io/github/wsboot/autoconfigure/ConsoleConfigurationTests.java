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

import java.util.concurrent.atomic.AtomicReference;

import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.console.ConsoleHandlerMapping;
import io.github.wsboot.console.ConsoleWebSocketHandler;
import io.github.wsboot.extension.ConsoleAccess;
import io.github.wsboot.security.SecurityHandshakeInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleConfiguration}.
 */
@Tag("boot")
@ExtendWith(OutputCaptureExtension.class)
class ConsoleConfigurationTests {

	private static final String ON = "ws.console.enabled=true";

	private static final String OPEN_TO_EVERYBODY = "is open to everybody who can reach this server";

	private final AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withInitializer(this.started::set)
		.withConfiguration(
				AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class));

	@Test
	void shouldBeAbsentByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ConsoleHandlerMapping.class)
			.doesNotHaveBean(ConsoleWebSocketHandler.class));
	}

	@Test
	void shouldBeThereIfAskedFor(CapturedOutput output) {
		this.runner.withPropertyValues(ON).run((context) -> {
			assertThat(context).hasSingleBean(ConsoleHandlerMapping.class).hasSingleBean(ConsoleAccess.class);
			// Beans that Spring and we collect for the application's own handlers
			assertThat(context.getBeansOfType(HandshakeInterceptor.class).values())
				.allMatch((bean) -> bean instanceof SecurityHandshakeInterceptor);
			assertThat(context.getBeansOfType(WebSocketHandler.class)).hasSize(1);
		});
		assertThat(output).doesNotContain(OPEN_TO_EVERYBODY);
	}

	@Test
	void shouldBeThereWithDevtools(CapturedOutput output) {
		this.runner.withClassLoader(new WithDevtools("org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(ConsoleHandlerMapping.class)
				.doesNotHaveBean(ConsoleAccess.class));
		assertThat(output).doesNotContain(OPEN_TO_EVERYBODY);
	}

	@Test
	void shouldBeAbsentWithDevtoolsIfSwitchedOff() {
		this.runner.withClassLoader(new WithDevtools())
			.withPropertyValues("ws.console.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConsoleHandlerMapping.class));
	}

	@Test
	void shouldWarnWithoutSpringSecurityAndDevtools(CapturedOutput output) {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues(ON)
			.run((context) -> assertThat(context).hasSingleBean(ConsoleHandlerMapping.class)
				.doesNotHaveBean(ConsoleAccess.class));
		assertThat(output).containsOnlyOnce(OPEN_TO_EVERYBODY).contains("'/ws-console'");
	}

	@Test
	void withoutJacksonShouldSayWhatIsMissing() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withPropertyValues(ON)
			.run((context) -> assertExplained(context, "ws.console.enabled", "add 'spring-boot-starter-jackson'"));
	}

	@Test
	void withoutJacksonShouldBeAbsentUnlessAskedFor() {
		this.runner.withClassLoader(new WithDevtools("tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConsoleWebSocketHandler.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "console.example.org:8080", "https://console.example.org", "*.example.org", "a/b" })
	void whatIsNoHostShouldFailTheStart(String host) {
		this.runner.withPropertyValues(ON, "ws.console.allowed-hosts=www.example.org," + host)
			.run((context) -> assertExplained(context, "ws.console.allowed-hosts", "A host is a name without scheme"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/live", "/live/x", "/live/{room}" })
	void endpointBelowThePathShouldFailTheStart(String path) {
		this.runner.withPropertyValues(ON, "ws.console.path=/live", "endpoint.path=" + path)
			.withUserConfiguration(Live.class)
			.run((context) -> assertExplained(context, "ws.console.path", "bean 'consoleConfigurationTests.Live'"));
	}

	@Test
	void endpointBesideThePathShouldNot() {
		this.runner.withPropertyValues(ON, "ws.console.path=/live", "endpoint.path=/lively")
			.withUserConfiguration(Live.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private void assertExplained(AssertableWebApplicationContext context, String property, String reason) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure(), this.started.get());
		assertThat(analysis.getDescription()).contains(property).contains(reason);
	}

	@WebSocketEndpoint("${endpoint.path}")
	static class Live {

		@OnMessage
		void said(String text) {
		}

	}

	/**
	 * Pretends that devtools is on the class path. The real one would restart the tests.
	 */
	private static final class WithDevtools extends FilteredClassLoader {

		private static final String RESTARTER = "org.springframework.boot.devtools.restart.Restarter";

		WithDevtools(String... hidden) {
			super(hidden);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			return name.equals(RESTARTER) ? restarter() : super.loadClass(name, resolve);
		}

		private Class<?> restarter() {
			Class<?> known = findLoadedClass(RESTARTER);
			if (known != null) {
				return known;
			}
			byte[] bytes = new ByteBuddy().subclass(Object.class).name(RESTARTER).make().getBytes();
			return defineClass(RESTARTER, bytes, 0, bytes.length);
		}

	}

}
