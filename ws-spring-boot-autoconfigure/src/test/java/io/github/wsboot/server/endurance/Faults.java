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

package io.github.wsboot.server.endurance;

import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.AgentBuilder.RedefinitionStrategy;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes methods throw an error at their beginning, once and only when armed, on threads
 * of the server. Closing restores the classes.
 * <p>
 * Public since the methods call {@link #enter}.
 */
public final class Faults implements AutoCloseable {

	private static final String ROOT = "io.github.wsboot.";

	private static final List<String> SERVER_THREADS = List.of("ws-", "http", "qtp");

	private static volatile Fault armed;

	private final Instrumentation instrumentation = ByteBuddyAgent.install();

	private final ResettableClassFileTransformer transformer;

	/**
	 * Prepare methods.
	 * @param methods the names of methods by those of their classes, which are relative
	 * to our root package
	 */
	Faults(Map<String, List<String>> methods) {
		methods.forEach((type, names) -> assertThat(names).as("names of methods of %s", type)
			.allMatch((name) -> Arrays.stream(type(type).getDeclaredMethods())
				.anyMatch((method) -> method.getName().equals(name))));
		AgentBuilder builder = new AgentBuilder.Default().disableClassFormatChanges()
			.with(RedefinitionStrategy.RETRANSFORMATION)
			.ignore(ElementMatchers.none());
		for (Map.Entry<String, List<String>> entry : methods.entrySet()) {
			builder = builder.type(ElementMatchers.named(ROOT + entry.getKey()))
				.transform((built, type, loader, module,
						domain) -> built.visit(Advice.to(Entry.class)
							.on(ElementMatchers.namedOneOf(entry.getValue().toArray(String[]::new))
								.and(ElementMatchers.not(ElementMatchers.isAbstract())))));
		}
		this.transformer = builder.installOn(this.instrumentation);
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(ROOT + name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Make one method fail once.
	 * @param method its name after that of its class and a dot
	 * @param delay the number of calls that succeed before
	 */
	Fault arm(String method, int delay) {
		Fault fault = new Fault(ROOT + method, new AtomicInteger(delay));
		armed = fault;
		return fault;
	}

	/**
	 * Let all methods succeed again.
	 */
	void disarm() {
		armed = null;
	}

	@Override
	public void close() {
		disarm();
		this.transformer.reset(this.instrumentation, RedefinitionStrategy.RETRANSFORMATION);
	}

	/**
	 * Called at the beginning of each method that was prepared.
	 * @param method its name after that of its class and a dot
	 */
	public static void enter(String method) {
		Fault fault = armed;
		if (fault != null && method.equals(fault.method)) {
			fault.raise();
		}
	}

	/**
	 * Code that is inserted into the methods.
	 */
	static final class Entry {

		private Entry() {
		}

		@Advice.OnMethodEnter
		static void enter(@Advice.Origin("#t.#m") String method) {
			Faults.enter(method);
		}

	}

	/**
	 * Armed failure.
	 */
	static final class Fault {

		private final String method;

		private final AtomicInteger delay;

		private volatile InjectedError raised;

		private Fault(String method, AtomicInteger delay) {
			this.method = method;
			this.delay = delay;
		}

		private void raise() {
			String thread = Thread.currentThread().getName();
			Predicate<String> isPrefix = thread::startsWith;
			if (SERVER_THREADS.stream().anyMatch(isPrefix) && this.delay.getAndDecrement() == 0) {
				this.raised = new InjectedError(this.method + " on " + thread);
				throw this.raised;
			}
		}

		@Override
		public String toString() {
			return this.method;
		}

		boolean hasCome() {
			return this.raised != null;
		}

		/**
		 * Return the error, to see where it came from.
		 */
		InjectedError raised() {
			return this.raised;
		}

	}

	/**
	 * An error of the kind that frameworks handle least: as if there were no memory.
	 */
	static final class InjectedError extends VirtualMachineError {

		private static final long serialVersionUID = 1L;

		InjectedError(String message) {
			super(message);
		}

	}

}
