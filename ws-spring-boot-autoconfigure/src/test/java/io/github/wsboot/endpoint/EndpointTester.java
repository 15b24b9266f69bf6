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
import org.springframework.context.PayloadApplicationEvent;
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

import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.ask.TestAsks;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ConnectionMaintenance;
import io.github.wsboot.connection.ConnectionMaintenance.CallbackChecks;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.connection.HeartbeatSchedules;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.endpoint.callback.AnnotatedTypes;
import io.github.wsboot.endpoint.callback.CallbackConversion;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.CommonSubProtocols;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.ExceptionStatuses;
import io.github.wsboot.endpoint.invocation.FailurePolicy;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.endpoint.invocation.SlowCallbackDetector;
import io.github.wsboot.endpoint.invocation.UnhandledFailures;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;
import io.github.wsboot.endpoint.session.EndpointSettings;
import io.github.wsboot.endpoint.session.EndpointSettings.CallbackTimes;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;
import io.github.wsboot.endpoint.session.EndpointSettings.MessageSizes;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.JacksonPayloadConverter;
import io.github.wsboot.message.JacksonProtocol;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.node.SingleNode;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Runs endpoint beans in an application context, without a server: clients are
 * {@link TestClient test clients}.
 *
 * @since 0.1.0
 */
public final class EndpointTester implements AutoCloseable {

	/** How many callbacks run at once. */
	public static final int WORKERS = 4;

	private static final String SERVER_WORKERS = "serverWorkers";

	private static final SendLimits LIMITS = new SendLimits(100_000, 100, Duration.ofMinutes(1), OverflowPolicy.CLOSE);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private FailurePolicy failure = FailurePolicy.CLOSE;

	private int maxTextSize = 1000;

	private ClientLimits clients = new ClientLimits(null, 100, null);

	private Duration closeCallbackTimeout = Duration.ofMinutes(1);

	private Duration warnAfter = Duration.ZERO;

	private boolean json = true;

	private @Nullable JsonProtocol protocol;

	private Supplier<@Nullable Validator> validator = () -> DefaultValidator.INSTANCE;

	private EndpointTester() {
	}

	public static EndpointTester of(Class<?>... components) {
		return create((tester) -> tester.context.register(components));
	}

