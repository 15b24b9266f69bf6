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

package io.github.wsboot.autoconfigure.client;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.autoconfigure.check.PropertyNameCheck;
import io.github.wsboot.client.bean.AnnotatedClientFactory;
import io.github.wsboot.client.bean.AnnotatedClients;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for outgoing connections, with or
 * without a web server. An application that uses none gets no thread for them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		after = { WebSocketServerAutoConfiguration.class, WebSocketConnectionManagerAutoConfiguration.class },
		afterName = "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")
@ConditionalOnClass(WebSocketHandler.class)
@ConditionalOnBean(value = CallbackFactory.class, search = SearchStrategy.CURRENT)
@EnableConfigurationProperties(WebSocketClientProperties.class)
public final class WebSocketClientAutoConfiguration {

	/**
	 * Creates annotated clients and checks at start-up, with lazy initialization, too.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	static LazyInitializationExcludeFilter eagerWebSocketClients() {
		return LazyInitializationExcludeFilter.forBeanTypes(ClientStartup.class, PropertyNameCheck.class);
	}

	@Bean
	PropertyNameCheck webSocketClientPropertyNameCheck(Environment environment) {
		return new PropertyNameCheck(environment, ClientPropertySource.PREFIX, WebSocketClientProperties.class);
	}

	@Bean
	ClientStartup webSocketClientStartup(ApplicationContext context, ClientDefinitions definitions,
			WebSocketClientProperties properties, Environment environment, ObjectProvider<AnnotatedClients> clients) {
		return new ClientStartup(context, definitions, new ClientPropertySource(properties, environment),
				clients::getObject);
	}

	@Bean
	ClientDefinitions webSocketClientDefinitions(ConfigurableListableBeanFactory beanFactory,
			WebSocketClientProperties properties, Environment environment) {
		return ClientDefinitions.find(beanFactory, new ClientPropertySource(properties, environment).urls());
	}

	@Bean
	@Lazy
	AnnotatedClients webSocketAnnotatedClients(ConfigurableListableBeanFactory beanFactory,
			ClientDefinitions definitions, EndpointDefinitions endpoints, CallbackFactory callbacks,
			PayloadConversion conversion, ClientRuntime runtime) {
		List<EndpointDefinition> advice = endpoints.advice();
		return new AnnotatedClients(beanFactory, definitions, advice,
				new AnnotatedClientFactory(beanFactory, callbacks, conversion), runtime);
	}

	@Bean
	@Lazy
	ClientRuntime webSocketClientRuntime(WebSocketClientProperties properties, Environment environment,
			ObjectProvider<SslBundles> bundles, ClientRuntimeServices services) {
		return new ClientRuntime(new ClientPropertySource(properties, environment), new ClientTls(bundles), services);
	}

	@Bean
	@Lazy
	ClientRuntimeServices webSocketClientServices(WebSocketServerProperties properties, TimerService timers,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server, CallbackThreads threads,
			CallbackInvoker invoker, PayloadEncoder encoder, SendMemoryBudget sendBudget,
			ReceiveMemoryBudget receiveBudget) {
		return new ClientRuntimeServices(properties, timers, server, threads, invoker, encoder, sendBudget,
				receiveBudget);
	}

}
