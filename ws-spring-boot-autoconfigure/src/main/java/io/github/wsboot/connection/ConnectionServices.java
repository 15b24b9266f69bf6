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
import java.util.concurrent.Executor;

import io.github.wsboot.message.PayloadEncoder;

/**
 * What all connections of a node share.
 *
 * @param registry where connections are registered
 * @param encoder encodes payloads
 * @param timers runs ticks and deadlines
 * @param server completes stages that users wait for, whatever callbacks do meanwhile
 * @param limits bounds each queue
 * @param budget bounds all queues together
 * @param receiveBudget bounds what all clients have sent
 * @param closeTimeout how long closing may take
 * @param heartbeat pings connections and ends those without life
 * @param monitor told what happens
 * @since 0.1.0
 */
public record ConnectionServices(ConnectionRegistry registry, PayloadEncoder encoder, ConnectionTimers timers,
		Executor server, SendLimits limits, SendBudget budget, ReceiveBudget receiveBudget, Duration closeTimeout,
		Heartbeat heartbeat, ConnectionMonitor monitor) {

}
