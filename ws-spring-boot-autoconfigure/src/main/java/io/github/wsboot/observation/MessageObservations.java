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

import java.lang.reflect.Method;
import java.util.function.UnaryOperator;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.extension.observation.DefaultWebSocketMessageObservationConvention;
import io.github.wsboot.extension.observation.WebSocketMessageObservationContext;
import io.github.wsboot.extension.observation.WebSocketMessageObservationConvention;
import io.github.wsboot.extension.observation.WebSocketMessageObservationDocumentation;

/**
 * Creates an observation of each handled message. While a callback runs, the observation
 * is the current one of the thread, so that the work of the callback belongs to it.
 *
 * @since 0.1.0
 */
public final class MessageObservations implements MessageObserver {

	private static final WebSocketMessageObservationConvention DEFAULT = //
			new DefaultWebSocketMessageObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable WebSocketMessageObservationConvention convention;

	private final WebSocketMessageObservationConvention defaults;

	/**
	 * Create an instance.
	 * @param registry the registry for observations
	 * @param convention the application's convention, or {@code null} for the default
	 */
	public MessageObservations(ObservationRegistry registry,
			@Nullable WebSocketMessageObservationConvention convention) {
		this(registry, convention, DEFAULT);
	}

	private MessageObservations(ObservationRegistry registry,
			@Nullable WebSocketMessageObservationConvention convention,
			WebSocketMessageObservationConvention defaults) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
		this.convention = convention;
		this.defaults = defaults;
	}

	/**
	 * Create an instance for the messages of clients, whose observations have the names
	 * and keys of their meters.
	 * @param registry the registry for observations
	 * @param uris returns the template of the URI of a client, without secrets
	 * @return the instance
	 */
	public static MessageObservations ofClients(ObservationRegistry registry, UnaryOperator<String> uris) {
		return new MessageObservations(registry, null, new ClientMessageConvention(uris));
	}

	@Override
	public Observed begin(Connection connection, @Nullable Method callback) {
		return new MessageObservation(WebSocketMessageObservationDocumentation.MESSAGE
			.observation(this.convention, this.defaults,
					() -> new WebSocketMessageObservationContext(connection, callback), this.registry)
			.start());
	}

	/**
	 * A message and its observation.
	 */
	private static final class MessageObservation implements Observed {

		private final Observation observation;

		MessageObservation(Observation observation) {
			this.observation = observation;
		}

		@Override
		public ThreadScope open() {
			return this.observation.openScope()::close;
		}

		@Override
		public void onFailure(Throwable exception) {
			// An exception of @OnError is not the reason why the message has failed
			if (this.observation.getContext().getError() == null) {
				this.observation.error(exception);
			}
		}

		@Override
		public void onEnd() {
			this.observation.stop();
		}

	}

}
