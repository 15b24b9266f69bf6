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

package io.github.wsboot.client.connection;

import java.util.List;

/**
 * Clients of the application. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientSource {

	/**
	 * Return the annotated clients.
	 * @return the clients, in no particular order
	 */
	List<RegisteredClient> all();

	/**
	 * Return the annotated clients of a class.
	 * @param type the class of the beans
	 * @return the clients, none if there is no such bean
	 */
	List<RegisteredClient> ofType(Class<?> type);

	/**
	 * Create a client without callbacks.
	 * @param template the template of the URI
	 * @return the client
	 */
	RegisteredClient uri(String template);

}
