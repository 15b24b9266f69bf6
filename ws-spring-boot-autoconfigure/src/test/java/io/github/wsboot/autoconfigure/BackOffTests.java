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

import java.beans.PropertyEditorSupport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.validation.Validator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Frame;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.autoconfigure.check.InvalidEndpointFailureAnalyzer;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.connection.WireFactory;
import io.github.wsboot.endpoint.CompiledClasses;
import io.github.wsboot.endpoint.callback.CallbackConversion;
import io.github.wsboot.endpoint.callback.PayloadValidation;
import io.github.wsboot.handshake.EndpointHandshakeHandler;
import io.github.wsboot.handshake.EndpointRequestHandlerFactory;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.security.SecurityHandshakeInterceptor;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for beans of the application that replace ours, or exist beside them.
 */
@Tag("boot")
@ExtendWith(OutputCaptureExtension.class)
class BackOffTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class));

	@Test
	void shouldUseTheApplicationsConnectionManager() {
		ConnectionManager own = mock();
		this.runner.withBean("own", ConnectionManager.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(ConnectionManager.class).doesNotHaveBean(DefaultConnectionManager.class);
			assertThat(context.getBean(ConnectionManager.class)).isSameAs(own);
		});
	}

	@Test
	void whenTheApplicationHasAnotherConnectionManagerShouldNotCollide() {
		this.runner.withBean("connectionManager", Object.class, Object::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ConnectionManager.class));
	}

	@Test
	void configurersAndInterceptorsShouldBeAbleToInjectTheConnectionManager() {
		this.runner.withBean(PushingConfigurer.class)
			.withBean(PushingInterceptor.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Promise("beans")
	@Test
	void shouldUseAHandshakeHandlerThatIsMeantForEndpointsOnly() {
		HandshakeHandler own = mock();
		WebApplicationContextRunner stomp = this.runner.withBean("stomp", HandshakeHandler.class, () -> mock());
		stomp.run((context) -> assertThat(context.getBean(EndpointRequestHandlerFactory.class).handshakeHandler())
			.isInstanceOf(EndpointHandshakeHandler.class));
		stomp.withBean("own", HandshakeHandler.class, () -> own, BackOffTests::mark)
			.run((context) -> assertThat(context.getBean(EndpointRequestHandlerFactory.class).handshakeHandler())
				.isSameAs(own));
	}

	@Test
	void whenTwoHandshakeHandlersAreMeantForEndpointsShouldFail() {
		this.runner.withBean("one", HandshakeHandler.class, () -> mock(), BackOffTests::mark)
			.withBean("two", HandshakeHandler.class, () -> mock(), BackOffTests::mark)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("but found 2: one,two"));
	}

	@Test
	void upgradeStrategyOfTheApplicationShouldBeItsOwnAndOursStay() {
		this.runner.run((context) -> assertThat(context.getBean(RequestUpgradeStrategy.class))
			.isSameAs(context.getBean("webSocketUpgradeStrategy")));
		RequestUpgradeStrategy own = mock();
		this.runner.withBean("own", RequestUpgradeStrategy.class, () -> own).run((context) -> {
			assertThat(context.getBean(RequestUpgradeStrategy.class)).isSameAs(own);
			EndpointHandshakeHandler handler = (EndpointHandshakeHandler) context
				.getBean(EndpointRequestHandlerFactory.class)
				.handshakeHandler();
			assertThat(handler.getRequestUpgradeStrategy()).isSameAs(context.getBean("webSocketUpgradeStrategy"));
		});
	}

	@Test
	void ourInterceptorsShouldNotBeInTheWayOfTheApplications() {
		this.runner.withBean("interceptor", HandshakeInterceptor.class, () -> mock())
			.run((context) -> assertThat(context.getBean(HandshakeInterceptor.class))
				.isSameAs(context.getBean("interceptor")));
	}

	@Promise("beans")
	@Test
	void payloadsShouldBeConvertedByTheMapperThatIsMeantForThem() {
		JsonMapper snakes = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		assertThat(json(this.runner.withBean("others", JsonMapper.class, () -> snakes, BackOffTests::hide)))
			.isEqualTo(Frame.text("{\"firstName\":\"Ada\"}"));
		assertThat(json(this.runner.withBean("only", JsonMapper.class, () -> snakes)))
			.isEqualTo(Frame.text("{\"first_name\":\"Ada\"}"));
		assertThat(json(
				this.runner.withBean("ours", JsonMapper.class, () -> snakes, BackOffTests::mark, BackOffTests::hide)))
			.isEqualTo(Frame.text("{\"first_name\":\"Ada\"}"));
		assertThat(json(this.runner.withBean("one", JsonMapper.class)
			.withBean("two", JsonMapper.class)
			.withBean("ours", JsonMapper.class, () -> snakes, BackOffTests::mark)))
			.isEqualTo(Frame.text("{\"first_name\":\"Ada\"}"));
	}

	private static Frame json(WebApplicationContextRunner runner) {
		AtomicReference<Frame> json = new AtomicReference<>();
		runner.run((context) -> json.set(context.getBean(PayloadEncoder.class).encode(new Named("Ada"))));
		return json.get();
	}

	@Test
	void whenThereAreSeveralMappersShouldFailAndSayWhatToDo() {
		this.runner.withBean("one", JsonMapper.class).withBean("two", JsonMapper.class).run((context) -> {
			FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("WebSocket endpoints need one JsonMapper, but there are [one, two].");
			assertThat(analysis.getAction())
				.isEqualTo("Annotate one of them with @ForWebSocketEndpoints, or make one of them @Primary.");
		});
	}

	@Test
	void whenSeveralMappersAreMeantForEndpointsShouldFailAndSayWhatToDo() {
		this.runner.withBean("one", JsonMapper.class, JsonMapper::new, BackOffTests::mark)
			.withBean("two", JsonMapper.class, JsonMapper::new, BackOffTests::mark)
			.run((context) -> {
				FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.isEqualTo("WebSocket endpoints need one JsonMapper, but there are [one, two].");
				assertThat(analysis.getAction())
					.isEqualTo("Leave @ForWebSocketEndpoints on one of them, or make one of them @Primary.");
			});
	}

	@Test
	void whenSeveralMappersArePrimaryShouldFailAndNameThem() {
		this.runner.withBean("one", JsonMapper.class, JsonMapper::new, (definition) -> definition.setPrimary(true))
			.withBean("two", JsonMapper.class, JsonMapper::new, (definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(
					new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure()).getDescription())
				.startsWith("WebSocket endpoints need one JsonMapper, but Spring cannot choose: ")
				.contains("more than one 'primary' bean", "[one, two]"));
	}

	@Promise("start-up")
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/chat/{x}    | 1  | which is never reached: endpoints come first
			/chat/lobby  | 1  | which is never reached: endpoints come first
			/chat/**     | -3 | whose mapping comes first: the endpoint is never reached
			/chat/{x}    | -3 | whose mapping comes first: the endpoint is never reached
			""")
	void springHandlerOrEndpointThatIsNeverReachedShouldFail(String path, int order, String problem) {
		mapped(path, order, springHandler()).run((context) -> {
			FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("WebSocket endpoint bean 'backOffTests.Chat' at [/chat/{room}] shares its path with '" + path
						+ "' of Spring's handlers in 'theirs', " + problem + ".");
			assertThat(analysis.getAction()).isEqualTo("Give one of them a path of its own.");
		});
	}

	@Promise("start-up")
	@ParameterizedTest
	@CsvSource({ "/chat/**, 1", "/**, 1", "/chat/lobby, -3", "/chat/{name}, -2" })
	void springHandlerThatSharesPathsShouldBeWarnedOf(String path, int order, CapturedOutput output) {
		mapped(path, order, springHandler()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("shares its path with '" + path + "' of Spring's handlers in 'theirs'");
		});
	}

	@ParameterizedTest
	@CsvSource({ "/chat, 1", "/chat/{x}/{y}, 1", "/other, 1", "/other/**, -3" })
	void springHandlerAtAnotherPathShouldNotBeMinded(String path, int order, CapturedOutput output) {
		mapped(path, order, springHandler()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("shares its path");
		});
	}

	@Test
	void pathOfAHandlerThatOnlyAntPathMatcherKnowsShouldNotBeMinded(CapturedOutput output) {
		SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
		mapping.setPatternParser(null);
		mapping.setUrlMap(Map.of("/chat/**/end", springHandler()));
		this.runner.withUserConfiguration(Chat.class)
			.withBean("theirs", SimpleUrlHandlerMapping.class, () -> mapping)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain("shares its path");
			});
	}

	@Test
	void sockJsWhoseWebSocketsAnEndpointTakesShouldBeWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(Everything.class, SockJsBelow.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("shares its path with '/below/**'")
				.contains("the endpoint gets all handshakes at paths that both match");
		});
	}

	@Test
	void controllersAndSockJsBelowAnEndpointShouldNotBeMinded(CapturedOutput output) {
		mapped("/chat/lobby/**", 1, new SockJsHttpRequestHandler(mock(), mock())).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("shares its path");
		});
		mapped("/chat/lobby", 1, (HttpRequestHandler) (request, response) -> {
		}).run((context) -> assertThat(context).hasNotFailed());
	}

	private static HttpRequestHandler springHandler() {
		HandshakeHandler handshakes = mock();
		return new WebSocketHttpRequestHandler(mock(), handshakes);
	}

	private WebApplicationContextRunner mapped(String path, int order, HttpRequestHandler handler) {
		return this.runner.withUserConfiguration(Chat.class)
			.withBean("theirs", SimpleUrlHandlerMapping.class,
					() -> new SimpleUrlHandlerMapping(Map.of(path, handler), order));
	}

	@Promise("start-up")
	@ParameterizedTest
	@ValueSource(classes = { HandlerAtEndpoint.class, StompAtEndpoint.class })
	void registeredHandlerThatIsNeverReachedShouldFail(Class<?> configuration) {
		this.runner.withUserConfiguration(Chat.class, configuration)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("shares its path with '/chat/lobby'")
				.hasMessageContaining("which is never reached"));
	}

	@Test
	void classThatIsDeclaredTwiceShouldFailWithBothBeans() {
		this.runner.withBean("scanned", Chat.class)
			.withBean("declared", Chat.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'scanned' and 'declared', both of the class '" + Chat.class.getName() + "'")
				.hasMessageContaining("Declare the bean once"));
	}

	@Promise("start-up")
	@Test
	void callbacksOfAClassThatIsNoBeanShouldBeWarnedOf(@TempDir Path directory, CapturedOutput output)
			throws Exception {
		String imports = "package sample.stray; import io.github.wsboot.annotation.*; "
				+ "import org.springframework.context.annotation.*; ";
		try (CompiledClasses compiled = CompiledClasses.of(directory, Map.of("sample.stray.Forgotten",
				imports + "class Forgotten { @OnMessage void said(String text) { } }", "sample.stray.Unscanned",
				imports + "@WebSocketEndpoint class Unscanned { }", "sample.stray.Nested",
				imports + "class Nested { static class Advice { @OnError void f(Error ex) { } } }", "sample.stray.Off",
				imports + "@Profile(\"off\") class Off { @OnOpen void open() { } "
						+ "static class Inner { @OnOpen void open() { } } }",
				"sample.stray.Abstract", imports + "abstract class Abstract { @OnOpen void open() { } }",
				"sample.stray.Api", imports + "interface Api { @OnOpen void open(); }", "sample.stray.Base",
				imports + "class Base { @OnOpen void open() { } }", "sample.stray.Bean",
				imports + "public class Bean extends Base { }", "sample.stray.Other",
				imports + "class Other { void open() { } }", "sample.stray.Factory",
				imports + "class Factory { @Profile(\"off\") @org.springframework.context.annotation.Bean "
						+ "Declared declared() { return new Declared(); } "
						+ "static class Declared { @OnOpen void open() { } } }"))) {
			this.runner.withClassLoader(compiled.loader())
				.withInitializer((context) -> AutoConfigurationPackages
					.register((BeanDefinitionRegistry) context.getBeanFactory(), "sample.stray"))
				.withUserConfiguration(compiled.type("sample.stray.Bean"))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(output).containsOnlyOnce("Callbacks that are never called, since their classes are not "
							+ "beans: [sample.stray.Forgotten, sample.stray.Nested$Advice, sample.stray.Unscanned]");
				});
		}
	}

	@Test
	void callbacksOfAClassThatAConditionKeepsAwayShouldNotBeWarnedOf(@TempDir Path directory, CapturedOutput output)
			throws Exception {
		String imports = "package sample.kept; import io.github.wsboot.annotation.*; "
				+ "import org.springframework.context.annotation.*; ";
		try (CompiledClasses compiled = CompiledClasses.of(directory,
				Map.of("sample.kept.Talk", imports + "interface Talk { }", "sample.kept.Imported",
						imports + "class Imported { @OnOpen void open() { } }", "sample.kept.Implementing",
						imports + "class Implementing implements Talk { @OnOpen void open() { } }",
						"sample.kept.Extending",
						imports + "class Extending extends Factory { @OnOpen void open() { } }", "sample.kept.Factory",
						imports + "@Profile(\"off\") @Import({ Imported.class }) class Factory { "
								+ "@Bean Talk talk() { return new Implementing(); } "
								+ "@Bean Factory factory() { return new Extending(); } "
								+ "@Bean Object any() { return new Forgotten(); } }",
						"sample.kept.Forgotten", imports + "class Forgotten { @OnOpen void open() { } }"))) {
			this.runner.withClassLoader(compiled.loader())
				.withInitializer((context) -> AutoConfigurationPackages
					.register((BeanDefinitionRegistry) context.getBeanFactory(), "sample.kept"))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(output).containsOnlyOnce("since their classes are not beans: [sample.kept.Forgotten]");
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "test-classes", "test" })
	void callbacksOfTestsShouldNotBeWarnedOf(String name, @TempDir Path directory, CapturedOutput output)
			throws Exception {
		Path tests = Files.createDirectory(directory.resolve(name));
		try (CompiledClasses compiled = CompiledClasses.of(tests, Map.of("sample.stray.Fixture",
				"package sample.stray; class Fixture { @io.github.wsboot.annotation.OnOpen void open() { } }"))) {
			this.runner.withClassLoader(compiled.loader())
				.withInitializer((context) -> AutoConfigurationPackages
					.register((BeanDefinitionRegistry) context.getBeanFactory(), "sample.stray"))
				.run((context) -> assertThat(output).doesNotContain("Callbacks that are never called"));
		}
	}

	@Promise("beans")
	@Test
	void payloadsShouldBeValidatedByTheValidatorThatIsMeantForThem() {
		SpringValidatorAdapter ours = new SpringValidatorAdapter(mock(Validator.class));
		SpringValidatorAdapter only = new SpringValidatorAdapter(mock(Validator.class));
		this.runner.withBean("others", Validator.class, () -> mock(), BackOffTests::hide)
			.run((context) -> assertThat(context.getBean(PayloadValidation.class).validator()).isNull());
		this.runner.withBean("only", Validator.class, () -> only)
			.run((context) -> assertThat(context.getBean(PayloadValidation.class).validator()).isSameAs(only));
		this.runner.withBean("only", Validator.class, () -> only)
			.withBean("ours", Validator.class, () -> ours, BackOffTests::mark, BackOffTests::hide)
			.run((context) -> assertThat(context.getBean(PayloadValidation.class).validator()).isSameAs(ours));
	}

	@Promise("conversion")
	@Test
	void valuesShouldBeConvertedByWhatControllersHave() {
		WebApplicationContextRunner application = this.runner.withBean("conversionService",
				DefaultConversionService.class, () -> conversion("others "));
		assertThat(value(application)).isEqualTo(new Named("others Ada"));
		WebApplicationContextRunner mvc = application.withConfiguration(
				AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class));
		assertThat(value(mvc)).isEqualTo(new Named("Ada"));
		assertThat(value(mvc.withBean(NamedConverter.class, () -> new NamedConverter("own "))))
			.isEqualTo(new Named("own Ada"));
	}

	@Test
	void valuesShouldBeConvertedByPropertyEditorsOfControllers() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
			.run((context) -> {
				ConversionService values = context.getBean(CallbackConversion.class).values();
				assertThat(values.convert("7", Integer.class)).isEqualTo(7);
				assertThatExceptionOfType(TypeMismatchException.class)
					.isThrownBy(() -> values.convert("seven", Integer.class));
				RequestMappingHandlerAdapter controllers = context.getBean(RequestMappingHandlerAdapter.class);
				((ConfigurableWebBindingInitializer) controllers.getWebBindingInitializer()).setPropertyEditorRegistrar(
						(registry) -> registry.registerCustomEditor(Integer.class, new PropertyEditorSupport() {

							@Override
							public void setAsText(String text) {
								setValue(-Integer.parseInt(text));
							}

						}));
				assertThat(values.convert("7", Integer.class)).isEqualTo(-7);
			});
	}

	private static DefaultConversionService conversion(String prefix) {
		DefaultConversionService conversion = new DefaultConversionService();
		conversion.addConverter(new NamedConverter(prefix));
		return conversion;
	}

	private static Object value(WebApplicationContextRunner runner) {
		AtomicReference<Object> value = new AtomicReference<>();
		runner.run(
				(context) -> value.set(context.getBean(CallbackConversion.class).values().convert("Ada", Named.class)));
		return value.get();
	}

	@Test
	void beanOfAnInternalTypeShouldNotReplaceOurs() {
		this.runner.withBean("own", WireFactory.class, () -> mock())
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	@Promise("beans")
	@Test
	void beansThatAreLeftAloneShouldBeNamed(CapturedOutput output) {
		// Other tests of the same JVM have started applications with levels of their own
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.wsboot.autoconfigure", LogLevel.INFO);
		this.runner.withBean("stompToken", HandshakeInterceptor.class, () -> mock())
			.withBean("stompSessions", WebSocketHandlerDecoratorFactory.class, () -> mock())
			.withBean("stompTexts", StringMessageConverter.class)
			.withBean("brokerMessageConverter", CompositeMessageConverter.class,
					() -> new CompositeMessageConverter(List.of(new StringMessageConverter())))
			.run((context) -> assertThat(output)
				.contains("WebSocket endpoints do not use these beans of type HandshakeInterceptor, since they are not "
						+ "annotated with @ForWebSocketEndpoints: [stompToken]")
				.contains("[stompSessions]")
				.contains("[stompTexts]")
				.doesNotContain("beans of type HandshakeHandler")
				.containsOnlyOnce("so their checks never run"));
	}

	@Test
	void beansThatAreLeftAloneShouldBeNamedWithLazyInitialization(CapturedOutput output) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean("stompToken", HandshakeInterceptor.class, () -> mock())
			.run((context) -> assertThat(output).contains("[stompToken]").contains("so their checks never run"));
	}

	@Test
	void interceptorThatOthersUseShouldNotBeWarnedOf(CapturedOutput output) {
		this.runner.withBean("stompToken", HandshakeInterceptor.class, () -> mock())
			.withBean("handlers", WebSocketConfigurer.class, () -> mock())
			.run((context) -> assertThat(output).doesNotContain("so their checks never run"));
	}

	@Test
	void shouldAskFiltersAndInterceptorsInTheirOrder() {
		this.runner.withBean(Second.class)
			.withBean(First.class)
			.withBean("interceptor", HandshakeInterceptor.class, () -> mock(), BackOffTests::mark)
			.run((context) -> {
				EndpointRequestHandlerFactory handshakes = context.getBean(EndpointRequestHandlerFactory.class);
				assertThat(handshakes).extracting("filters", InstanceOfAssertFactories.list(ConnectionFilter.class))
					.containsExactly(context.getBean(First.class), context.getBean(Second.class));
				assertThat(handshakes)
					.extracting("interceptors", InstanceOfAssertFactories.list(HandshakeInterceptor.class))
					.hasSameElementsAs(context.getBeansOfType(HandshakeInterceptor.class).values())
					.filteredOn((interceptor) -> !(interceptor instanceof SecurityHandshakeInterceptor))
					.containsExactly(context.getBean("interceptor", HandshakeInterceptor.class));
				assertThat(context.getBean(PayloadEncoder.class).encode("x")).isEqualTo(Frame.text("first, second"));
			});
	}

	/**
	 * Mark a bean as one for endpoints.
	 */
	static void mark(BeanDefinition definition) {
		((AbstractBeanDefinition) definition).addQualifier(new AutowireCandidateQualifier(ForWebSocketEndpoints.class));
	}

	private static void hide(BeanDefinition definition) {
		((AbstractBeanDefinition) definition).setDefaultCandidate(false);
	}

	@WebSocketEndpoint("/chat/{room}")
	static class Chat {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/{*rest}")
	static class Everything {

		@OnOpen
		void open() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class HandlerAtEndpoint implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/chat/lobby");
			registry.addHandler(new TextWebSocketHandler(), "/chat").withSockJS();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class SockJsBelow implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/below").withSockJS();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class StompAtEndpoint implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/chat/lobby");
		}

	}

	public record Named(String firstName) {

	}

	record NamedConverter(String prefix) implements Converter<String, Named> {

		@Override
		public Named convert(String source) {
			return new Named(this.prefix + source);
		}

	}

	@Order(1)
	static class First implements ConnectionFilter, OutboundInterceptor {

		@Override
		public boolean accept(HandshakeContext context) {
			return true;
		}

		@Override
		public Frame intercept(Frame frame) {
			return Frame.text("first");
		}

	}

	@Order(2)
	static class Second implements ConnectionFilter, OutboundInterceptor {

		@Override
		public boolean accept(HandshakeContext context) {
			return true;
		}

		@Override
		public Frame intercept(Frame frame) {
			return frame.equals(Frame.text("first")) ? Frame.text("first, second") : frame;
		}

	}

	record PushingConfigurer(ConnectionManager connections) implements WebSocketEndpointConfigurer {

	}

	record PushingInterceptor(ConnectionManager connections) implements OutboundInterceptor {

		@Override
		public Frame intercept(Frame frame) {
			return frame;
		}

	}

}
