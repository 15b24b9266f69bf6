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

import java.util.Map;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webmvc.autoconfigure.error.BasicErrorController;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Knows whether the page that has been shown for a 404 is the application's own rather
 * than the one that Spring Boot has for all: that of a controller for errors, or a view
 * for them.
 */
final class ErrorPages implements Predicate<HttpServletRequest> {

	private static final String HTML_METHOD = "errorHtml";

	private final ObjectProvider<ErrorViewResolver> views;

	ErrorPages(ObjectProvider<ErrorViewResolver> views) {
		this.views = views;
	}

	@Override
	public boolean test(HttpServletRequest request) {
		return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
				&& (!BasicErrorController.class.isAssignableFrom(handler.getBeanType())
						|| (handler.getMethod().getName().equals(HTML_METHOD) && hasView(request)));
	}

	private boolean hasView(HttpServletRequest request) {
		return this.views.orderedStream()
			.anyMatch((resolver) -> resolver.resolveErrorView(request, HttpStatus.NOT_FOUND, Map.of()) != null);
	}

}
