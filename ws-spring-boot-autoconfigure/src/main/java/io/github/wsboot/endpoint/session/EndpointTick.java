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

package io.github.wsboot.endpoint.session;

import java.time.Duration;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.StringUtils;

import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * {@code @OnTick} callback and its period.
 *
 * @param callback the callback
 * @param period the time between two ticks
 * @since 0.1.0
 */
public record EndpointTick(Callback callback, Duration period) {

	public static EndpointTick of(Callback callback, UnaryOperator<@Nullable String> placeholders) {
		OnTick annotation = AnnotatedElementUtils.findMergedAnnotation(callback.method(), OnTick.class);
		Duration period = (annotation != null) ? period(callback, annotation, placeholders) : Duration.ZERO;
		if (period.isZero() || period.isNegative()) {
			throw invalid(callback, "has no positive period");
		}
		return new EndpointTick(callback, period);
	}

	private static Duration period(Callback callback, OnTick annotation, UnaryOperator<@Nullable String> placeholders) {
		if (!StringUtils.hasText(annotation.fixedRateString())) {
			return Duration.of(Math.max(annotation.fixedRate(), 0), annotation.timeUnit().toChronoUnit());
		}
		if (annotation.fixedRate() >= 0) {
			throw invalid(callback, "has two periods");
		}
		String text = resolve(callback, annotation.fixedRateString(), placeholders);
		try {
			return DurationFormatterUtils.detectAndParse(text,
					DurationFormat.Unit.fromChronoUnit(annotation.timeUnit().toChronoUnit()));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(callback, "has the period '" + text + "', which is no duration");
		}
	}

	private static String resolve(Callback callback, String text, UnaryOperator<@Nullable String> placeholders) {
		try {
			return String.valueOf(placeholders.apply(text));
		}
		catch (PlaceholderResolutionException ex) {
			throw InvalidEndpointException.of(callback.beanName(), callback.method(),
					"has the period '" + text + "', which cannot be resolved",
					"Set the property, or write a default as in @OnTick(fixedRateString = \"${clock.rate:1s}\").");
		}
	}

	private static InvalidEndpointException invalid(Callback callback, String problem) {
		return InvalidEndpointException.of(callback.beanName(), callback.method(), problem,
				"Write @OnTick(fixedRate = 1000) or @OnTick(fixedRateString = \"1s\").");
	}

}
