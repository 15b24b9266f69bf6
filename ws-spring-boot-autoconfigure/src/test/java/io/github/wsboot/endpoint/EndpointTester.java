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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ConnectionMonitor;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.ConnectionTimers;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.connection.Heartbeat;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.connection.MessageObserver;
import io.github.wsboot.connection.OverflowPolicy;
import io.github.wsboot.connection.ReceiveBudget;
import io.github.wsboot.connection.SendBudget;
import io.github.wsboot.connection.SendLimits;
import io.github.wsboot.connection.Traffic;
import io.github.wsboot.connection.Workers;
import io.github.wsboot.endpoint.EndpointSettings.CallbackTimes;
import io.github.wsboot.endpoint.EndpointSettings.ClientLimits;
import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;
import io.github.wsboot.message.JacksonPayloadConverter;
import io.github.wsboot.message.JacksonTypeField;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.message.TypeField;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Runs endpoint beans in an application context, without a server: clients are
 * {@link TestClient test clients}.
 */
final class EndpointTester implements AutoCloseable {

	/** How many callbacks run at once. */
	static final int WORKERS = 4;

	private static final String SERVER_WORKERS = "serverWorkers";

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private FailurePolicy failure = FailurePolicy.CLOSE;

	private int maxTextSize = 1000;

	private ClientLimits clients = new ClientLimits(null, 100, null);

	private Duration closeCallbackTimeout = Duration.ofMinutes(1);

	private Duration warnAfter = Duration.ZERO;

	private boolean json = true;

	private @Nullable TypeField typeField;

	private Supplier<@Nullable Validator> validator = () -> DefaultValidator.INSTANCE;

	private EndpointTester() {
	}

	static EndpointTester of(Class<?>... components) {
		return create((tester) -> tester.context.register(components));
	}

	static EndpointTester create(Consumer<EndpointTester> customizer) {
		EndpointTester tester = new EndpointTester();
		try {
			customizer.accept(tester);
			tester.refresh();
			return tester;
		}
		catch (Throwable ex) {
			tester.close();
			throw ex;
		}
	}

	/**
	 * Return why an application with these components does not start.
	 */
	static InvalidEndpointException failureOf(Class<?>... components) {
		return failureOf((tester) -> tester.context.register(components));
	}

	static InvalidEndpointException failureOf(Consumer<EndpointTester> customizer) {
		Throwable failure = catchThrowable(() -> create(customizer).close());
		assertThat(failure).as("failure of the start").isNotNull();
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		assertThat(cause).isInstanceOf(InvalidEndpointException.class);
		return (InvalidEndpointException) cause;
	}

	EndpointTester register(Class<?>... components) {
		this.context.register(components);
		return this;
	}

	EndpointTester property(String name, Object value) {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test-" + name, Map.of(name, value)));
		return this;
	}

	EndpointTester logFailures() {
		this.failure = FailurePolicy.LOG;
		return this;
	}

	EndpointTester maxTextSize(int maxTextSize) {
		this.maxTextSize = maxTextSize;
		return this;
	}

	EndpointTester clients(ClientLimits clients) {
		this.clients = clients;
		return this;
	}

	EndpointTester closeCallbackTimeout(Duration timeout) {
		this.closeCallbackTimeout = timeout;
		return this;
	}

	EndpointTester warnAfter(Duration warnAfter) {
		this.warnAfter = warnAfter;
		return this;
	}

	EndpointTester withoutJson() {
		this.json = false;
		return this;
	}

	EndpointTester typeField(TypeField typeField) {
		this.typeField = typeField;
		return this;
	}

	EndpointTester withoutValidator() {
		this.validator = () -> null;
		return this;
	}

	AnnotationConfigApplicationContext context() {
		return this.context;
	}

	List<Object> events() {
		return this.events;
	}

	Calls calls() {
		return this.context.getBean(Calls.class);
	}

	List<Endpoint> endpoints() {
		return this.context.getBean(EndpointRegistry.class).endpoints();
	}

	List<String> paths() {
		return endpoints().stream().flatMap((endpoint) -> endpoint.paths().stream()).toList();
	}

	Endpoint endpoint(String path) {
		return endpoints().stream()
			.filter((endpoint) -> endpoint.paths().contains(path))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No endpoint at " + path + ", but at " + paths()));
	}

	TestClient client(String path) {
		TestClient client = new TestClient(path, endpoint(path).handler());
		client.tester(this);
		return client;
	}

	TestClient connect(String path) {
		return client(path).connect();
	}

