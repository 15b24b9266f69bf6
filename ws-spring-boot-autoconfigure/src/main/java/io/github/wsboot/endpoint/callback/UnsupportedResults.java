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

package io.github.wsboot.endpoint.callback;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;

import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Types of results that have a meaning only for HTTP, for Spring MVC or inside the JVM.
 * Written as JSON, a client could not use them, and some would reveal more than a client
 * may know.
 */
final class UnsupportedResults {

	private static final Map<String, String> ACTIONS = new HashMap<>();

	/** Interfaces that objects with data of their own may implement. */
	private static final List<String> ONLY_ITSELF = List.of("java.lang.Runnable", "java.util.concurrent.Callable");

	/**
	 * The action to mend a result, by its type; empty if the result is supported. For
	 * classes of the JDK, the JDK keeps these values. They must not be of a class of
	 * ours, which would keep an undeployed WAR in memory.
	 */
	private static final ClassValue<Optional<String>> VERDICTS = new ClassValue<>() {

		@Override
		protected Optional<String> computeValue(Class<?> type) {
			return findAction(type);
		}

	};

	static {
		put("Return the body alone: a message has neither a status nor headers.", "org.springframework.http.HttpEntity",
				"org.springframework.http.HttpHeaders", "org.springframework.http.HttpMessage",
				"org.springframework.web.ErrorResponse", "org.springframework.web.servlet.function.ServerResponse",
				"org.springframework.web.servlet.function.ServerRequest", "jakarta.servlet.ServletRequest",
				"jakarta.servlet.ServletResponse", "jakarta.servlet.http.HttpSession");
		put("Return the data for the client: a message has no view.", "org.springframework.web.servlet.ModelAndView",
				"org.springframework.web.servlet.View", "org.springframework.ui.Model",
				"org.springframework.ui.ModelMap");
		put("Return a Flux, or push each message to the Connection.",
				"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
				"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
				"org.springframework.http.codec.ServerSentEvent", "java.util.Enumeration");
		put("Return a CompletableFuture or a Mono.", "org.springframework.web.context.request.async.DeferredResult",
				"org.springframework.web.context.request.async.WebAsyncTask", "java.lang.Runnable", "java.lang.Thread",
				"java.util.concurrent.Callable", "java.util.concurrent.Future", "kotlinx.coroutines.Job");
		put("Add 'reactor-core' to the dependencies, and 'kotlinx-coroutines-reactor' for a Flow.",
				"org.reactivestreams.Publisher", "java.util.concurrent.Flow$Publisher", "kotlinx.coroutines.flow.Flow");
		put("Read it, and return a String, a byte[] or a ByteBuffer.", "java.io.InputStream", "java.io.OutputStream",
				"java.io.Reader", "java.io.Writer", "java.nio.channels.Channel");
		put("Return its payload, or a Frame.", "org.springframework.messaging.Message",
				"org.springframework.web.socket.WebSocketMessage");
		put("Return void, and call the method of the Connection that does it.", "io.github.wsboot.Connection",
				"io.github.wsboot.ConnectionManager", "io.github.wsboot.Audience", "io.github.wsboot.HandshakeContext",
				"io.github.wsboot.Tick", "org.springframework.web.socket.CloseStatus",
				"org.springframework.web.socket.WebSocketSession", "jakarta.websocket.Session",
				"jakarta.websocket.CloseReason");
		put("Return an object with the data that the client may know: an exception has more.", "java.lang.Throwable");
	}

	private UnsupportedResults() {
	}

	private static void put(String action, String... types) {
		for (String type : types) {
			ACTIONS.put(type, action);
		}
	}

	/**
	 * Reject a method by its declared result, or by the content of a future, a publisher
	 * or an {@link Optional}.
	 * @param definition the definition of the method's bean
	 * @param method the method
	 */
	static void reject(EndpointDefinition definition, Method method) {
		ResolvableType declared = ResolvableType.forMethodReturnType(method, definition.type());
		ResolvableType type = declared;
		for (ResolvableType content = declared; content != null; content = ResultContent.of(content)) {
			type = content;
		}
		Class<?> result = type.toClass();
		VERDICTS.get(result).ifPresent((action) -> {
			throw InvalidEndpointException.of(definition.beanName(), method,
					"returns a '" + ClassUtils.getShortName(result) + "', which means nothing to a client", action);
		});
		if (Resource.class.isAssignableFrom(result)) {
			rejectBlocking(definition, method, declared != type);
		}
	}

	private static void rejectBlocking(EndpointDefinition definition, Method method, boolean wrapped) {
		if (wrapped) {
			throw InvalidEndpointException.of(definition.beanName(), method,
					"returns a Resource in a '" + ClassUtils.getShortName(method.getReturnType())
							+ "', which may complete on a thread that must not wait for its content",
					"Return the Resource itself, or read it and return a byte[].");
		}
		if (definition.isNonBlocking() || definition.paths().isEmpty()) {
			throw InvalidEndpointException.of(definition.beanName(), method,
					"returns a Resource, but may run on an event loop, which must not wait for its content",
					"Return a byte[], or let a callback of an endpoint without @NonBlocking return the Resource.");
		}
	}

	/**
	 * Reject a result that its method did not declare.
	 * @throws IllegalStateException if it means nothing to a client
	 */
	static void reject(Object result) {
		Optional<String> action = VERDICTS.get(result.getClass());
		if (action.isPresent()) {
			throw new IllegalStateException("A result of type '" + result.getClass().getName()
					+ "' means nothing to a client. " + action.get());
		}
	}

	private static Optional<String> findAction(Class<?> type) {
		return Stream
			.concat(Stream.of(type), supertypes(type).filter((other) -> !ONLY_ITSELF.contains(other.getName())))
			.map((candidate) -> ACTIONS.get(candidate.getName()))
			.filter(Objects::nonNull)
			.findFirst();
	}

	private static Stream<Class<?>> supertypes(Class<?> type) {
		return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
			.flatMap((parent) -> Stream.concat(Stream.of(parent), supertypes(parent)));
	}

}
