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

package io.github.wsboot.endpoint.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;

import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.CompiledClasses;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EndpointDiscoverer}: which beans and methods are found.
 */
class EndpointDiscoveryTests {

	@Test
	void shouldServeTheDefaultPathWithoutTheAnnotation() {
		try (EndpointTester tester = EndpointTester.of(PlainBean.class)) {
			assertThat(tester.paths()).containsExactly("/ws");
			tester.connect("/ws").text("a").await("plain a");
		}
	}

	@Test
	void withoutAPathShouldServeTheDefaultPath() {
		try (EndpointTester tester = EndpointTester.of(WithoutPath.class)) {
			assertThat(tester.paths()).containsExactly("/ws");
		}
	}

	@Test
	void shouldServeSeveralPaths() {
		try (EndpointTester tester = EndpointTester.of(SeveralPaths.class)) {
			assertThat(tester.paths()).containsExactly("/a/{name}", "/b/{name}");
			tester.client("/b/{name}").variable("name", "x").connect().await("x");
		}
	}

	@Test
	void shouldResolvePlaceholders() {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.property("chat.path", "/configured").register(PlaceholderPath.class))) {
			assertThat(tester.paths()).containsExactly("/configured/ws", "/fallback");
		}
	}

	@Test
	void withoutSlashShouldAddIt() {
		try (EndpointTester tester = EndpointTester.of(WithoutSlash.class)) {
			assertThat(tester.paths()).containsExactly("/chat");
		}
	}

	@Test
	void shouldFindMethodsOfAnyVisibility() {
		try (EndpointTester tester = EndpointTester.of(AnyVisibility.class)) {
			TestClient client = tester.connect("/visibility").await("private");
			client.text("a").await("private", "package a").close();
			tester.calls().await("protected");
		}
	}

	@Test
	void shouldTakeAMethodWithTwoAnnotationsTwice() {
		try (EndpointTester tester = EndpointTester.of(OpenAndClose.class)) {
			TestClient client = tester.connect("/both");
			tester.calls().await("called");
			client.close();
			tester.calls().await("called", "called");
		}
	}

	@Test
	void shouldFindBeanMethods() {
		try (EndpointTester tester = EndpointTester.of(BeanMethod.class)) {
			tester.connect("/ws").text("a").await("plain a");
		}
	}

	@Test
	void classThatLinksToAMissingLibraryShouldHaveNoCallbacks(@TempDir Path directory) throws Exception {
		try (CompiledClasses compiled = withoutLibrary(directory);
				EndpointTester tester = withLazyBean(compiled.type("sample.Linking"))) {
			assertThat(tester.paths()).containsExactly("/ws");
		}
	}

	private static CompiledClasses withoutLibrary(Path directory) throws IOException {
		CompiledClasses compiled = CompiledClasses.of(directory,
				Map.of("sample.Missing", "package sample; public class Missing { }", "sample.Linking",
						"package sample; public class Linking { Missing missing() { return null; } }"));
		Files.delete(directory.resolve("sample/Missing.class"));
		return compiled;
	}

	/**
	 * Not registered by its annotations, since Spring itself would inspect it for these.
	 */
	private static EndpointTester withLazyBean(Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setLazyInit(true);
		return EndpointTester.create(
				(tester) -> tester.register(PlainBean.class).context().registerBeanDefinition("linking", definition));
	}

	@Test
	void shouldNotInstantiateLazyBeans() {
		try (EndpointTester tester = EndpointTester.of(LazyEndpoint.class)) {
			assertThat(tester.paths()).containsExactly("/lazy");
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> tester.context().getBean(LazyEndpoint.class))
				.withStackTraceContaining("instantiated");
		}
	}

	@Test
	void shouldNotInstantiateFactoryBeans() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(LazyFactories.class)) {
			LazyFactories.instantiated.clear();
			EndpointDiscoverer discoverer = new EndpointDiscoverer(context.getBeanFactory(), "/ws",
					new CommonSubProtocols(true, null));
			discoverer.discover();
			assertThat(discoverer.endpoints()).isEmpty();
			assertThat(LazyFactories.instantiated).isEmpty();
		}
	}

	@Test
	void shouldFindWhatAFactoryBeanDeclaresToMake() {
		try (EndpointTester tester = EndpointTester.of(PlainBeanFactory.class)) {
			tester.connect("/ws").text("a").await("plain a");
		}
	}

	@Test
	void shouldNotFindWhatIsNoCallback() {
		try (EndpointTester tester = EndpointTester.of(Unrelated.class)) {
			assertThat(tester.endpoints()).isEmpty();
		}
	}

	@Component
	static class PlainBean {

		@OnMessage
		String said(String text) {
			return "plain " + text;
		}

	}

	@WebSocketEndpoint
	static class WithoutPath {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint({ "/a/{name}", "/b/{name}" })
	static class SeveralPaths {

		@OnOpen
		String open(@PathVariable String name) {
			return name;
		}

	}

	@WebSocketEndpoint({ "${chat.path}/ws", "${missing:/fallback}" })
	static class PlaceholderPath {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("chat")
	static class WithoutSlash {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/visibility")
	static class AnyVisibility {

		private final Calls calls;

		AnyVisibility(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		private String open() {
			return "private";
		}

		@OnMessage
		String message(String text) {
			return "package " + text;
		}

		@OnClose
		protected void closed() {
			this.calls.add("protected");
		}

	}

	@WebSocketEndpoint("/both")
	static class OpenAndClose {

		private final Calls calls;

		OpenAndClose(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		@OnClose
		void called() {
			this.calls.add("called");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanMethod {

		@Bean
		PlainBean plainBean() {
			return new PlainBean();
		}

	}

	@Lazy
	@WebSocketEndpoint("/lazy")
	static class LazyEndpoint {

		LazyEndpoint() {
			throw new IllegalStateException("instantiated");
		}

		@OnOpen
		void open() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyFactories {

		private static final List<String> instantiated = new CopyOnWriteArrayList<>();

		@Bean
		@Lazy
		static ThrowingFactory<?> throwingFactory() {
			instantiated.add("throwingFactory");
			return new ThrowingFactory<>();
		}

		@Bean
		@Lazy
		static FactoryBean<?> unknownFactory() {
			instantiated.add("unknownFactory");
			return new ThrowingFactory<>();
		}

	}

	static class ThrowingFactory<T> implements FactoryBean<T> {

		@Override
		public T getObject() {
			throw new IllegalStateException("instantiated");
		}

		@Override
		public Class<?> getObjectType() {
			return PlainBean.class;
		}

	}

	static class PlainBeanFactory implements FactoryBean<PlainBean> {

		@Override
		public PlainBean getObject() {
			return new PlainBean();
		}

		@Override
		public Class<?> getObjectType() {
			return PlainBean.class;
		}

	}

	@Component
	static class Unrelated {

		@Bean
		String onMessage() {
			return "no callback";
		}

	}

}
