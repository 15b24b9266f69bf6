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

import org.jspecify.annotations.Nullable;

/**
 * Content of an answer whose relevant part depends on the class that is read from it.
 */
interface TypedContent {

	/**
	 * Return the part for a kind of class.
	 * @param value whether the class is a value rather than an object, as
	 * {@link ContentReader#isValue} says
	 * @return an object that is written as JSON, or {@code null} if there is none
	 */
	@Nullable Object part(boolean value);

}
