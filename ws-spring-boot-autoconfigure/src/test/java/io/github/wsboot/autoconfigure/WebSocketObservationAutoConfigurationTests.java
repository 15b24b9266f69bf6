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

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.observation.HandshakeTraceInterceptor;
import io.github.wsboot.observation.MessageObservations;
import io.github.wsboot.observation.WebSocketMessageTracingObservationHandler;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketObservationAutoConfiguration}.
 */
@Promise("tracing")
@Tag("boot")
class WebSocketObservationAutoConfigurationTests {

	private static final AutoConfigurations SERVER = AutoConfigurations.of(WebSocketObservationAutoConfiguration.class,
			WebSocketServerAutoConfiguration.class);

	private static final AutoConfigurations OBSERVATION = AutoConfigurations.of(ObservationAutoConfiguration.class,
			MicrometerTracingAutoConfiguration.class, NoopTracerAutoConfiguration.class);

	private static final AutoConfigurations OPEN_TELEMETRY = AutoConfigurations
		.of(OpenTelemetryTracingAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class);

	private final WebApplicationContextRunner plain = new WebApplicationContextRunner().withConfiguration(SERVER);

	private final WebApplicationContextRunner observed = this.plain.withConfiguration(OBSERVATION);

	private final WebApplicationContextRunner traced = this.observed.withConfiguration(OPEN_TELEMETRY);

	@Test
	void shouldBeListed() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.contains(WebSocketObservationAutoConfiguration.class.getName());
	}

	@Test
	void withTracingShouldBeOn() {
		this.traced.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(OtelTracer.class)
				.hasSingleBean(MessageObservations.class)
				.hasSingleBean(WebSocketMessageTracingObservationHandler.class)
				.hasSingleBean(HandshakeTraceInterceptor.class);
			assertThat(context.getBean(MessageInvoker.class)).extracting("observer")
				.isSameAs(context.getBean(MessageObserver.class));
		});
	}

	@Test
	void handlerShouldComeBeforeThoseOfAnyContext() {
		this.traced.run((context) -> assertThat(
				context.getBeanProvider(io.micrometer.tracing.handler.TracingObservationHandler.class).orderedStream())
			.first()
			.isInstanceOf(WebSocketMessageTracingObservationHandler.class));
		this.traced.run((context) -> assertThat(context).hasSingleBean(DefaultTracingObservationHandler.class));
	}

	@Test
	void whenSwitchedOffShouldBeOff() {
		this.traced.withPropertyValues("ws.observation.enabled=false").run(this::assertOff);
	}

	@Test
	void withATracerThatDoesNothingShouldBeOff() {
		this.observed.run((context) -> {
			assertThat(context).hasSingleBean(ObservationRegistry.class).hasSingleBean(Tracer.class);
			assertOff(context);
		});
	}

	@Test
	void withoutTracingShouldBeOffUnlessSwitchedOn() {
		WebApplicationContextRunner runner = this.observed
			.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"));
		runner.run(this::assertOff);
		runner.withPropertyValues("ws.observation.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MessageObservations.class)
				.doesNotHaveBean("webSocketMessageTracingHandler"));
	}

	@Test
	void withoutARegistryShouldBeOff() {
		this.plain.run(this::assertOff);
		this.plain.withPropertyValues("ws.observation.enabled=false").run(this::assertOff);
	}

	@Test
	void withoutARegistryShouldFailIfSwitchedOn() {
		this.plain.withPropertyValues("ws.observation.enabled=true")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo("ws.observation.enabled");
					assertThat(failure.getReason()).contains("There is no ObservationRegistry")
						.contains("spring-boot-starter-actuator");
				}));
	}

	@Test
	void withoutMicrometerShouldServe() {
		this.plain.withClassLoader(new FilteredClassLoader("io.micrometer")).run(this::assertOff);
	}

	@Test
	void whenNotAWebApplicationShouldBackOff() {
		new ApplicationContextRunner().withConfiguration(SERVER)
			.withConfiguration(OBSERVATION)
			.withConfiguration(OPEN_TELEMETRY)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MessageObserver.class));
	}

	@Test
	void observerOfTheApplicationShouldWin() {
		MessageObserver own = (connection, callback) -> {
			throw new IllegalStateException("not called");
		};
		this.traced.withBean("own", MessageObserver.class, () -> own)
			.run((context) -> assertThat(context.getBean(MessageInvoker.class)).extracting("observer").isSameAs(own));
	}

	private void assertOff(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed()
			.hasSingleBean(EndpointRegistry.class)
			.doesNotHaveBean(MessageObserver.class)
			.doesNotHaveBean("webSocketMessageTracingHandler")
			.doesNotHaveBean("webSocketHandshakeTraceInterceptor");
		assertThat(context.getBean(MessageInvoker.class)).extracting("observer").isNull();
	}

}
