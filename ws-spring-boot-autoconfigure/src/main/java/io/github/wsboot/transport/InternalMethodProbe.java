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

package io.github.wsboot.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Probe for a public method of a container that this library calls or implements. The
 * method is looked up before it is needed, so that a container without it is noticed at
 * start-up and not by a client.
 *
 * @param type the name of the method's class
 * @param name the name of the method
 * @param descriptor the method's exact types, as in byte code
 * @since 0.1.0
 */
public record InternalMethodProbe(String type, String name, String descriptor) {

	/**
	 * Return the first method that is missing.
	 * @param methods the methods
	 * @param loader the class loader of the container
	 * @return the class and name of a method, or {@code null} if nothing is missing
	 */
	public static @Nullable String missing(List<InternalMethodProbe> methods, @Nullable ClassLoader loader) {
		return methods.stream()
			.filter((method) -> !method.isIn(loader))
			.map(InternalMethodProbe::toString)
			.findFirst()
			.orElse(null);
	}

	private boolean isIn(@Nullable ClassLoader loader) {
		try {
			Class<?> type = ClassUtils.forName(this.type, loader);
			MethodType types = MethodType.fromMethodDescriptorString(this.descriptor, loader);
			Lookup lookup = MethodHandles.publicLookup();
			return finds(() -> lookup.findVirtual(type, this.name, types))
					|| finds(() -> lookup.findStatic(type, this.name, types));
		}
		catch (ClassNotFoundException | LinkageError | TypeNotPresentException ex) {
			return false;
		}
	}

	private static boolean finds(Finder finder) {
		try {
			finder.find();
			return true;
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return ClassUtils.getShortName(this.type) + "." + this.name;
	}

	@FunctionalInterface
	private interface Finder {

		Object find() throws ReflectiveOperationException;

	}

}
