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

package io.github.wsboot.endpoint;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.util.Assert;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for endpoints without Reactor and Reactive Streams, or without Bean Validation,
 * on the class path.
 */
class WithoutReactorTests {

	@Test
	void shouldServeEndpoints() throws Exception {
		assertThatServesWithout("org.reactivestreams.Publisher", Application.class, "reactor", "reactive-streams");
	}

	@Test
	void shouldServeEndpointsWithoutValidation() throws Exception {
		assertThatServesWithout("jakarta.validation.Validator", Unvalidated.class, "validation", "validator");
	}

	private static void assertThatServesWithout(String missing, Class<?> type, String... jars) throws Exception {
		try (URLClassLoader isolated = without(jars)) {
			assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> isolated.loadClass(missing));
			Runnable application = (Runnable) isolated.loadClass(type.getName()).getDeclaredConstructor().newInstance();
			ClassLoader before = Thread.currentThread().getContextClassLoader();
			Thread.currentThread().setContextClassLoader(isolated);
			try {
				application.run();
			}
			finally {
				Thread.currentThread().setContextClassLoader(before);
			}
			assertThat(application).hasToString("served");
		}
	}

	private static URLClassLoader without(String... jars) {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> Stream.of(jars).noneMatch(Path.of(entry).getFileName().toString()::contains))
			.map(WithoutReactorTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static class Application implements Runnable {

		private String state = "new";

		@Override
		public void run() {
			try (EndpointTester tester = tester()) {
				tester.connect("/echo").text("a").await("a");
				tester.connect("/echo").text("fail").awaitClose();
				this.state = "served";
			}
		}

		EndpointTester tester() {
			return EndpointTester.of(Echo.class);
		}

		@Override
		public String toString() {
			return this.state;
		}

	}

	public static class Unvalidated extends Application {

		@Override
		EndpointTester tester() {
			return EndpointTester.create((tester) -> tester.withoutValidator().register(Echo.class));
		}

	}

	@WebSocketEndpoint("/echo")
	static class Echo {

		@OnMessage
		String said(String text) {
			Assert.isTrue(!text.equals("fail"), "failed");
			return text;
		}

	}

}
