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
 * How often connections are pinged, and how long they may be silent.
 *
 * @param interval the time between two pings of a connection, or {@code null} for none
 * @param timeout how long a client may show no life after a ping
 * @param idleTimeout how long there may be no message in either direction, or
 * {@code null} for any time
 * @since 0.1.0
 */
public record HeartbeatSettings(@Nullable Duration interval, Duration timeout, @Nullable Duration idleTimeout) {

	/**
	 * Neither pings nor an idle time-out.
	 */
	public static final HeartbeatSettings OFF = new HeartbeatSettings(null, Duration.ofSeconds(10), null);

}
