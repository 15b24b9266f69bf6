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

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.webmvc.autoconfigure.error.BasicErrorController;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.http.HttpStatus;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

import io.github.wsboot.autoconfigure.check.ContainerDetection;
import io.github.wsboot.handshake.ErrorPages;

/**
 * Error pages of Spring Boot: those that are registered for all servers, in a WAR, too,
 * and those of the embedded server. A page is the application's own if it comes from a
 * controller for errors of the application, or from one of its views.
 */
final class BootErrorPages implements ErrorPages {

	private static final String HTML_METHOD = "errorHtml";

	private final Supplier<Set<ErrorPage>> pages;

	private final ObjectProvider<ErrorViewResolver> views;

	BootErrorPages(BeanFactory beanFactory) {
		this.pages = SingletonSupplier.of(() -> Stream.concat(
				beanFactory.getBeanProvider(ErrorPageRegistrar.class).orderedStream().flatMap(BootErrorPages::pages),
				ContainerDetection.errorPages(beanFactory))
			.collect(Collectors.toUnmodifiableSet()));
		this.views = beanFactory.getBeanProvider(ErrorViewResolver.class);
	}

	private static Stream<ErrorPage> pages(ErrorPageRegistrar registrar) {
		Stream.Builder<ErrorPage> registered = Stream.builder();
		registrar.registerErrorPages((pages) -> Arrays.stream(pages).forEach(registered));
		return registered.build();
	}

	@Override
	public boolean exist(int status) {
		return this.pages.get()
			.stream()
			.anyMatch((page) -> page.isGlobal() || page.getStatusCode() == status
					|| (status == HttpStatus.INTERNAL_SERVER_ERROR.value() && page.getException() != null));
	}

	@Override
	public boolean isOwn(HttpServletRequest request) {
		return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
				&& (!BasicErrorController.class.isAssignableFrom(handler.getBeanType())
						|| (handler.getMethod().getName().equals(HTML_METHOD) && hasView(request)));
	}

	private boolean hasView(HttpServletRequest request) {
		return this.views.orderedStream()
			.anyMatch((resolver) -> resolver.resolveErrorView(request, HttpStatus.NOT_FOUND, Map.of()) != null);
	}

}
