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

package io.github.wsboot.benchmarks.load;

import java.time.Duration;

/**
 * Server that is measured.
 */
interface MeasuredServer extends AutoCloseable {

	/**
	 * Return clients of the server, none of which is connected.
	 * @param format the form of their messages
	 */
	Clients clients(MessageFormat format);

	/**
	 * Return the processor time that the server has spent since its start.
	 */
	Duration cpu();

	/**
	 * Wait until the server has so many connections. It may answer a handshake a little
	 * earlier than it has the connection.
	 */
	void await(Clients clients, String path, int connections);

	@Override
	void close();

}
