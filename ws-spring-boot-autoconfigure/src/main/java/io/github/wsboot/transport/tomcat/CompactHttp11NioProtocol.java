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

package io.github.wsboot.transport.tomcat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Tomcat's protocol for its NIO connector, with sockets whose buffers can be released
 * when a WebSocket connection has begun. Requests of HTTP are served as before.
 * <p>
 * Public with a public constructor because Tomcat creates it by reflection.
 *
 * @since 0.1.0
 */
public final class CompactHttp11NioProtocol extends Http11NioProtocol {

	/**
	 * Create a protocol.
	 */
	public CompactHttp11NioProtocol() {
		super(new CompactEndpoint());
	}

	/**
	 * Return the first member of Tomcat's classes that this protocol needs and that is
	 * missing or different.
	 * @return the name of the member, or {@code null} if nothing is missing
	 */
	public static @Nullable String missing() {
		return missing(CompactHttp11NioProtocol.class.getClassLoader());
	}

	static @Nullable String missing(@Nullable ClassLoader loader) {
		try {
			Class<?> endpoint = ClassUtils.forName(NioEndpoint.class.getName(), loader);
			Class<?> buffers = ClassUtils.forName(SocketBufferHandler.class.getName(), loader);
			if (!isReplaceable(endpoint.getDeclaredMethod("createChannel", buffers), NioChannel.class)) {
				return "NioEndpoint.createChannel";
			}
			if (!ClassUtils.hasConstructor(ClassUtils.forName(Http11NioProtocol.class.getName(), loader), endpoint)) {
				return "Http11NioProtocol(NioEndpoint)";
			}
			return ClassUtils.hasConstructor(buffers, int.class, int.class, boolean.class) ? unknownMethod(buffers)
					: "SocketBufferHandler(int, int, boolean)";
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static boolean isReplaceable(Method method, Class<?> result) {
		int modifiers = method.getModifiers();
		return Modifier.isProtected(modifiers) && !Modifier.isFinal(modifiers)
				&& method.getReturnType().getName().equals(result.getName());
	}

	/**
	 * Return a method of Tomcat's buffers that {@link ReleasableBuffers} does not pass
	 * on, and that would therefore work on unused buffers.
	 */
	private static @Nullable String unknownMethod(Class<?> buffers) {
		Set<String> known = overridable(ReleasableBuffers.class).collect(Collectors.toSet());
		Set<String> expected = overridable(buffers).collect(Collectors.toSet());
		return expected.stream()
			.filter((method) -> !known.contains(method))
			.map((method) -> "SocketBufferHandler without " + method)
			.findFirst()
			.orElse(null);
	}

	private static Stream<String> overridable(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> !method.isSynthetic())
			.filter((method) -> (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0)
			.map((method) -> method.getName() + Arrays.toString(method.getParameterTypes()));
	}

	private static final class CompactEndpoint extends NioEndpoint {

		@Override
		protected NioChannel createChannel(SocketBufferHandler buffer) {
			return super.createChannel(new ReleasableBuffers(buffer));
		}

	}

}
