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

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Finds the properties that are durations.
 */
public final class DurationProperties {

	private DurationProperties() {
	}

	/**
	 * Return the names of the properties of a class and of the classes in it.
	 */
	public static Stream<String> names(Class<?> type, String prefix) {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(type)).flatMap((property) -> {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(property.getName());
			Class<?> value = property.getPropertyType();
			if (value == Duration.class) {
				return Stream.of(name);
			}
			boolean nested = value.getEnclosingClass() != null && !value.isEnum()
					&& value.getName().startsWith("io.github.wsboot.autoconfigure.");
			return nested ? names(value, name) : Stream.empty();
		});
	}

}
