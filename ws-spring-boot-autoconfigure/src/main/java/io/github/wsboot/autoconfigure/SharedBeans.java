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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Chooses the bean for endpoints among beans of a type that other parts of the
 * application use, too.
 */
final class SharedBeans {

	private SharedBeans() {
	}

	/**
	 * Return the bean with the mark for endpoints, or else the application's only or
	 * primary one.
	 * @param marked the beans with the mark
	 * @param all all beans of the type
	 * @return the bean, or {@code null} if there is none
	 * @throws InvalidEndpointException if there are several to choose from
	 */
	static <T> @Nullable T choose(ObjectProvider<T> marked, ObjectProvider<T> all) {
		T chosen = one(marked, "Leave @%s on one of them, or make one of them @Primary.");
		return (chosen != null) ? chosen : one(all, "Annotate one of them with @%s, or make one of them @Primary.");
	}

	private static <T> @Nullable T one(ObjectProvider<T> beans, String action) {
		try {
			return beans.getIfAvailable();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			// Not the cause: Spring Boot's analysis of it speaks of injection points
			String type = ClassUtils.getShortName(String.valueOf(ex.getBeanType()));
			String problem = (ex.getBeanNamesFound() != null) ? "there are " + ex.getBeanNamesFound()
					: "Spring cannot choose: " + ex.getMessage();
			throw new InvalidEndpointException("WebSocket endpoints need one %s, but %s.".formatted(type, problem),
					action.formatted(ForWebSocketEndpoints.class.getSimpleName()));
		}
	}

}
