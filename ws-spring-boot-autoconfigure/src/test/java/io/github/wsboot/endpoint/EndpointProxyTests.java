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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for endpoint beans behind proxies and in scopes.
 */
@Promise("start-up")
class EndpointProxyTests {

	@Test
	void shouldCallThroughTransactions() {
		try (EndpointTester tester = EndpointTester.of(Transactions.class, TransactionalEndpoint.class)) {
			assertThat(AopUtils.isCglibProxy(tester.context().getBean(TransactionalEndpoint.class))).isTrue();
			tester.connect("/transactional").text("a").await("in transaction: true");
			tester.calls().await("commit");
		}
	}

	@Test
	void shouldCallThroughAspects() {
		try (EndpointTester tester = EndpointTester.of(ClassAspects.class, Shout.class, Advised.class)) {
			tester.connect("/advised").text("a").await("A!");
		}
	}

	@Test
	void shouldCallThroughAsync() {
		try (EndpointTester tester = EndpointTester.of(AsyncConfiguration.class, AsyncEndpoint.class)) {
			tester.connect("/async").text("a");
			tester.calls().await("async a");
		}
	}

	@Test
	void shouldCallThroughInterfaces() {
		try (EndpointTester tester = EndpointTester.of(InterfaceAspects.class, Shout.class, ThroughInterface.class)) {
			assertThat(AopUtils.isJdkDynamicProxy(tester.context().getBean(Api.class))).isTrue();
			tester.connect("/interface").text("a").await("A!");
		}
	}

	@Test
	void shouldKnowTheTypesOfTheClassBehindInterfaces() {
		try (EndpointTester tester = EndpointTester.of(InterfaceAspects.class, Shout.class, OfLines.class)) {
			assertThat(AopUtils.isJdkDynamicProxy(tester.context().getBean(GenericApi.class))).isTrue();
			tester.connect("/lines").text("[{\"text\":\"a\"}]").await("[LINE[TEXT=A]]!");
		}
	}

	@Test
	void whenTheInterfaceLacksTheMethodShouldFailWithTheFix() {
		InvalidEndpointException failure = EndpointTester.failureOf(InterfaceAspects.class, Shout.class,
				NotInInterface.class);
		assertThat(failure.getDescription()).isEqualTo("Method 'EndpointProxyTests.NotInInterface.said(String)' of "
				+ "WebSocket endpoint bean 'endpointProxyTests.NotInInterface' cannot be called through the bean's "
				+ "proxy.");
		assertThat(failure.getAction()).contains("proxyTargetClass").contains("declare the method in an interface");
	}

