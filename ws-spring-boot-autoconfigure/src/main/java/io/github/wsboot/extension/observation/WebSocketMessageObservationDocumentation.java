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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documentation of the observations of messages.
 *
 * @since 0.1.0
 */
public enum WebSocketMessageObservationDocumentation implements ObservationDocumentation {

	/**
	 * Handling of a text or binary message of a client: begins with the call of its
	 * callback, and ends when the callback has returned, the stage that it returned is
	 * done, and its failure has been handled.
	 * <p>
	 * Its error is the first exception that the callback raised, or that kept the message
	 * from reaching a callback, even if an {@code @OnError} callback has handled it.
	 * Micrometer gives it to meters as the tag {@code error}, with the simple name of its
	 * class or {@code none}.
	 */
	MESSAGE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultWebSocketMessageObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Keys with few values, for meters and spans.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * The path template of the endpoint.
		 */
		URI {

			@Override
			public String asString() {
				return "uri";
			}

		}

	}

	/**
	 * Keys with many values, for spans.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * The id of the connection.
		 */
		CONNECTION_ID {

			@Override
			public String asString() {
				return "websocket.connection.id";
			}

		},

		/**
		 * The class and the method that handles the message, or {@code none}.
		 */
		CALLBACK {

			@Override
			public String asString() {
				return "websocket.callback";
			}

		}

	}

}
