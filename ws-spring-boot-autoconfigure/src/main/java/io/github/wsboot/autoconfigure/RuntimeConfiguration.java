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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.endpoint.EndpointProtocols;
import io.github.wsboot.endpoint.callback.CallbackConversion;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.callback.PayloadValidation;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.ExceptionStatuses;
import io.github.wsboot.endpoint.invocation.SlowCallbackDetector;
import io.github.wsboot.endpoint.invocation.UnhandledFailures;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * Configuration of the threads, event loops and timers of endpoints and clients, and of
 * the calls of their callbacks. Nothing is created before it is needed.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class RuntimeConfiguration {

	private final WebSocketSettings settings;

	RuntimeConfiguration(WebSocketSettings settings) {
		this.settings = settings;
	}

	@Bean
	TimerService webSocketTimers() {
		return new TimerService();
	}

	@Bean
	CallbackExecutor webSocketWorkers(Environment environment, TimerService timers) {
		return workers(this.settings, environment, "ws-worker-", timers);
	}

	/**
	 * Threads for tasks of the server that may block, apart from the workers, so that
	 * these tasks do not wait for callbacks.
	 */
	@Bean(defaultCandidate = false)
	CallbackExecutor webSocketServerWorkers(Environment environment, TimerService timers) {
		return workers(this.settings, environment, "ws-server-", timers);
	}

	/**
	 * Threads for what depends on answers of clients. A dependent of the application may
	 * block for as long as it likes, which must not hold up tasks of the server.
	 */
	@Bean(defaultCandidate = false)
	CallbackExecutor webSocketAskWorkers(Environment environment, TimerService timers) {
		return workers(this.settings, environment, "ws-ask-", timers);
	}

	@Bean
	EventLoops webSocketEventLoops(ReceiveMemoryBudget receiveBudget) {
		EventLoops loops = new EventLoops(this.settings.eventLoops());
		receiveBudget.setRelief(loops::relieve);
		return loops;
	}

	@Bean
	ReceiveMemoryBudget webSocketReceiveMemoryBudget(SendMemoryBudget replies) {
		return this.settings.receiveBudget(replies);
	}

	@Bean
	CallbackConversion webSocketCallbackConversion(PayloadConversion conversion, PayloadEncoder encoder,
			ConfigurableListableBeanFactory beanFactory, PayloadValidation validation) {
		return new CallbackConversion(conversion, validation.validator(), new ParameterConversion(beanFactory),
				encoder);
	}

	@Bean
	EndpointProtocols webSocketEndpointProtocols(DefaultListableBeanFactory beanFactory, PayloadConversion conversion) {
		return new EndpointProtocols(beanFactory, conversion);
	}

	@Bean
	CallbackFactory webSocketCallbackFactory(ConfigurableListableBeanFactory beanFactory, CallbackConversion conversion,
			ObjectProvider<WebSocketEndpointConfigurer> configurers, ConnectionManager manager) {
		return new CallbackFactory(beanFactory, conversion, configurers.orderedStream().toList(), manager,
				this.settings.send().maxBytes());
	}

	@Bean
	CallbackThreads webSocketCallbackThreads(CallbackExecutor workers,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server, TimerService timers,
			ObjectProvider<CallbackContext> contexts) {
		return new CallbackThreads(workers, server, timers, contexts.orderedStream().toList());
	}

	@Bean
	ExceptionStatuses webSocketExceptionStatuses(ObjectProvider<ExceptionStatus> statuses) {
		return new ExceptionStatuses(statuses.orderedStream().toList());
	}

	@Bean
	UnhandledFailures webSocketUnhandledFailures(ExceptionStatuses statuses) {
		return new UnhandledFailures(this.settings.endpoints().failure(), statuses);
	}

	@Bean
	CallbackInvoker webSocketCallbackInvoker(UnhandledFailures failures) {
		return new CallbackInvoker(failures, new SlowCallbackDetector(this.settings.endpoints().times().warnAfter()));
	}

	/**
	 * Create threads for tasks that may block.
	 */
	static CallbackExecutor workers(WebSocketSettings settings, Environment environment, String namePrefix,
			TimerService timers) {
		return Threading.VIRTUAL.isActive(environment) ? CallbackExecutor.onVirtualThreads(namePrefix, timers)
				: CallbackExecutor.onPlatformThreads(namePrefix, settings.maxThreads(), timers);
	}

}
