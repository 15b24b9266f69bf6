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

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.annotation.NonBlocking;

/**
 * Definition of an endpoint or advice, read from the annotations of its bean.
 *
 * @param beanName the name of the bean
 * @param type the class of the bean itself, not of its proxy
 * @param paths the path templates, placeholders resolved
 * @param subProtocols the sub-protocols
 * @param httpSession whether connections get a copy of the attributes of the HTTP session
 * @param protocol the class of the protocol, or {@link MessageProtocol} itself for the
 * common one
 * @param methods the annotated methods and the kinds of callback that they are
 * @since 0.1.0
 */
public record EndpointDefinition(String beanName, Class<?> type, List<String> paths, SubProtocols subProtocols,
		boolean httpSession, Class<? extends MessageProtocol> protocol, Map<Method, Set<CallbackKind>> methods) {

	/**
	 * Create a definition of a bean that names no protocol.
	 */
	public EndpointDefinition(String beanName, Class<?> type, List<String> paths, SubProtocols subProtocols,
			boolean httpSession, Map<Method, Set<CallbackKind>> methods) {
		this(beanName, type, paths, subProtocols, httpSession, MessageProtocol.class, methods);
	}

	/**
	 * Find the annotated methods of a class.
	 * @param type the class, not that of a proxy
	 * @return the methods, and the kinds of callback that they are
	 */
	public static Map<Method, Set<CallbackKind>> methods(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, CallbackKind.annotations())
				? MethodIntrospector.selectMethods(type, CallbackKind::of) : Map.of();
	}

	/**
	 * Return whether the callbacks are annotated as never blocking.
	 */
	public boolean isNonBlocking() {
		return AnnotatedElementUtils.hasAnnotation(this.type, NonBlocking.class);
	}

	boolean hasOnly(CallbackKind kind) {
		return this.methods.values().stream().allMatch(Set.of(kind)::equals);
	}

}
