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
import java.lang.reflect.Modifier;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Finds the method that calls a callback through the proxy of its bean, if there is one.
 * A method that a proxy of a class does not override would be called on the proxy itself,
 * without the bean's fields and without the advice around the call.
 */
final class ProxiedMethod {

	private ProxiedMethod() {
	}

	/**
	 * Return the method to call.
	 * @param method the callback
	 * @param beanName the name of the bean
	 * @param bean the bean, or its proxy
	 * @return the method, which may be that of an interface
	 * @throws InvalidEndpointException if the proxy does not have it
	 */
	static Method of(Method method, String beanName, Object bean) {
		if (AopUtils.isCglibProxy(bean) && !isOverridden(method, bean.getClass())) {
			throw unreachable(method, beanName, ": it is " + obstacle(method), action(method));
		}
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw unreachable(method, beanName, "",
					"Let the bean be proxied by class (proxyTargetClass), or declare the method in an interface.");
		}
	}

	private static boolean isOverridden(Method method, Class<?> proxy) {
		Method found = ReflectionUtils.findMethod(proxy, method.getName(), method.getParameterTypes());
		return found != null && found.getDeclaringClass() == proxy;
	}

	private static String obstacle(Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "private";
		}
		if (Modifier.isStatic(modifiers)) {
			return "static";
		}
		return Modifier.isFinal(modifiers) ? "final" : "package-private in another package";
	}

	private static String action(Method method) {
		return switch (obstacle(method)) {
			case "private" -> "Make it non-private.";
			case "static" -> "Make it an instance method.";
			case "final" -> "Make it non-final; in Kotlin with 'open', or the compiler plugin 'spring'.";
			default -> "Make it public or protected.";
		};
	}

	private static InvalidEndpointException unreachable(Method method, String beanName, String reason, String action) {
		return InvalidEndpointException.of(beanName, method, "cannot be called through the bean's proxy" + reason,
				action);
	}

}
