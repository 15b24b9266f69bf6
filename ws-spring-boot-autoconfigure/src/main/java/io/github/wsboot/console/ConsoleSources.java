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

package io.github.wsboot.console;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.connection.ConnectionSurvey;
import io.github.wsboot.connection.ConnectionTimers;
import io.github.wsboot.connection.Traffic;
import io.github.wsboot.handshake.HandshakeRefusals;

/**
 * Where the console has its facts from.
 *
 * @param path where the console is
 * @param connections the connections of this node
 * @param endpoints the path templates of all endpoints
 * @param traffic what has gone through connections so far
 * @param survey what waits at connections
 * @param refusals the handshakes that were refused
 * @param lag how long connections had to wait for their event loop of late
 * @param timers runs the console's clock
 * @since 0.1.0
 */
public record ConsoleSources(String path, ConnectionManager connections, Supplier<List<String>> endpoints,
		Traffic traffic, ConnectionSurvey survey, HandshakeRefusals refusals, Supplier<Duration> lag,
		ConnectionTimers timers) {

}
