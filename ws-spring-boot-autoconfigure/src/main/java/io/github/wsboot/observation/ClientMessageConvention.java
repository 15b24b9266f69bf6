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

package io.github.wsboot.observation;

import java.util.function.UnaryOperator;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import io.github.wsboot.extension.observation.DefaultWebSocketMessageObservationConvention;
import io.github.wsboot.extension.observation.WebSocketMessageObservationContext;
import io.github.wsboot.extension.observation.WebSocketMessageObservationDocumentation.LowCardinalityKeyNames;

/**
 * Convention for the messages of clients. Their connections have the name of the client
 * instead of a path.
 */
class ClientMessageConvention extends DefaultWebSocketMessageObservationConvention {

	private static final String NAME = "websocket.client.message.duration";

	private final UnaryOperator<String> uris;

	ClientMessageConvention(UnaryOperator<String> uris) {
		this.uris = uris;
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(WebSocketMessageObservationContext context) {
		String client = context.getConnection().endpoint();
		return KeyValues.of(KeyValue.of("client", client),
				LowCardinalityKeyNames.URI.withValue(this.uris.apply(client)));
	}

}
