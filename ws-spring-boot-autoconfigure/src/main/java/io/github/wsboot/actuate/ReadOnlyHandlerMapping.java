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
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * Answers requests to change something while the {@link WebSocketsActuatorEndpoint} may
 * only be read: 403, and what would allow it. Spring Boot does not register such
 * operations, so that nothing else could say why they are not there.
 *
 * @since 0.1.0
 */
public final class ReadOnlyHandlerMapping extends RouterFunctionMapping {

	/** Before Spring Boot's own mapping of actuator endpoints, which is at -100. */
	private static final int ORDER = -110;

	private static final EndpointId ID = EndpointId.of(WebSocketsActuatorEndpoint.ID);

	private static final Set<HttpMethod> WRITING = Set.of(HttpMethod.POST, HttpMethod.DELETE);

	private static final ProblemDescriptor PROBLEM = new ProblemDescriptor(HttpStatus.FORBIDDEN.value(),
			"Only reading is allowed; 'management.endpoint.websockets.access=unrestricted' allows this, too, "
					+ "unless 'management.endpoints.access.max-permitted' forbids it.");

	/**
	 * Create the mapping.
	 * @param endpoints tells where the actuator endpoint is, if it is there
	 * @param access tells what is allowed
	 */
	public ReadOnlyHandlerMapping(PathMappedEndpoints endpoints, EndpointAccessResolver access) {
		super(RouterFunctions.route(refused(endpoints.getPath(ID), access), ReadOnlyHandlerMapping::refuse));
		setOrder(ORDER);
		List<HttpMessageConverter<?>> converters = new ArrayList<>();
		HttpMessageConverters.forServer().registerDefaults().build().forEach(converters::add);
		setMessageConverters(converters);
	}

	private static RequestPredicate refused(@Nullable String path, EndpointAccessResolver access) {
		if (path == null || access.accessFor(ID, Access.READ_ONLY) != Access.READ_ONLY) {
			return (request) -> false;
		}
		// Unlike RequestPredicates.methods() it leaves preflight requests to Spring Boot
		RequestPredicate writes = (request) -> WRITING.contains(request.method());
		return writes.and(RequestPredicates.path(path + "/*/**"));
	}

	private static ServerResponse refuse(ServerRequest request) {
		return ServerResponse.status(PROBLEM.status()).contentType(MediaType.APPLICATION_JSON).body(PROBLEM);
	}

}
