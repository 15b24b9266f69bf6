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

package io.github.wsboot.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the heartbeat.
 *
 * @param interval the time between two pings of a connection, or {@code null} for no
 * pings
 * @param timeout the time in which the client must send anything after a ping
 * @param idleTimeout the longest time without a message in either direction, or
 * {@code null} for no limit
 * @since 0.1.0
 */
public record HeartbeatSettings(@Nullable Duration interval, Duration timeout, @Nullable Duration idleTimeout) {

	/**
	 * Neither pings nor an idle timeout.
	 */
	public static final HeartbeatSettings OFF = new HeartbeatSettings(null, Duration.ofSeconds(10), null);

}
