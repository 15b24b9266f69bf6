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

package io.github.wsboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;

/**
 * Called periodically for each connection, from one period after its
 * {@link OnOpen @OnOpen} until it closes. A tick that is due while an earlier one still
 * waits is skipped.
 * <p>
 * Parameters are those of {@link OnOpen @OnOpen}. A result is pushed to the connection,
 * or with {@link Broadcast @Broadcast} to others.
 *
 * @since 0.1.0
 * @see io.github.wsboot.Connection#every
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnTick {

	/**
	 * Period between two ticks.
	 * @return the period in {@link #timeUnit()}
	 */
	long fixedRate() default -1;

	/**
	 * Period between two ticks as text: a number in {@link #timeUnit()} or a duration
	 * such as {@code 5s} or {@code PT5S}; placeholders are resolved.
	 * @return the period
	 */
	String fixedRateString() default "";

	/**
	 * Unit of the period.
	 * @return the unit
	 */
	TimeUnit timeUnit() default TimeUnit.MILLISECONDS;

}