	private void refresh() {
		this.context.registerBean(Calls.class);
		this.context.registerBean(ConnectionRegistry.class, () -> new ConnectionRegistry(1000));
		this.context.registerBean(ConnectionTimers.class);
		this.context.registerBean(Workers.class,
				() -> Workers.onPlatformThreads("test-worker-", WORKERS, this.context.getBean(ConnectionTimers.class)));
		this.context.registerBean(SERVER_WORKERS, Workers.class,
				() -> Workers.onPlatformThreads("test-server-", 4, this.context.getBean(ConnectionTimers.class)),
				(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false));
		this.context.registerBean(PayloadEncoder.class, this::encoder);
		this.context.registerBean(SendBudget.class, () -> new SendBudget(Long.MAX_VALUE));
		this.context.registerBean(ConnectionMonitor.class,
				() -> new ConnectionMonitor(new Traffic(), List::of, List::of));
		this.context.registerBean(EndpointDefinitions.class,
				() -> EndpointDefinitions.find(this.context.getBeanFactory(), "/ws"));
		this.context.registerBean(DefaultConnectionManager.class, this::connectionManager);
		this.context.registerBean(ConnectionFactory.class, this::connectionFactory);
		this.context.registerBean(EndpointRegistry.class, this::registry);
		this.context.addApplicationListener((event) -> this.events.add(event));
		this.context.refresh();
	}

	private PayloadConversion conversion() {
		JsonMapper mapper = new JsonMapper();
		List<MessageConverter> converters = new ArrayList<>();
		converters.add(this.json ? new JacksonPayloadConverter(mapper) : new SimpleMessageConverter());
		configurers().forEach((configurer) -> configurer.configureMessageConverters(converters));
		return new PayloadConversion(new CompositeMessageConverter(converters),
				(this.typeField != null || !this.json) ? this.typeField : new JacksonTypeField(mapper, "type"));
	}

	private PayloadEncoder encoder() {
		PayloadConversion conversion = conversion();
		return new PayloadEncoder(conversion.converter(), new AnnotatedTypes(conversion.typeField()), List.of());
	}

	private List<WebSocketEndpointConfigurer> configurers() {
		return this.context.getBeanProvider(WebSocketEndpointConfigurer.class).orderedStream().toList();
	}

	private DefaultConnectionManager connectionManager() {
		return new DefaultConnectionManager(this.context.getBean(ConnectionRegistry.class),
				this.context.getBean(PayloadEncoder.class), this.context.getBean(SendBudget.class),
				this.context.getBean(ConnectionMonitor.class),
				() -> this.context.getBean(EndpointDefinitions.class).paths());
	}

	private ConnectionFactory connectionFactory() {
		SendLimits limits = new SendLimits(100_000, 100, Duration.ofMinutes(1), OverflowPolicy.CLOSE);
		return new ConnectionFactory(this.context.getBean(ConnectionRegistry.class),
				(session, connection) -> ((TestClient) session.getAttributes().get(TestClient.ATTRIBUTE))
					.wire(connection),
				this.context.getBean(PayloadEncoder.class), this.context.getBean(ConnectionMonitor.class),
				new Heartbeat(HeartbeatSettings.OFF), this.context.getBean(ConnectionTimers.class),
				this.context.getBean(SERVER_WORKERS, Workers.class)::execute, this.context.getBean(SendBudget.class),
				new ReceiveBudget(Long.MAX_VALUE, 1000, this.context.getBean(SendBudget.class)),
				new ConnectionFactory.Settings(limits, Duration.ofMinutes(1)));
	}

	private EndpointRegistry registry() {
		EndpointSettings settings = new EndpointSettings("/ws", this.failure, this.maxTextSize, 1000,
				new ReceiveLimits(100, 100_000), this.clients, 2,
				new CallbackTimes(this.closeCallbackTimeout, this.warnAfter));
		ConnectionFactory connections = this.context.getBean(ConnectionFactory.class);
		CallbackConversion conversion = new CallbackConversion(conversion(), this.validator.get(),
				DefaultConversionService.getSharedInstance(), this.context.getBean(PayloadEncoder.class));
		CallbackFactory callbacks = new CallbackFactory(this.context.getBeanFactory(), conversion, configurers(),
				this.context.getBean(DefaultConnectionManager.class), connections.maxBytes());
		CallbackThreads threads = new CallbackThreads(this.context.getBean(Workers.class),
				this.context.getBean(SERVER_WORKERS, Workers.class), List.of());
		return new EndpointRegistry(this.context.getBeanFactory(), this.context.getBean(EndpointDefinitions.class),
				callbacks, conversion, new EndpointRuntime(connections, threads, this.context, settings,
						this.context.getBeanProvider(ExceptionStatus.class).orderedStream().toList(),
						this.context.getBeanProvider(MessageObserver.class).getIfAvailable()));
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Not loaded without Bean Validation.
	 */
	private static final class DefaultValidator {

		static final Validator INSTANCE = create();

		private static Validator create() {
			LocalValidatorFactoryBean factory = new LocalValidatorFactoryBean();
			factory.afterPropertiesSet();
			return factory;
		}

	}

}
