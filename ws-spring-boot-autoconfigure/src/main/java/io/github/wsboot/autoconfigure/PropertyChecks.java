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

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Checks of the values of properties.
 *
 * @since 0.1.0
 */
public final class PropertyChecks {

	/** Longer than any application runs, and short enough for sums of nanoseconds. */
	private static final Duration LONGEST = Duration.ofDays(3650);

	private static final DataSize MAX_LOGGED = DataSize.ofMegabytes(1);

	private PropertyChecks() {
	}

	/**
	 * Return a value of a property.
	 * @param name the name of the property
	 * @param size the value
	 * @return the number of bytes
	 * @throws InvalidConfigurationPropertyValueException if it is less than one byte, or
	 * too many for an {@code int}
	 */
	public static int bytes(String name, DataSize size) {
		if (size.toBytes() <= 0 || size.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidConfigurationPropertyValueException(name, size, "It must be between 1B and 2047MB.");
		}
		return (int) size.toBytes();
	}

	/**
	 * Return a value of a property: the size of payloads in a log.
	 * @param name the name of the property
	 * @param size the value
	 * @return the number of bytes
	 * @throws InvalidConfigurationPropertyValueException if it is negative or more than
	 * one megabyte
	 */
	public static int loggedBytes(String name, DataSize size) {
		if (size.isNegative() || size.compareTo(MAX_LOGGED) > 0) {
			throw new InvalidConfigurationPropertyValueException(name, size, "It must be between 0B and 1MB.");
		}
		return (int) size.toBytes();
	}

	/**
	 * Return a value of a property.
	 * @param name the name of the property
	 * @param number the value
	 * @return the value
	 * @throws InvalidConfigurationPropertyValueException if it is not positive
	 */
	public static int positive(String name, int number) {
		if (number <= 0) {
			throw new InvalidConfigurationPropertyValueException(name, number, "It must be positive.");
		}
		return number;
	}

	/**
	 * Return a value of a property.
	 * @param name the name of the property
	 * @param duration the value
	 * @return the value
	 * @throws InvalidConfigurationPropertyValueException if it is negative or more than
	 * 3650 days
	 */
	public static Duration notNegative(String name, Duration duration) {
		return notNegative(name, duration, "It must not be negative.");
	}

	/**
	 * Return a value of a property.
	 * @param name the name of the property
	 * @param duration the value
	 * @param rule the rule that a negative value breaks
	 * @return the value
	 * @throws InvalidConfigurationPropertyValueException if it is negative or more than
	 * 3650 days
	 */
	public static Duration notNegative(String name, Duration duration, String rule) {
		if (duration.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(name, duration, rule);
		}
		return bounded(name, duration);
	}

	/**
	 * Return a value of a property.
	 * @param name the name of the property
	 * @param duration the value
	 * @return the value
	 * @throws InvalidConfigurationPropertyValueException if it is not positive or more
	 * than 3650 days
	 */
	public static Duration positive(String name, Duration duration) {
		if (duration.isZero() || duration.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(name, duration, "It must be positive.");
		}
		return bounded(name, duration);
	}

	private static Duration bounded(String name, Duration duration) {
		if (duration.compareTo(LONGEST) > 0) {
			throw new InvalidConfigurationPropertyValueException(name, duration,
					"It must not be more than " + LONGEST.toDays() + "d, which is ten years.");
		}
		return duration;
	}

}
