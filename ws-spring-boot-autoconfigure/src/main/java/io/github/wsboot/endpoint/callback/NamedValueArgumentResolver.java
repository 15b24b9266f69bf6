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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.AbstractNamedValueMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.CollectionUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriUtils;

/**
 * Resolver of parameters by a name that their annotation gives: path variables, and
 * parameters, headers and cookies of the handshake's request.
 *
 * @param <A> the annotation
 */
final class NamedValueArgumentResolver<A extends Annotation> extends AbstractNamedValueMethodArgumentResolver {

	private final Class<A> annotation;

	private final Function<A, Info> info;

	private final BiFunction<Message<?>, String, @Nullable Object> lookup;

	private NamedValueArgumentResolver(ConfigurableBeanFactory beanFactory, ConversionService conversion,
			Class<A> annotation, Function<A, Info> info, BiFunction<Message<?>, String, @Nullable Object> lookup) {
		super(conversion, beanFactory);
		this.annotation = annotation;
		this.info = info;
		this.lookup = lookup;
	}

	static List<NamedValueArgumentResolver<?>> all(ConfigurableBeanFactory beanFactory, ConversionService conversion) {
		return List.of(
				new NamedValueArgumentResolver<>(beanFactory, conversion, PathVariable.class,
						(annotation) -> new Info(annotation.name(), annotation.required(), null),
						(message, name) -> CallbackHeaders.pathVariables(message).get(name)),
				new NamedValueArgumentResolver<>(beanFactory, conversion, RequestParam.class,
						(annotation) -> new Info(annotation.name(), annotation.required(), annotation.defaultValue()),
						(message, name) -> oneOrAll(CallbackHeaders.handshake(message).queryParams().get(name))),
				new NamedValueArgumentResolver<>(beanFactory, conversion, RequestHeader.class,
						(annotation) -> new Info(annotation.name(), annotation.required(), annotation.defaultValue()),
						(message, name) -> oneOrAll(CallbackHeaders.handshake(message).headers().get(name))),
				new NamedValueArgumentResolver<>(beanFactory, conversion, CookieValue.class,
						(annotation) -> new Info(annotation.name(), annotation.required(), annotation.defaultValue()),
						(message, name) -> decode(CallbackHeaders.handshake(message).cookies().get(name))));
	}

	private static @Nullable String decode(@Nullable String value) {
		try {
			return (value != null) ? UriUtils.decode(value, StandardCharsets.UTF_8) : null;
		}
		catch (IllegalArgumentException ex) {
			throw new ConversionFailedException(TypeDescriptor.forObject(value), TypeDescriptor.valueOf(String.class),
					value, ex);
		}
	}

	private static @Nullable Object oneOrAll(@Nullable List<String> values) {
		if (CollectionUtils.isEmpty(values)) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : values;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(this.annotation)
				&& !AllValuesArgumentResolver.isMap(parameter.nestedIfOptional().getNestedParameterType());
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		try {
			return parameter.getParameterType().isAssignableFrom(String.class)
					? super.resolveArgument(parameter, message) : resolveInLocale(parameter, message);
		}
		catch (ConversionException | TypeMismatchException ex) {
			throw new MethodArgumentResolutionException(message, parameter,
					"Malformed @" + this.annotation.getSimpleName(), ex);
		}
	}

	/**
	 * Resolve in the locale of the request, as formatters may depend on the locale of the
	 * current thread.
	 */
	private @Nullable Object resolveInLocale(MethodParameter parameter, Message<?> message) throws Exception {
		LocaleContext before = LocaleContextHolder.getLocaleContext();
		try {
			LocaleContextHolder.setLocale(CallbackHeaders.locale(message));
			return super.resolveArgument(parameter, message);
		}
		finally {
			LocaleContextHolder.setLocaleContext(before);
		}
	}

	@Override
	protected NamedValueInfo createNamedValueInfo(MethodParameter parameter) {
		A declared = parameter.getParameterAnnotation(this.annotation);
		if (declared == null) {
			throw new IllegalStateException("No @" + this.annotation.getSimpleName() + " on " + parameter);
		}
		return this.info.apply(declared);
	}

	@Override
	protected @Nullable Object resolveArgumentInternal(MethodParameter parameter, Message<?> message, String name) {
		return this.lookup.apply(message, name);
	}

	@Override
	protected void handleMissingValue(String name, MethodParameter parameter, Message<?> message) {
		throw new MethodArgumentResolutionException(message, parameter,
				"Missing @" + this.annotation.getSimpleName() + " '" + name + "'");
	}

	private static final class Info extends NamedValueInfo {

		Info(String name, boolean required, @Nullable String defaultValue) {
			super(name, required, defaultValue);
		}

	}

}
