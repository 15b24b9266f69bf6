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

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentReferenceHashMap;

import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.OutboundTypes;
import io.github.wsboot.message.ReservedTypeException;
import io.github.wsboot.message.ReservedTypes;

/**
 * {@link OutboundTypes} that are read from {@link MessageType @MessageType}.
 *
 * @since 0.1.0
 */
public final class AnnotatedTypes implements OutboundTypes {

	private static final String NONE = "";

	private final @Nullable JsonProtocol json;

	private final boolean reserves;

	private final Map<Class<?>, String> types = new ConcurrentReferenceHashMap<>();

	/**
	 * Create types.
	 * @param json writes the type, or {@code null} if there is no JSON
	 * @param reserves whether to refuse reserved types
	 */
	public AnnotatedTypes(@Nullable JsonProtocol json, boolean reserves) {
		this.json = json;
		this.reserves = reserves;
	}

	@Override
	public Object addTypeField(Object payload, @Nullable MethodParameter declared) {
		String type = typeOf(payload);
		if (type == null) {
			return payload;
		}
		Assert.state(this.json != null, "@MessageType needs a JsonMapper");
		return this.json.write(payload, type, declared);
	}

	@Override
	public Object writePart(Object result, MethodParameter declared) {
		return (this.json != null) ? this.json.write(result, declared) : result;
	}

	@Override
	public Object readPart(String text) {
		return (this.json != null) ? this.json.readPart(text) : text;
	}

	@Override
	public @Nullable String typeOf(Object payload) {
		String type = this.types.computeIfAbsent(payload.getClass(), this::checkedType);
		return type.equals(NONE) ? null : type;
	}

	private String checkedType(Class<?> payload) {
		String type = declaredType(payload);
		if (this.reserves && ReservedTypes.isReserved(type)) {
			throw new ReservedTypeException(payload, type);
		}
		return type;
	}

	/**
	 * Return the type that a class declares, or an empty text if it declares none.
	 */
	static String declaredType(Class<?> type) {
		MessageType annotation = AnnotatedElementUtils.findMergedAnnotation(type, MessageType.class);
		return (annotation != null) ? annotation.value() : NONE;
	}

}
