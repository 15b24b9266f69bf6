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

package io.github.wsboot.autoconfigure.check;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.AnnotationMetadata;

import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;

/**
 * Explains the failure to create a proxy for the bean of an endpoint.
 */
class ProxiedEndpointFailureAnalyzer extends AbstractFailureAnalyzer<AopConfigException> {

	private final BeanFactory beanFactory;

	ProxiedEndpointFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, AopConfigException cause) {
		String beanName = beanName(rootFailure);
		Class<?> type = (beanName != null && this.beanFactory.containsBean(beanName))
				? this.beanFactory.getType(beanName, false) : null;
		if (type == null || !isEndpoint(type)) {
			return null;
		}
		return new FailureAnalysis(
				"The class '%s' of WebSocket endpoint bean '%s' cannot be proxied, as transactions, @Async, @Validated "
					.formatted(type.getName(), beanName) + "or method security need it: " + cause.getMessage(),
				"Make the class and its callbacks non-final, and do not use a record; in Kotlin, use 'open' or the "
						+ "compiler plugin 'spring'.",
				cause);
	}

	/**
	 * Return the bean that could not be created: the last one in the chain of causes.
	 */
	private static @Nullable String beanName(Throwable failure) {
		String beanName = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			beanName = (cause instanceof BeanCreationException creation) ? creation.getBeanName() : beanName;
		}
		return beanName;
	}

	private static boolean isEndpoint(Class<?> type) {
		return AnnotatedElementUtils.hasAnnotation(type, WebSocketEndpoint.class)
				|| AnnotatedElementUtils.hasAnnotation(type, WebSocketAdvice.class)
				|| EndpointDefinitions.isEndpoint(AnnotationMetadata.introspect(type));
	}

}
