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

package io.github.wsboot.handshake;

import java.util.Comparator;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Path template of an endpoint.
 * <p>
 * The variables are read from the path within the application, since the handler mapping
 * puts none into the request when there is a context path.
 */
final class EndpointPath {

	/** Order of handler mappings. */
	static final Comparator<EndpointPath> MOST_SPECIFIC_FIRST = Comparator.comparing((path) -> path.pattern);

	private final PathPattern pattern;

	EndpointPath(String template) {
		this.pattern = PathPatternParser.defaultInstance.parse(template);
	}

	String template() {
		return this.pattern.getPatternString();
	}

	/**
	 * Return whether a path within the application matches the template.
	 */
	boolean matches(PathContainer path) {
		return this.pattern.matches(path);
	}

	/**
	 * Return the values of the template's variables in a request.
	 */
	Map<String, String> variables(ServerHttpRequest request) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		PathContainer path = ServletRequestPathUtils.parse(servletRequest).pathWithinApplication();
		PathPattern.PathMatchInfo match = this.pattern.matchAndExtract(path);
		return (match != null) ? Map.copyOf(match.getUriVariables()) : Map.of();
	}

}
