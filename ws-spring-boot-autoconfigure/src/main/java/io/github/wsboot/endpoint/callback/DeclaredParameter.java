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

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * Declared type and annotations of a payload or a result, for its conversion. The type
 * variables of the declaring class are replaced by the types that the endpoint's class
 * gives them.
 */
final class DeclaredParameter extends MethodParameter {

	/** The deepest generics in generics; type variables may refer to themselves. */
	private static final int MAX_DEPTH = 8;

	private final MethodParameter original;

	private final ResolvableType type;

	private DeclaredParameter(MethodParameter original, ResolvableType type) {
		super(original);
		this.original = original;
		this.type = type;
	}

	static DeclaredParameter of(MethodParameter parameter) {
		return new DeclaredParameter(parameter, resolve(ResolvableType.forMethodParameter(parameter), 0));
	}

	/**
	 * Return the part of a result that is sent, without the stage, the publisher or the
	 * {@code Optional} that holds it.
	 */
	static DeclaredParameter ofResult(MethodParameter result) {
		DeclaredParameter whole = of(result);
		ResolvableType awaited = ResultContent.ofAsynchronous(whole.type);
		ResolvableType held = (awaited != null) ? awaited : whole.type;
		ResolvableType value = (held.toClass() == Optional.class) ? held.getGeneric() : held;
		return new DeclaredParameter(result, resolve(value, 0));
	}

	private static ResolvableType resolve(ResolvableType type, int depth) {
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(resolve(type.getComponentType(), depth));
		}
		if (!type.hasGenerics() || depth > MAX_DEPTH) {
			return ResolvableType.forClass(type.toClass());
		}
		return ResolvableType.forClassWithGenerics(type.toClass(),
				Arrays.stream(type.getGenerics())
					.map((generic) -> resolve(generic, depth + 1))
					.toArray(ResolvableType[]::new));
	}

	@Override
	public Class<?> getContainingClass() {
		return this.original.getContainingClass();
	}

	@Override
	public Class<?> getParameterType() {
		return this.type.toClass();
	}

	@Override
	public Type getGenericParameterType() {
		return this.type.getType();
	}

	@Override
	public Annotation[] getParameterAnnotations() {
		return this.original.getParameterAnnotations();
	}

	@Override
	public <A extends Annotation> @Nullable A getMethodAnnotation(Class<A> annotationType) {
		return this.original.getMethodAnnotation(annotationType);
	}

	@Override
	public <A extends Annotation> boolean hasMethodAnnotation(Class<A> annotationType) {
		return this.original.hasMethodAnnotation(annotationType);
	}

	@Override
	public DeclaredParameter clone() {
		return new DeclaredParameter(this.original, this.type);
	}

}
