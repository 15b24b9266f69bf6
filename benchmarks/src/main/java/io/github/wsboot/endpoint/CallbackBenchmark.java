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

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ReflectionUtils;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.CallbackConversion;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.callback.CallbackHeaders;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.CommonSubProtocols;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.SubProtocols;
import io.github.wsboot.message.JacksonPayloadConverter;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;

/**
 * Measures the cost of calling an {@code @OnMessage} method with its arguments, compared
 * with a plain call of the method.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallbackBenchmark {

	private static final String BEAN_NAME = "callbacks";

	private static final EndpointDefinition DEFINITION = new EndpointDefinition(BEAN_NAME, Callbacks.class,
			List.of("/callbacks"), new SubProtocols(List.of(), false, new CommonSubProtocols(false, null)), false,
			Map.of());

	private static final String TEXT = "{\"from\":\"Ada\",\"text\":\"hello\"}";

	private final Callbacks bean = new Callbacks();

	private final CallbackHeaders headers;

	private final Callback text;

	private final Callback textOfConnection;

	private final Callback json;

	public CallbackBenchmark() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton(BEAN_NAME, this.bean);
		MessageConverter converter = new JacksonPayloadConverter(new JsonMapper());
		PayloadEncoder encoder = new PayloadEncoder(converter, (payload, declared) -> payload, List.of());
		CallbackConversion conversion = new CallbackConversion(new PayloadConversion(converter, null), null,
				DefaultConversionService.getSharedInstance(), encoder);
		CallbackFactory factory = new CallbackFactory(beanFactory, conversion, List.of(),
				unused(ConnectionManager.class), 1_000_000);
		this.headers = CallbackHeaders.of(unused(Connection.class));
		this.text = create(factory, "text");
		this.textOfConnection = create(factory, "textOfConnection");
		this.json = create(factory, "json");
	}

	private static Callback create(CallbackFactory factory, String name) {
		for (Method method : ReflectionUtils.getDeclaredMethods(Callbacks.class)) {
			if (method.getName().equals(name)) {
				return factory.create(DEFINITION, method, CallbackKind.MESSAGE, Set.of());
			}
		}
		throw new IllegalStateException("There is no method " + name);
	}

	/**
	 * Return a mock that is passed around and never called.
	 */
	private static <T> T unused(Class<T> type) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> (method.getReturnType() == Map.class) ? Map.of() : null));
	}

	@Benchmark
	public Object direct() {
		return this.bean.text(TEXT);
	}

	@Benchmark
	public @Nullable Object text() throws Exception {
		return this.text.invoke(new GenericMessage<>(TEXT, this.headers));
	}

	@Benchmark
	public @Nullable Object textOfConnection() throws Exception {
		return this.textOfConnection.invoke(new GenericMessage<>(TEXT, this.headers));
	}

	@Benchmark
	public @Nullable Object json() throws Exception {
		return this.json.invoke(new GenericMessage<>(TEXT, this.headers));
	}

	/**
	 * Endpoint whose callbacks are called.
	 */
	static class Callbacks {

		@OnMessage
		String text(String text) {
			return text;
		}

		@OnMessage
		String textOfConnection(Connection connection, String text) {
			return text;
		}

		@OnMessage
		Line json(Line line) {
			return line;
		}

	}

	/**
	 * Payload that is read from JSON.
	 *
	 * @param from the name of the author
	 * @param text the text
	 */
	record Line(String from, String text) {

	}

}
