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

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Classes of the beans of one context, found without instantiating any bean.
 *
 * @since 0.1.0
 */
public final class BeanTypes {

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Create an instance.
	 * @param beanFactory the factory of the beans, whose parents are left out
	 */
	public BeanTypes(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Apply an action to the beans whose class is known.
	 * @param action called with the name of a bean and the class that a user has written,
	 * which is not that of a proxy
	 */
	public void forEach(BiConsumer<String, Class<?>> action) {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(beanName) ? null : targetClass(beanName);
			if (type != null) {
				action.accept(beanName, ClassUtils.getUserClass(type));
			}
		}
	}

	private @Nullable String scope(String beanName) {
		String target = target(beanName);
		return this.beanFactory.containsBeanDefinition(target)
				? this.beanFactory.getMergedBeanDefinition(target).getScope() : null;
	}

	/**
	 * Reject a bean of a scope that ends with the HTTP request.
	 * @param beanName the name of the bean
	 * @throws InvalidEndpointException if the bean has such a scope
	 */
	public void rejectRequestScope(String beanName) {
		RequestScopes.reject(beanName, scope(beanName));
	}

	private String target(String beanName) {
		String scopedTarget = ScopedProxyUtils.getTargetBeanName(beanName);
		return this.beanFactory.containsBeanDefinition(scopedTarget) ? scopedTarget : beanName;
	}

	private @Nullable Class<?> targetClass(String beanName) {
		String target = target(beanName);
		if (this.beanFactory.containsBeanDefinition(target)) {
			Object proxied = this.beanFactory.getMergedBeanDefinition(target)
				.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE);
			if (proxied instanceof Class<?> type) {
				return type;
			}
		}
		return this.beanFactory.getType(target, false);
	}

}
