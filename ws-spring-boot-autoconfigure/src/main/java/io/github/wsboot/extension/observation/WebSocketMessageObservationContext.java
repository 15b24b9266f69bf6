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

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;

/**
 * Context of the observation of a message.
 *
 * @since 0.1.0
 */
public class WebSocketMessageObservationContext extends Observation.Context {

	private final Connection connection;

	private final @Nullable Method callback;

	/**
	 * Create a context.
	 * @param connection the connection that received the message
	 * @param callback the method that handles the message, or {@code null} if none does
	 */
	public WebSocketMessageObservationContext(Connection connection, @Nullable Method callback) {
		this.connection = connection;
		this.callback = callback;
	}

	/**
	 * Return the connection that received the message.
	 * @return the connection
	 */
	public Connection getConnection() {
		return this.connection;
	}

	/**
	 * Return the method that handles the message.
	 * @return the method, or {@code null} if there is none: the message could not be
	 * read, or no method takes its type
	 */
	public @Nullable Method getCallback() {
		return this.callback;
	}

}
