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

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.Resource;

import io.github.wsboot.Frame;
import io.github.wsboot.message.PayloadEncoder;

/**
 * Converts results of one callback to frames, by their declared type. A {@link Resource}
 * is sent as its content.
 */
final class ResultPayloads {

	/** The longest array. */
	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private final PayloadEncoder encoder;

	private final int maxRead;

	private final DeclaredParameter declared;

	private final boolean declaresResource;

	/**
	 * Create an instance.
	 * @param encoder converts the results
	 * @param maxBytes the bytes of the largest message
	 * @param returnType the declared return type
	 */
	ResultPayloads(PayloadEncoder encoder, long maxBytes, MethodParameter returnType) {
		this.encoder = encoder;
		this.declared = DeclaredParameter.ofResult(returnType);
		this.declaresResource = Resource.class.isAssignableFrom(returnType.getParameterType());
		// One byte more, so that a resource that is too large is refused and not cut
		this.maxRead = (int) Math.min(maxBytes + 1, MAX_ARRAY);
	}

	/**
	 * Return the frame to push.
	 * @param value the result, or the content of a stage or publisher
	 * @return the frame, or {@code null} if there is nothing to push
	 * @throws IllegalStateException if the result means nothing to a client
	 * @throws IOException if a resource cannot be read
	 */
	@Nullable Frame frame(@Nullable Object value) throws IOException {
		Object result = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
		if (result == null) {
			return null;
		}
		if (result instanceof Resource resource) {
			return Frame.binary(ByteBuffer.wrap(read(resource)));
		}
		UnsupportedResults.reject(result);
		return this.encoder.convert(result, this.declared);
	}

	/**
	 * Return what a protocol puts into the answer to a question.
	 * @param value the result, or the content of a stage or publisher
	 * @return the result as it is declared, or {@code null} if there is none
	 * @throws IllegalStateException if the result cannot be a part of a text message
	 */
	@Nullable Object part(@Nullable Object value) {
		Object result = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
		if (result == null) {
			return null;
		}
		if (result instanceof Resource || result instanceof Frame) {
			throw new IllegalStateException("A result of type '" + result.getClass().getName()
					+ "' cannot be a part of the answer to a question");
		}
		UnsupportedResults.reject(result);
		return this.encoder.convertPart(result, this.declared);
	}

	private byte[] read(Resource resource) throws IOException {
		if (!this.declaresResource) {
			// The current thread may be one that must not wait for the content
			throw new IllegalStateException("A Resource is sent only if the method says that it returns one");
		}
		try (InputStream content = resource.getInputStream()) {
			return content.readNBytes(this.maxRead);
		}
	}

}
