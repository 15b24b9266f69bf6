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

package io.github.wsboot.message;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonView;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jackson writers for the declared results of callbacks: with the view of
 * {@link JsonView @JsonView}, and with the type of the elements where the value alone
 * does not show it. Spring MVC writes the body of a response in the same way.
 */
final class DeclaredWriters {

	private final JsonMapper mapper;

	private final ObjectWriter undeclared;

	private final Map<MethodParameter, Declared> declared = new ConcurrentHashMap<>();

	DeclaredWriters(JsonMapper mapper) {
		this.mapper = mapper;
		this.undeclared = mapper.writer();
	}

	/**
	 * Return the writer for an object.
	 * @param payload the object
	 * @param declared the declaration of the result, or {@code null} if the object is no
	 * result
	 */
	ObjectWriter of(Object payload, @Nullable MethodParameter declared) {
		if (declared == null) {
			return this.undeclared;
		}
		Declared writers = this.declared.computeIfAbsent(declared, this::declared);
		return writers.type().isInstance(payload) ? writers.typed() : writers.untyped();
	}

	private Declared declared(MethodParameter result) {
		Class<?> view = view(result);
		ObjectWriter untyped = (view != null) ? this.mapper.writerWithView(view) : this.undeclared;
		JavaType type = this.mapper.constructType(result.getGenericParameterType());
		// Other values are written by their own class, which may have more properties
		boolean holder = type.isContainerType() || type.isTypeOrSubTypeOf(Optional.class);
		return new Declared(type.getRawClass(), holder ? untyped.forType(type) : untyped, untyped);
	}

	private static @Nullable Class<?> view(MethodParameter result) {
		JsonView annotation = result.getMethodAnnotation(JsonView.class);
		if (annotation == null) {
			return null;
		}
		Assert.state(annotation.value().length == 1, () -> "@JsonView needs exactly one view: " + result);
		return annotation.value()[0];
	}

	/**
	 * Writers for a result.
	 *
	 * @param type the declared type
	 * @param typed the writer for values of that type
	 * @param untyped the writer for all others
	 */
	private record Declared(Class<?> type, ObjectWriter typed, ObjectWriter untyped) {

	}

}
