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

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * Finds the content of types that hold a result: stages, publishers and {@link Optional}.
 */
final class ResultContent {

	private ResultContent() {
	}

	/**
	 * Return the content of a type.
	 * @return the type of the content, or {@code null} if the type holds nothing
	 */
	static @Nullable ResolvableType of(ResolvableType type) {
		return (type.toClass() == Optional.class) ? type.getGeneric() : ofAsynchronous(type);
	}

	/**
	 * Return the content of a stage or a publisher.
	 * @return the type of the content, or {@code null} if the type is neither
	 */
	static @Nullable ResolvableType ofAsynchronous(ResolvableType type) {
		Class<?> container = type.toClass();
		if (CompletionStage.class.isAssignableFrom(container)) {
			return type.as(CompletionStage.class).getGeneric();
		}
		ReactiveAdapter adapter = (container != Object.class)
				? ReactiveAdapterRegistry.getSharedInstance().getAdapter(container) : null;
		return (adapter != null) ? type.as(adapter.getReactiveType()).getGeneric() : null;
	}

}