	public static EndpointTester create(Consumer<EndpointTester> customizer) {
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
	public static InvalidEndpointException failureOf(Class<?>... components) {
		return failureOf((tester) -> tester.context.register(components));
	}

	public static InvalidEndpointException failureOf(Consumer<EndpointTester> customizer) {
		Throwable failure = catchThrowable(() -> create(customizer).close());
		assertThat(failure).as("failure of the start").isNotNull();
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		assertThat(cause).isInstanceOf(InvalidEndpointException.class);
		return (InvalidEndpointException) cause;
	}

	public EndpointTester register(Class<?>... components) {
		this.context.register(components);
		return this;
	}

	public EndpointTester property(String name, Object value) {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test-" + name, Map.of(name, value)));
		return this;
	}

	public EndpointTester logFailures() {
		this.failure = FailurePolicy.LOG;
		return this;
	}

	public EndpointTester maxTextSize(int maxTextSize) {
		this.maxTextSize = maxTextSize;
		return this;
	}

	public EndpointTester clients(ClientLimits clients) {
		this.clients = clients;
		return this;
	}

	public EndpointTester closeCallbackTimeout(Duration timeout) {
		this.closeCallbackTimeout = timeout;
		return this;
	}

	EndpointTester warnAfter(Duration warnAfter) {
		this.warnAfter = warnAfter;
		return this;
	}

	public EndpointTester withoutJson() {
		this.json = false;
		return this;
	}

	public EndpointTester protocol(JsonProtocol protocol) {
		this.protocol = protocol;
		return this;
	}

	public EndpointTester withoutValidator() {
		this.validator = () -> null;
		return this;
	}

	public AnnotationConfigApplicationContext context() {
		return this.context;
	}

	public List<Object> events() {
		return this.events;
	}

	public Calls calls() {
		return this.context.getBean(Calls.class);
	}

	public List<Endpoint> endpoints() {
		return this.context.getBean(EndpointRegistry.class).endpoints();
	}

	public List<String> paths() {
		return endpoints().stream().flatMap((endpoint) -> endpoint.paths().stream()).toList();
	}

	public Endpoint endpoint(String path) {
		return endpoints().stream()
			.filter((endpoint) -> endpoint.paths().contains(path))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No endpoint at " + path + ", but at " + paths()));
	}

	public TestClient client(String path) {
		TestClient client = new TestClient(path, endpoint(path).handler());
		client.tester(this);
		return client;
	}

	public TestClient connect(String path) {
		return client(path).connect();
	}

	private void refresh() {
		this.context.registerBean(Calls.class);
		this.context.registerBean(ConnectionRegistry.class, () -> new ConnectionRegistry(1000));
		this.context.registerBean(TimerService.class);
		this.context.registerBean(CallbackExecutor.class, () -> CallbackExecutor.onPlatformThreads("test-worker-",
				WORKERS, this.context.getBean(TimerService.class)));
		this.context.registerBean(SERVER_WORKERS, CallbackExecutor.class,
				() -> CallbackExecutor.onPlatformThreads("test-server-", 4, this.context.getBean(TimerService.class)),
				(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false));
		this.context.registerBean(PayloadEncoder.class, this::encoder);
		this.context.registerBean(SendMemoryBudget.class, () -> new SendMemoryBudget(Long.MAX_VALUE));
		this.context.registerBean(ReceiveMemoryBudget.class,
				() -> new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, this.context.getBean(SendMemoryBudget.class)));
		this.context.registerBean(HeartbeatSchedules.class, () -> new HeartbeatSchedules(HeartbeatSettings.OFF));
		this.context.registerBean(ConnectionMonitor.class,
				() -> new ConnectionMonitor(new Traffic(), List::of, List::of));
		this.context.registerBean(EndpointDefinitions.class, () -> EndpointDefinitions
			.find(this.context.getBeanFactory(), "/ws", new CommonSubProtocols(true, null)));
		this.context.registerBean(Asks.class, () -> TestAsks.create(this.context.getBean(PayloadEncoder.class)));
		this.context.registerBean(DefaultConnectionManager.class, this::connectionManager);
		this.context.registerBean(ConnectionFactory.class, this::connectionFactory);
		this.context.registerBean(SlowCallbackDetector.class, () -> new SlowCallbackDetector(this.warnAfter));
		this.context.registerBean(ConnectionMaintenance.class, this::maintenance);
		this.context.registerBean(EndpointRegistry.class, this::registry);
		this.context.addApplicationListener((event) -> this.events.add(event));
		this.context.refresh();
	}

	private PayloadConversion conversion() {
		JsonMapper mapper = new JsonMapper();
		List<MessageConverter> converters = new ArrayList<>();
		converters.add(this.json ? new JacksonPayloadConverter(mapper) : new SimpleMessageConverter());
		configurers().forEach((configurer) -> configurer.configureMessageConverters(converters));
		return new PayloadConversion(new CompositeMessageConverter(converters), (this.protocol != null || !this.json)
				? this.protocol : new JacksonProtocol(mapper, new JsonProtocol.Fields("type", "ask", "re")));
	}

	private PayloadEncoder encoder() {
		PayloadConversion conversion = conversion();
		return new PayloadEncoder(conversion.converter(), new AnnotatedTypes(conversion.json(), true), List.of());
	}

	private List<WebSocketEndpointConfigurer> configurers() {
		return this.context.getBeanProvider(WebSocketEndpointConfigurer.class).orderedStream().toList();
	}

