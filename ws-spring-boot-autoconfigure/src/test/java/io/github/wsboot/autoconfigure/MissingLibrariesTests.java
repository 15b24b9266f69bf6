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

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.validation.Valid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockServletContext;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.autoconfigure.check.VulnerableTomcat;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.callback.PayloadValidation;
import io.github.wsboot.endpoint.invocation.MdcCallbackContext;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.extension.security.AuthenticationExpiry;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.security.AuthenticationWatch;
import io.github.wsboot.security.OAuth2TokenExpiry;
import io.github.wsboot.security.SecurityCallbackContext;
import io.github.wsboot.security.SecurityHandshakeInterceptor;
import io.github.wsboot.server.Promise;
import io.github.wsboot.transport.SelectingUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for the start without optional libraries, and for the messages of a failed start.
 */
@Tag("boot")
@ExtendWith(OutputCaptureExtension.class)
class MissingLibrariesTests {

	private final AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withInitializer(this.started::set)
		.withConfiguration(AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class,
				ValidationAutoConfiguration.class));

	@Test
	void withEverythingShouldReadJsonAndValidate() {
		this.runner.withUserConfiguration(Typed.class, Validated.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(PayloadConversion.class).json()).isNotNull();
			assertThat(context.getBean(PayloadValidation.class).validator()).isNotNull();
		});
	}

	@Test
	void withoutJacksonShouldServeText() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withUserConfiguration(Text.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(PayloadConversion.class).json()).isNull();
				assertThat(context.getBean(EndpointRegistry.class).endpoints()).hasSize(1);
				assertThat(context.getBean(ConnectionManager.class).broadcast("text").targeted()).isZero();
			});
	}

	@Test
	void withoutJacksonShouldNotServeTypes() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withUserConfiguration(Typed.class)
			.run((context) -> assertExplained(context,
					"'missingLibrariesTests.Typed' takes messages of type 'line', but there is no JsonMapper",
					"Add 'spring-boot-starter-jackson' to the dependencies, or a JsonMapper bean"));
	}

	@Test
	void withoutValidationShouldNotPromiseIt() {
		this.runner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.withUserConfiguration(Validated.class)
			.run((context) -> assertExplained(context, "has a payload that needs a validator, but there is none",
					"Add 'spring-boot-starter-validation' to the dependencies."));
	}

	@Test
	void withoutValidationShouldServeWhatNeedsNone() {
		this.runner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutReactorShouldServe() {
		this.runner.withClassLoader(new FilteredClassLoader("reactor", "org.reactivestreams"))
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			org.apache.catalina  | auto
			org.apache.coyote    | auto
			org.eclipse.jetty    | auto
			org.eclipse.jetty    | standard
			org.apache.catalina  | standard
			""")
	void withoutAContainerShouldServe(String hidden, String transport) {
		this.runner
			.withClassLoader(hidden.startsWith("org.apache")
					? new FilteredClassLoader(hidden, "org.apache.tomcat", "org.springframework.boot.tomcat")
					: new FilteredClassLoader(hidden, "org.springframework.boot.jetty"))
			.withPropertyValues("ws.transport.type=" + transport)
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RequestUpgradeStrategy.class));
	}

	@Test
	void withoutAnyContainerShouldServe() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.apache.coyote", "org.apache.tomcat",
					"org.springframework.boot.tomcat", "org.eclipse.jetty", "org.springframework.boot.jetty"))
			.withUserConfiguration(Text.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(SelectingUpgradeStrategy.class).isDirect()).isFalse();
			});
	}

	@Test
	void whenDeployedInAContainerShouldUseItsImplementation(CapturedOutput output) {
		deployed().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(SelectingUpgradeStrategy.class).isDirect()).isFalse();
			assertThat(output).contains("standard, since the application has not started its container itself")
				.doesNotContain("WARN io.github.wsboot");
		});
	}

	@Promise("start-up")
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Apache Tomcat/11.0.22       | CVE-2026-76183, CVE-2026-77791, CVE-2026-79677, CVE-2026-87022, CVE-2026-118233 | 11.0.27
					Apache Tomcat/11.0.27       | CVE-2026-118233                                                                 | 11.0.27
					Apache Tomcat/10.1.7        | CVE-2024-23672, CVE-2026-76183, CVE-2026-79677, CVE-2026-87022, CVE-2026-118233 | 10.1.61
					Apache Tomcat/10.1.60 (own) | CVE-2026-118233                                                                 | 10.1.61
					""")
	void whenDeployedInAVulnerableTomcatShouldWarn(String server, String vulnerabilities, String last,
			CapturedOutput output) {
		deployedIn(server).run((context) -> assertThat(output).containsOnlyOnce("has known vulnerabilities")
			.contains("(" + vulnerabilities + "), so use a later version than " + last
					+ ": update the Tomcat that this application is deployed to"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Apache Tomcat/11.0.28", "Apache Tomcat/10.1.62", "Apache Tomcat/11.1.0", "Apache Tomcat",
			"jetty/12.1.14" })
	void whenDeployedInAnotherContainerShouldNotWarnOfIt(String server, CapturedOutput output) {
		deployedIn(server).run((context) -> assertThat(output).contains("WebSocket transport:")
			.doesNotContain("has known vulnerabilities"));
	}

	private static WebApplicationContextRunner deployedIn(String server) {
		// Other tests of the same JVM have started applications with levels of their own
		LoggingSystem.get(MissingLibrariesTests.class.getClassLoader())
			.setLogLevel(VulnerableTomcat.class.getName(), LogLevel.WARN);
		return deployed(new ContainerServletContext(server));
	}

	@Test
	void whenDeployedInAContainerShouldFailIfItsSocketsWereAskedFor() {
		deployed().withPropertyValues("ws.transport.type=direct")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("'ws.transport.type' is 'direct'")
				.hasMessageContaining("the application has not started its container itself"));
	}

	private static WebApplicationContextRunner deployed() {
		return deployed(new ContainerServletContext("a container"));
	}

	private static WebApplicationContextRunner deployed(ContainerServletContext container) {
		LoggingSystem.get(MissingLibrariesTests.class.getClassLoader())
			.setLogLevel("io.github.wsboot.autoconfigure", LogLevel.INFO);
		return new WebApplicationContextRunner(() -> {
			AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext();
			context.setServletContext(container);
			return context;
		}).withConfiguration(
				AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class))
			// The mock of a container does not support listeners of HTTP sessions
			.withPropertyValues("ws.auth.close-on-expiry=false")
			.withUserConfiguration(Text.class);
	}

	/**
	 * With a class loader without them, so that none of our classes can link to them
	 * either. The first two are WARs, which leave the web server to their container.
	 */
	@Promise("transports")
	@ParameterizedTest
	@ValueSource(strings = {
			"spring-boot-(web-server|tomcat|jetty)-.*|spring-boot-starter-(tomcat|jetty).*|tomcat-.*|jetty-.*|jakarta.annotation.*",
			"spring-boot-(web-server|jetty)-.*|jetty-.*|micrometer-(core|tracing|registry).*",
			"spring-boot-tomcat.*|tomcat-.*", "spring-boot-jetty.*|jetty-.*",
			"spring-boot-(actuator|health|micrometer).*|micrometer-(core|tracing|registry).*",
			"spring-security.*|spring-boot-security.*", "jackson-.*|spring-boot-jackson.*",
			"hibernate-validator.*|jakarta.validation.*|spring-boot-validation.*", "reactor-.*|reactive-streams.*",
			"tomcat-embed-websocket.*|jakarta.websocket.*|jetty-.*websocket.*" })
	void withoutJarsShouldStartInAContainer(String jars) throws Exception {
		ClassLoader previous = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = withoutJars(jars + "|h2-.*|HikariCP.*|spring-boot-(jdbc|data).*")) {
			Thread.currentThread().setContextClassLoader(loader);
			Method start = loader.loadClass(Deployed.class.getName()).getMethod("start", String[].class);
			for (String transport : List.of("auto", "standard")) {
				start.invoke(null,
						(Object) new String[] { "ws.transport.type=" + transport, "ws.max-connections=10",
								"ws.auth.bearer-sub-protocol=bearer", "ws.traffic-log.enabled=true",
								"ws.console.enabled=" + !jars.startsWith("jackson"),
								"management.endpoints.web.exposure.include=*" });
			}
		}
		finally {
			Thread.currentThread().setContextClassLoader(previous);
		}
	}

	private static URLClassLoader withoutJars(String names) {
		Pattern hidden = Pattern.compile(names);
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(File::new)
			.filter((file) -> !hidden.matcher(file.getName()).matches())
			.map(MissingLibrariesTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(File file) {
		try {
			return file.toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void withSpringSecurityShouldWatchOverAuthentication() {
		this.runner.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SecurityCallbackContext.class)
				.hasSingleBean(SecurityHandshakeInterceptor.class)
				.hasSingleBean(AuthenticationWatch.class)
				.hasSingleBean(OAuth2TokenExpiry.class));
	}

	@Test
	void withoutSpringSecurityShouldServe() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withUserConfiguration(Text.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(EndpointRegistry.class).endpoints()).hasSize(1);
				assertThat(context.getBeansOfType(CallbackContext.class)).containsOnlyKeys("webSocketMdcContext");
				assertThat(context.getBeansOfType(ExceptionStatus.class)).isEmpty();
			});
	}

	@Test
	void withoutSpringSecurityShouldStillMoveTokens() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues("ws.auth.bearer-sub-protocol=bearer")
			.run((context) -> assertThat(context).hasNotFailed().hasBean("webSocketBearerFilter"));
	}

	@Test
	void withoutOAuth2ShouldWatchOverSessions() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2"))
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AuthenticationWatch.class)
				.doesNotHaveBean(AuthenticationExpiry.class));
	}

	@Promise("metrics")
	@Test
	void withoutMicrometerShouldServe() {
		this.runner.withConfiguration(AutoConfigurations.of(WebSocketMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionListener.class));
	}

	@Test
	void withoutSlf4jShouldServe() {
		this.runner.withClassLoader(new FilteredClassLoader(MDC.class))
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MdcCallbackContext.class));
	}

	@Test
	void whenLazilyInitializedShouldStillFailAtTheStart() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Wrong.class)
			.run((context) -> assertExplained(context, "Method 'MissingLibrariesTests.Wrong.open(String)'",
					"Remove the parameter"));
	}

	@Test
	void whenLazilyInitializedShouldServe() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Text.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("webSocketDrain"))
					.isTrue();
				assertThat(context.getBean(EndpointRegistry.class).endpoints()).hasSize(1);
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalEndpoint.class, RecordEndpoint.class, FinalAdvice.class, FinalAtDefaultPath.class })
	void whenAProxyCannotExtendTheClassShouldSaySo(Class<?> type) {
		this.runner.withUserConfiguration(Asynchronous.class, type)
			.run((context) -> assertExplained(context,
					"The class '" + type.getName() + "' of WebSocket endpoint bean 'missingLibrariesTests."
							+ type.getSimpleName() + "' cannot be proxied",
					"Make the class and its callbacks non-final"));
	}

	private void assertExplained(AssertableWebApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure(), this.started.get());
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains(action);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Asynchronous {

	}

	@WebSocketEndpoint("/final")
	static final class FinalEndpoint {

		@Async
		@OnOpen
		void open() {
		}

	}

	@Component
	static final class FinalAtDefaultPath {

		@Async
		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/record")
	record RecordEndpoint() {

		@Async
		@OnOpen
		void open() {
		}

	}

	@WebSocketAdvice
	static final class FinalAdvice {

		@Async
		@OnError
		void failed(Exception ex) {
		}

	}

	/**
	 * An application in a container, started by a class loader of its own.
	 */
	public static final class Deployed {

		private Deployed() {
		}

		public static void start(String... properties) {
			try (AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext()) {
				MockServletContext container = new MockServletContext();
				container.setAttribute("jakarta.websocket.server.ServerContainer", new Object());
				context.setServletContext(container);
				TestPropertyValues.of(properties).applyTo(context);
				context.register(DeployedApplication.class);
				context.refresh();
				if (context.getBean(ConnectionManager.class).broadcast("text").targeted() != 0) {
					throw new IllegalStateException("There is nobody");
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Text.class)
	static class DeployedApplication {

	}

	record Line(String text) {

	}

	@WebSocketEndpoint("/text")
	static class Text {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/typed")
	static class Typed {

		@OnMessage("line")
		void said(Line line) {
		}

	}

	@WebSocketEndpoint("/validated")
	static class Validated {

		@OnMessage
		void said(@Valid Line line) {
		}

	}

	@WebSocketEndpoint("/wrong")
	static class Wrong {

		@OnOpen
		void open(String text) {
		}

	}

	/**
	 * Context that accepts filters, as those of containers do.
	 */
	private static final class ContainerServletContext extends MockServletContext {

		private final String server;

		ContainerServletContext(String server) {
			this.server = server;
		}

		@Override
		public String getServerInfo() {
			return this.server;
		}

		@Override
		public FilterRegistration.Dynamic addFilter(String name, Filter filter) {
			return mock();
		}

	}

}
