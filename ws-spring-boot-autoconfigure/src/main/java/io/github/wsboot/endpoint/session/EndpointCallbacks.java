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

package io.github.wsboot.endpoint.session;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.invocation.ErrorCallbacks;
import io.github.wsboot.endpoint.invocation.MessageCallbacks;

/**
 * Callbacks of one endpoint.
 *
 * @param unique the callbacks of kinds that allow one callback only, by kind
 * @param ticks the {@code @OnTick} callbacks
 * @param messages the {@code @OnMessage} callbacks
 * @param errors the {@code @OnError} callbacks
 * @param nonBlocking whether all of them run on event loops, since none blocks
 * @since 0.1.0
 */
public record EndpointCallbacks(Map<CallbackKind, Callback> unique, List<EndpointTick> ticks, MessageCallbacks messages,
		ErrorCallbacks errors, boolean nonBlocking) {

	public @Nullable Callback get(CallbackKind kind) {
		return this.unique.get(kind);
	}

	public static Map<CallbackKind, Callback> unique(List<Callback> callbacks) {
		Map<CallbackKind, Callback> unique = new EnumMap<>(CallbackKind.class);
		for (Callback callback : callbacks) {
			Callback earlier = unique.put(callback.kind(), callback);
			if (earlier != null) {
				throw new InvalidEndpointException(
						"WebSocket endpoint bean '" + callback.beanName() + "' declares '" + earlier + "' and '"
								+ callback + "', which are both annotated with " + callback.kind() + ".",
						"Keep one of them.");
			}
		}
		return unique;
	}

	public static List<Callback> ofKind(List<Callback> callbacks, CallbackKind kind) {
		List<Callback> selected = new ArrayList<>(callbacks);
		selected.removeIf((callback) -> callback.kind() != kind);
		return selected;
	}

}