	private DefaultConnectionManager connectionManager() {
		return new DefaultConnectionManager(this.context.getBean(ConnectionRegistry.class),
				this.context.getBean(Asks.class), this.context.getBean(SendMemoryBudget.class),
				this.context.getBean(ConnectionMonitor.class),
				() -> this.context.getBean(EndpointDefinitions.class).paths(),
				new SingleNode(() -> "test", () -> 0, () -> false));
	}

	private ConnectionFactory connectionFactory() {
		return new ConnectionFactory(this.context.getBean(ConnectionRegistry.class),
				(session) -> ((TestClient) session.getAttributes().get(TestClient.ATTRIBUTE)).wire(),
				this.context.getBean(Asks.class), this.context.getBean(ConnectionMonitor.class),
				this.context.getBean(HeartbeatSchedules.class), this.context.getBean(TimerService.class),
				new ConnectionFactory.QueueResources(LIMITS, this.context.getBean(SendMemoryBudget.class),
						serverWorkers()::execute),
				Duration.ofMinutes(1));
	}

	private CallbackExecutor serverWorkers() {
		return this.context.getBean(SERVER_WORKERS, CallbackExecutor.class);
	}

	private ConnectionMaintenance maintenance() {
		SlowCallbackDetector detector = this.context.getBean(SlowCallbackDetector.class);
		return new ConnectionMaintenance(this.context.getBean(ConnectionRegistry.class),
				this.context.getBean(HeartbeatSchedules.class), this.context.getBean(TimerService.class),
				this.context.getBean(SendMemoryBudget.class), LIMITS.maxDelay(),
				new CallbackChecks(detector.checkInterval(), detector::report, serverWorkers()::execute));
	}

	private EndpointRegistry registry() {
		EndpointSettings settings = new EndpointSettings("/ws", new ReservedTypes("type"), this.failure,
				new MessageSizes(this.maxTextSize, 1000, "ws"), new ReceiveLimits(100, 100_000), this.clients, 2,
				new CallbackTimes(this.closeCallbackTimeout, this.warnAfter));
		CallbackConversion conversion = new CallbackConversion(conversion(), this.validator.get(),
				DefaultConversionService.getSharedInstance(), this.context.getBean(PayloadEncoder.class));
		CallbackFactory callbacks = new CallbackFactory(this.context.getBeanFactory(), conversion, configurers(),
				this.context.getBean(DefaultConnectionManager.class), LIMITS.maxBytes());
		ExceptionStatuses statuses = new ExceptionStatuses(
				this.context.getBeanProvider(ExceptionStatus.class).orderedStream().toList());
		EndpointHandlerFactory handlers = handlers(settings, new UnhandledFailures(this.failure, statuses));
		return new EndpointRegistry(this.context.getBeanFactory(), this.context.getBean(EndpointDefinitions.class),
				new EndpointFactory(this.context.getBeanFactory(), callbacks, conversion.payloads(),
						new EndpointProtocols(this.context.getDefaultListableBeanFactory(), conversion.payloads()),
						handlers, statuses),
				this.context.getBean(ConnectionMonitor.class).traffic());
	}

	private EndpointHandlerFactory handlers(EndpointSettings settings, UnhandledFailures failures) {
		CallbackThreads threads = new CallbackThreads(this.context.getBean(CallbackExecutor.class), serverWorkers(),
				this.context.getBean(TimerService.class), List.of());
		CallbackInvoker invoker = new CallbackInvoker(failures, this.context.getBean(SlowCallbackDetector.class));
		MessageInvoker messages = new MessageInvoker(invoker,
				this.context.getBeanProvider(MessageObserver.class).getIfAvailable());
		return new EndpointHandlerFactory(this.context.getBean(ConnectionFactory.class), threads, this.context,
				settings, invoker, messages, this.context.getBean(ReceiveMemoryBudget.class));
	}

	/**
	 * Return whether an event says that a connection has ended.
	 */
	public static boolean isClosed(Object event) {
		return event instanceof PayloadApplicationEvent<?> payload
				&& payload.getPayload() instanceof ConnectionClosedEvent;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Not loaded if Bean Validation is missing.
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
