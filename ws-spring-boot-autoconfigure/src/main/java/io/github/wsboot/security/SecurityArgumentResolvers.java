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

package io.github.wsboot.security;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.MethodParameter;
import org.springframework.expression.BeanResolver;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.method.annotation.AuthenticationPrincipalArgumentResolver;
import org.springframework.security.web.method.annotation.CurrentSecurityContextArgumentResolver;

import io.github.wsboot.WebSocketEndpointConfigurer;

/**
 * Resolvers of the arguments that callbacks can have as controllers can:
 * {@code @AuthenticationPrincipal}, {@code @CurrentSecurityContext} and the security
 * context. They delegate to Spring Security's resolvers for controllers, which use
 * nothing but the parameter and the security context.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SecurityArgumentResolvers implements WebSocketEndpointConfigurer {

	private final AuthenticationPrincipalArgumentResolver principal = new AuthenticationPrincipalArgumentResolver();

	private final CurrentSecurityContextArgumentResolver context = new CurrentSecurityContextArgumentResolver();

	/**
	 * Create the resolvers.
	 * @param holder holds the security context of a callback
	 * @param beanFactory the factory in which expressions find beans
	 * @param templates the defaults for templates of annotations, if there are any
	 */
	public SecurityArgumentResolvers(SecurityContextHolderStrategy holder, BeanFactory beanFactory,
			@Nullable AnnotationTemplateExpressionDefaults templates) {
		BeanResolver beans = new BeanFactoryResolver(beanFactory);
		this.principal.setSecurityContextHolderStrategy(holder);
		this.principal.setBeanResolver(beans);
		this.context.setSecurityContextHolderStrategy(holder);
		this.context.setBeanResolver(beans);
		if (templates != null) {
			this.principal.setTemplateDefaults(templates);
			this.context.setTemplateDefaults(templates);
		}
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(new WebResolver(this.principal));
		resolvers.add(new WebResolver(this.context));
	}

	private record WebResolver(org.springframework.web.method.support.HandlerMethodArgumentResolver resolver)
			implements
				HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return this.resolver.supportsParameter(parameter);
		}

		@Override
		@SuppressWarnings("NullAway") // There is no request any more, and none is used
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
			return this.resolver.resolveArgument(parameter, null, null, null);
		}

	}

}
