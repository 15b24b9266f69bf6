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

package io.github.wsboot.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * Answers requests that would change something through the
 * {@link WebSocketsActuatorEndpoint} but are refused, with the reason: access is
 * read-only, the request comes from a page of another site, or it has no JSON body.
 * Spring Boot would answer the first and the last without a reason, and would execute the
 * second.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class WriteGuardHandlerMapping extends RouterFunctionMapping {

	/** Before Spring Boot's own mapping of actuator endpoints, which is at -100. */
	private static final int ORDER = -110;

	private static final EndpointId ID = EndpointId.of(WebSocketsActuatorEndpoint.ID);

	private static final Set<HttpMethod> WRITING = Set.of(HttpMethod.POST, HttpMethod.DELETE);

	/**
	 * Create the mapping.
	 * @param endpoints the paths of actuator endpoints
	 * @param access resolves the access that is allowed
	 * @param rules the rules for requests that change something
	 */
	public WriteGuardHandlerMapping(PathMappedEndpoints endpoints, EndpointAccessResolver access, WriteRules rules) {
		super(refusals(endpoints.getPath(ID), access.accessFor(ID, Access.READ_ONLY), rules));
		setOrder(ORDER);
		List<HttpMessageConverter<?>> converters = new ArrayList<>();
		HttpMessageConverters.forServer().registerDefaults().build().forEach(converters::add);
		setMessageConverters(converters);
	}

	private static RouterFunction<ServerResponse> refusals(@Nullable String path, Access access, WriteRules rules) {
		if (path == null || access == Access.NONE) {
			return (request) -> Optional.empty();
		}
		// Unlike RequestPredicates.methods() it leaves preflight requests to Spring Boot
		RequestPredicate writes = (request) -> WRITING.contains(request.method());
		RequestPredicate guarded = writes.and(RequestPredicates.path(path + "/*/**"));
		return (request) -> {
			ProblemDescriptor problem = guarded.test(request) ? rules.check(request, access) : null;
			return Optional.ofNullable(problem).map((found) -> (refused) -> refuse(found));
		};
	}

	private static ServerResponse refuse(ProblemDescriptor problem) {
		return ServerResponse.status(problem.status()).contentType(MediaType.APPLICATION_JSON).body(problem);
	}

}
