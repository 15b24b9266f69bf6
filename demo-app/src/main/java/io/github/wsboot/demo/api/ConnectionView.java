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

package io.github.wsboot.demo.api;

import java.net.InetSocketAddress;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionInfo;

/**
 * Public view of a connection.
 *
 * @param id the id
 * @param endpoint the path template of its endpoint
 * @param user the name of its user or {@code null}
 * @param since when it was established
 * @param remoteAddress the client's address, as far as known
 */
record ConnectionView(String id, String endpoint, @Nullable String user, Instant since,
		@Nullable InetSocketAddress remoteAddress) {

	static ConnectionView of(Connection connection) {
		ConnectionInfo info = connection.info();
		return new ConnectionView(info.id(), info.endpoint(), info.user(), info.since(), info.remoteAddress());
	}

}
