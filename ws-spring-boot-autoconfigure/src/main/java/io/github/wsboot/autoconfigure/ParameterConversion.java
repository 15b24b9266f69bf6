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

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.SimpleTypeConverter;
import org.springframework.beans.TypeConverter;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;
import org.springframework.web.bind.support.WebBindingInitializer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Converts values of requests as Spring MVC does for controllers: with its converters and
 * formatters or, for types without one, with property editors. {@code @InitBinder}
 * methods have no effect.
 */
final class ParameterConversion implements ConversionService {

	private static final String ADAPTER = "requestMappingHandlerAdapter";

	private final Supplier<WebBindingInitializer> initializer;

	/**
	 * Create a conversion. The adapter of Spring MVC for controllers is looked up at
	 * first use.
	 * @param beanFactory the bean factory, whose conversion service is used without
	 * Spring MVC, which need not be on the class path
	 */
	ParameterConversion(ConfigurableBeanFactory beanFactory) {
		this.initializer = SingletonSupplier.of(() -> {
			WebBindingInitializer used = ofControllers(beanFactory);
			return (used != null) ? used : withoutMvc(beanFactory);
		});
	}

	private static @Nullable WebBindingInitializer ofControllers(BeanFactory beanFactory) {
		if (beanFactory.containsBean(ADAPTER)
				&& beanFactory.getBean(ADAPTER) instanceof RequestMappingHandlerAdapter adapter) {
			return adapter.getWebBindingInitializer();
		}
		return null;
	}

	private static WebBindingInitializer withoutMvc(ConfigurableBeanFactory beanFactory) {
		ConversionService configured = beanFactory.getConversionService();
		ConfigurableWebBindingInitializer initializer = new ConfigurableWebBindingInitializer();
		initializer.setConversionService((configured != null) ? configured : new DefaultFormattingConversionService());
		return initializer;
	}

	private WebDataBinder binder() {
		WebDataBinder binder = new WebDataBinder(null);
		this.initializer.get().initBinder(binder);
		return binder;
	}

	@Override
	public boolean canConvert(@Nullable Class<?> sourceType, Class<?> targetType) {
		return canConvert((sourceType != null) ? TypeDescriptor.valueOf(sourceType) : null,
				TypeDescriptor.valueOf(targetType));
	}

	@Override
	public boolean canConvert(@Nullable TypeDescriptor sourceType, TypeDescriptor targetType) {
		WebDataBinder binder = binder();
		ConversionService service = binder.getConversionService();
		return (service != null && service.canConvert(sourceType, targetType))
				|| hasEditor(element(targetType), binder);
	}

	private static Class<?> element(TypeDescriptor type) {
		TypeDescriptor element = type.getElementTypeDescriptor();
		if (type.getType() == Optional.class) {
			return type.getResolvableType().getGeneric().toClass();
		}
		return (element != null) ? element.getType() : type.getType();
	}

	private static boolean hasEditor(Class<?> type, WebDataBinder binder) {
		return binder.findCustomEditor(type, null) != null || new SimpleTypeConverter().getDefaultEditor(type) != null
				|| BeanUtils.findEditorByConvention(type) != null;
	}

	@Override
	public <T> @Nullable T convert(@Nullable Object source, Class<T> targetType) {
		return converter().convertIfNecessary(source, targetType);
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, @Nullable TypeDescriptor sourceType,
			TypeDescriptor targetType) {
		return converter().convertIfNecessary(source, targetType.getType(), targetType);
	}

	/**
	 * Return a converter for one value. Unless binders may have property editors of the
	 * application's, it is the converter that a binder would create for itself.
	 */
	private TypeConverter converter() {
		if (this.initializer.get() instanceof ConfigurableWebBindingInitializer used
				&& used.getClass() == ConfigurableWebBindingInitializer.class
				&& used.getPropertyEditorRegistrars() == null) {
			SimpleTypeConverter converter = new SimpleTypeConverter();
			converter.setConversionService(used.getConversionService());
			return converter;
		}
		return binder();
	}

}
