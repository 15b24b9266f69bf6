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

package io.github.wsboot.extension.observation;

import java.lang.reflect.Method;

import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.extension.observation.WebSocketMessageObservationDocumentation.HighCardinalityKeyNames;
import io.github.wsboot.extension.observation.WebSocketMessageObservationDocumentation.LowCardinalityKeyNames;

/**
 * Convention that is used if the application has none of its own. The observation is
 * named {@value #NAME}, and its span after the endpoint and the method, for example
 * {@code websocket /chat/{room} said}.
 * <p>
 * There is no key {@code error}: Micrometer adds that tag to meters, and a span with such
 * a key would count as failed, whatever its value.
 *
 * @since 0.1.0
 */
public class DefaultWebSocketMessageObservationConvention implements WebSocketMessageObservationConvention {

	/**
	 * The name of the observation.
	 */
	public static final String NAME = "websocket.server.message.duration";

	private static final String NONE = "none";

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(WebSocketMessageObservationContext context) {
		String name = "websocket " + context.getConnection().endpoint();
		Method callback = context.getCallback();
		return (callback != null) ? name + " " + callback.getName() : name;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(WebSocketMessageObservationContext context) {
		return KeyValues.of(LowCardinalityKeyNames.URI.withValue(context.getConnection().endpoint()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(WebSocketMessageObservationContext context) {
		return KeyValues.of(HighCardinalityKeyNames.CONNECTION_ID.withValue(context.getConnection().id()),
				HighCardinalityKeyNames.CALLBACK.withValue(describe(context.getCallback())));
	}

	private static String describe(@Nullable Method callback) {
		return (callback != null) ? callback.getDeclaringClass().getSimpleName() + "." + callback.getName() : NONE;
	}

}
