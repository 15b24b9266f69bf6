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

package io.github.wsboot.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

import io.github.wsboot.Frame;
import io.github.wsboot.message.PayloadEncoder;

/**
 * Converts what callbacks return, as it is declared.
 */
final class ResultPayloads {

	private final PayloadEncoder encoder;

	private final Map<MethodParameter, DeclaredParameter> declared = new ConcurrentHashMap<>();

	ResultPayloads(PayloadEncoder encoder) {
		this.encoder = encoder;
	}

	/**
	 * Return what to push.
	 * @param value what the callback returned, or what a stage or publisher had
	 * @param returnType what it is declared to return
	 * @return the frame, or {@code null} if there is nothing to push
	 */
	@Nullable Frame frame(@Nullable Object value, MethodParameter returnType) {
		Object payload = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
		return (payload != null)
				? this.encoder.convert(payload, this.declared.computeIfAbsent(returnType, DeclaredParameter::ofResult))
				: null;
	}

}
