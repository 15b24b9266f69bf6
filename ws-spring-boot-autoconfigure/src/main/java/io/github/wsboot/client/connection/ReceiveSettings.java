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

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConverter;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.inbound.ReceiveMemoryBudget;

/**
 * Settings of connections without a bean that receive messages.
 *
 * @param maxPendingMessages the number of messages that wait for their receiver
 * @param maxPendingBytes the size of all of them
 * @param budget bounds the memory of what servers send
 * @param converter returns what reads objects from messages
 * @param protocol returns the protocol of messages
 * @param onEventLoop returns whether the current thread is an event loop
 * @since 0.1.0
 */
public record ReceiveSettings(int maxPendingMessages, long maxPendingBytes, ReceiveMemoryBudget budget,
		Supplier<MessageConverter> converter, Supplier<@Nullable MessageProtocol> protocol,
		BooleanSupplier onEventLoop) {

}