	@Test
	void whenAProxiedMethodIsPrivateShouldFailWithTheFix() {
		InvalidEndpointException failure = EndpointTester.failureOf(ClassAspects.class, Shout.class,
				PrivateMethod.class);
		assertThat(failure.getDescription()).contains("PrivateMethod.said(String)");
		assertThat(failure.getAction()).startsWith("Make it non-private");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			FinalMethod | it is final  | Make it non-final
			StaticMethod | it is static | Make it an instance method
			FinalInSuperclass | it is final | Make it non-final
			FinalAsync | it is final | Make it non-final
			FinalTransactional | it is final | Make it non-final
			""")
	void whenAProxyDoesNotOverrideTheMethodShouldFailWithTheFix(String fixture, String reason, String action)
			throws ClassNotFoundException {
		Class<?> type = Class.forName(EndpointProxyTests.class.getName() + "$" + fixture);
		InvalidEndpointException failure = EndpointTester.failureOf(ClassAspects.class, Shout.class,
				AsyncConfiguration.class, Transactions.class, type);
		assertThat(failure.getDescription()).contains("'endpointProxyTests." + fixture + "'")
			.endsWith("cannot be called through the bean's proxy: " + reason + ".");
		assertThat(failure.getAction()).startsWith(action);
	}

	@Test
	void whenTheMethodIsPackagePrivateInAnotherPackageShouldFailWithTheFix(@TempDir Path directory) throws Exception {
		try (CompiledClasses compiled = CompiledClasses.of(directory, Map.of("sample.a.Base",
				"package sample.a; import io.github.wsboot.annotation.*; public class Base { "
						+ "@OnMessage String said(String text) { return text; } }",
				"sample.b.Derived",
				"package sample.b; import io.github.wsboot.annotation.*; @WebSocketEndpoint(\"/a\") "
						+ "public class Derived extends sample.a.Base { public String other() { return \"\"; } }"))) {
			InvalidEndpointException failure = EndpointTester.failureOf((tester) -> {
				tester.context().setClassLoader(compiled.loader());
				tester.register(ClassAspects.class, Shout.class, compiled.type("sample.b.Derived"));
			});
			assertThat(failure.getDescription())
				.endsWith("cannot be called through the bean's proxy: it is package-private in another package.");
			assertThat(failure.getAction()).isEqualTo("Make it public or protected.");
		}
	}

	@Test
	void withoutAProxyFinalAndStaticMethodsShouldBeCalled() {
		try (EndpointTester tester = EndpointTester.of(FinalMethod.class, StaticMethod.class)) {
			tester.connect("/final").text("a").await("a");
			tester.connect("/static").text("a").await("a");
		}
	}

	@Test
	void whenAnAdviceCannotBeCalledShouldFailToo() {
		InvalidEndpointException failure = EndpointTester.failureOf(ClassAspects.class, Shout.class,
				PrivateAdvice.class);
		assertThat(failure.getDescription()).contains("PrivateAdvice.failed(IllegalStateException)");
	}

	@Test
	void shouldTakeANewInstanceOfAPrototypeForEachCall() {
		try (EndpointTester tester = EndpointTester.of(Prototype.class)) {
			int before = Prototype.instances.get();
			TestClient client = tester.connect("/prototype").text("a").await("a " + (before + 1));
			client.text("b").await("a " + (before + 1), "b " + (before + 2));
		}
	}

	@Test
	void shouldCallThroughScopedProxies() {
		try (EndpointTester tester = EndpointTester.of(Scopes.class, ScopedPrototype.class, ThreadScoped.class)) {
			assertThat(tester.paths()).containsExactlyInAnyOrder("/scoped-prototype", "/thread-scoped");
			tester.connect("/scoped-prototype").text("a").await("prototype a");
			tester.connect("/thread-scoped").text("a").await("thread a");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager(Calls calls) {
			return new RecordingTransactionManager(calls);
		}

	}

	@WebSocketEndpoint("/transactional")
	static class TransactionalEndpoint {

		@OnMessage
		@Transactional
		String said(String text) {
			return "in transaction: " + TransactionSynchronizationManager.isActualTransactionActive();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAspectJAutoProxy(proxyTargetClass = true)
	static class ClassAspects {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAspectJAutoProxy
	static class InterfaceAspects {

	}

	@Aspect
	static class Shout {

		@Around("execution(* said(..)) || execution(* other(..))")
		Object shout(ProceedingJoinPoint point) throws Throwable {
			return String.valueOf(point.proceed()).toUpperCase() + "!";
		}

	}

	interface GenericApi<T> {

		String said(T payload);

	}

	record Line(String text) {

	}

	abstract static class OfAnything<T> implements GenericApi<T> {

		@Override
		@OnMessage
		public String said(T payload) {
			return String.valueOf(payload);
		}

	}

	@WebSocketEndpoint("/lines")
	static class OfLines extends OfAnything<List<Line>> {

	}

	@WebSocketEndpoint("/advised")
	static class Advised {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/private")
	static class PrivateMethod {

		@OnMessage
		private String said(String text) {
			return text;
		}

		String other() {
			return "advised";
		}

	}

	@WebSocketEndpoint("/final")
	static class FinalMethod {

		private final String suffix = "";

		@OnMessage
		final String said(String text) {
			return text.concat(this.suffix);
		}

		String other() {
			return "advised";
		}

	}

	@WebSocketEndpoint("/final-in-superclass")
	static class FinalInSuperclass extends FinalMethod {

	}

	@WebSocketEndpoint("/final-async")
	static class FinalAsync {

		@OnMessage
		@Async
		final void heard(String text) {
		}

	}

	@Transactional
	@WebSocketEndpoint("/final-transactional")
	static class FinalTransactional {

		@OnMessage
		protected final void heard(String text) {
		}

	}

	@WebSocketEndpoint("/static")
	static class StaticMethod {

		@OnMessage
		static String said(String text) {
			return text;
		}

		String other() {
			return "advised";
		}

	}

	@WebSocketAdvice
	static class PrivateAdvice {

		@OnError
		private String failed(IllegalStateException ex) {
			return "failed";
		}

		String other() {
			return "advised";
		}

	}

	interface Api {

		String said(String text);

	}

	@WebSocketEndpoint("/interface")
	static class ThroughInterface implements Api {

		@Override
		@OnMessage
		public String said(String text) {
			return text;
		}

	}

	interface OtherApi {

		String other();

	}

	@WebSocketEndpoint("/not-in-interface")
	static class NotInInterface implements OtherApi {

		@OnMessage
		String said(String text) {
			return text;
		}

		@Override
		public String other() {
			return "other";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class AsyncConfiguration {

	}

	@WebSocketEndpoint("/async")
	static class AsyncEndpoint {

		private final Calls calls;

		AsyncEndpoint(Calls calls) {
			this.calls = calls;
		}

		@Async
		@OnMessage
		void said(String text) {
			this.calls.add("async " + text);
		}

	}

	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	@WebSocketEndpoint("/prototype")
	static class Prototype {

		private static final AtomicInteger instances = new AtomicInteger();

		private final int number = instances.incrementAndGet();

		@OnMessage
		String said(String text) {
			return text + " " + this.number;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scopes {

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			return configurer;
		}

	}

	@Scope(value = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
	@WebSocketEndpoint("/scoped-prototype")
	static class ScopedPrototype {

		@OnMessage
		String said(String text) {
			return "prototype " + text;
		}

	}

	@Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	@WebSocketEndpoint("/thread-scoped")
	static class ThreadScoped {

		@OnMessage
		String said(String text) {
			return "thread " + text;
		}

	}

	private static final class RecordingTransactionManager extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient Calls calls;

		RecordingTransactionManager(Calls calls) {
			this.calls = calls;
		}

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.calls.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.calls.add("rollback");
		}

	}

}
