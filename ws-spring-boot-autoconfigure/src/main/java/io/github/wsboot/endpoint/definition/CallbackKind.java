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

package io.github.wsboot.endpoint.definition;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnPing;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.OnTick;

/**
 * Kind of a callback, one for each annotation.
 *
 * @since 0.1.0
 */
public enum CallbackKind {

	HANDSHAKE(OnHandshake.class),

	OPEN(OnOpen.class),

	MESSAGE(OnMessage.class),

	PING(OnPing.class),

	PONG(OnPong.class),

	TICK(OnTick.class),

	CLOSE(OnClose.class),

	ERROR(OnError.class);

	private final Class<? extends Annotation> annotation;

	CallbackKind(Class<? extends Annotation> annotation) {
		this.annotation = annotation;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	public boolean takesPayload() {
		return this == MESSAGE || isControl();
	}

	/**
	 * Return whether the callback is called for a control frame, which carries bytes.
	 */
	public boolean isControl() {
		return this == PING || this == PONG;
	}

	static List<Class<? extends Annotation>> annotations() {
		return Arrays.stream(values())
			.<Class<? extends Annotation>>map(CallbackKind::annotation)
			.collect(Collectors.toList());
	}

	/**
	 * Return the kinds that a method is annotated with, or {@code null} if it has no
	 * annotation of ours.
	 */
	static @Nullable Set<CallbackKind> of(Method method) {
		Set<CallbackKind> kinds = EnumSet.noneOf(CallbackKind.class);
		for (CallbackKind kind : values()) {
			if (AnnotatedElementUtils.hasAnnotation(method, kind.annotation)) {
				kinds.add(kind);
			}
		}
		return kinds.isEmpty() ? null : kinds;
	}

	@Override
	public String toString() {
		return "@" + this.annotation.getSimpleName();
	}

}
