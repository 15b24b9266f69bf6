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

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.web.method.annotation.AuthenticationPrincipalArgumentResolver;

import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.extension.security.AuthenticationExpiry;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.security.AuthenticationDeadlines;
import io.github.wsboot.security.AuthenticationWatch;
import io.github.wsboot.security.ExpiredSessionCheck;
import io.github.wsboot.security.OAuth2TokenExpiry;
import io.github.wsboot.security.SecurityArgumentResolvers;
import io.github.wsboot.security.SecurityCallbackContext;
import io.github.wsboot.security.SecurityExceptionStatus;
import io.github.wsboot.security.SecurityHandshakeInterceptor;
import io.github.wsboot.security.SessionConnections;

/**
 * Configuration of Spring Security in callbacks, if it is on the class path.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ SecurityContextHolder.class, AuthenticationPrincipalArgumentResolver.class })
class SecurityConfiguration {

	private final SecurityContextHolderStrategy holder;

	SecurityConfiguration(ObjectProvider<SecurityContextHolderStrategy> holders) {
		this.holder = holders.getIfUnique(SecurityContextHolder::getContextHolderStrategy);
	}

	@Bean(defaultCandidate = false)
	@ForWebSocketEndpoints
	SecurityHandshakeInterceptor webSocketSecurityInterceptor() {
		return new SecurityHandshakeInterceptor(this.holder);
	}

	@Bean
	SecurityCallbackContext webSocketSecurityContext() {
		return new SecurityCallbackContext(this.holder);
	}

	@Bean
	SecurityArgumentResolvers webSocketSecurityArguments(BeanFactory beanFactory,
			ObjectProvider<AnnotationTemplateExpressionDefaults> templates) {
		return new SecurityArgumentResolvers(this.holder, beanFactory, templates.getIfUnique());
	}

	@Bean
	SecurityExceptionStatus webSocketSecurityExceptionStatus(WebSocketServerProperties properties) {
		return new SecurityExceptionStatus(properties.getAuth().isCloseOnDenied());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "ws.auth.close-on-expiry", matchIfMissing = true)
	static class ExpiryConfiguration {

		@Bean
		AuthenticationDeadlines webSocketAuthenticationDeadlines(TimerService timers,
				@Qualifier("webSocketServerWorkers") CallbackExecutor server, ApplicationEventPublisher events,
				WebSocketSettings settings) {
			return new AuthenticationDeadlines(timers, server, events, settings.expiryGrace());
		}

		@Bean
		SessionConnections webSocketSessionConnections(RemoteNodes remote) {
			return new SessionConnections(remote);
		}

		@Bean
		AuthenticationWatch webSocketAuthenticationWatch(AuthenticationDeadlines deadlines, SessionConnections sessions,
				ObjectProvider<AuthenticationExpiry> expiries) {
			return new AuthenticationWatch(deadlines, sessions, expiries.orderedStream().toList());
		}

		@Bean
		ExpiredSessionCheck webSocketExpiredSessionCheck(ObjectProvider<SessionRegistry> registries,
				SessionConnections sessions, TimerService timers,
				@Qualifier("webSocketServerWorkers") CallbackExecutor server, WebSocketSettings settings) {
			return new ExpiredSessionCheck(registries.getIfUnique(), sessions, timers, server,
					settings.sessionCheckInterval());
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(OAuth2Token.class)
		static class OAuth2Configuration {

			@Bean
			OAuth2TokenExpiry webSocketTokenExpiry() {
				return new OAuth2TokenExpiry();
			}

		}

	}

}
