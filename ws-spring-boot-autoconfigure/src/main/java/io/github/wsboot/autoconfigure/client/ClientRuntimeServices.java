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

package io.github.wsboot.autoconfigure.client;

import io.github.wsboot.ask.Asks;
import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Services for outgoing connections and for those of the server's clients.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @param properties the properties that apply to the callbacks of both
 * @param timers the timers of all connections
 * @param server the threads for tasks that may block and do not wait for callbacks
 * @param threads run callbacks
 * @param invoker calls callbacks
 * @param asks asks the other sides, and encodes payloads
 * @param sendBudget bounds the memory of all queues together
 * @param receiveBudget bounds the memory of all messages that have been received
 */
record ClientRuntimeServices(WebSocketServerProperties properties, TimerService timers, CallbackExecutor server,
		CallbackThreads threads, CallbackInvoker invoker, Asks asks, SendMemoryBudget sendBudget,
		ReceiveMemoryBudget receiveBudget) {

}
