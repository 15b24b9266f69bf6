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

package io.github.wsboot.demo.client;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.client.ClientConnectionInfo;

/**
 * View of the client for the page.
 *
 * @param info the facts about its connection, or {@code null} if there is none
 * @param now the time of the server, to which all other times belong
 * @param awayUntil when the feed is back, or {@code null} while it is there
 * @param entries what has happened, the latest first
 */
@MessageType("client")
record ClientView(@Nullable ClientConnectionInfo info, Instant now, @Nullable Instant awayUntil, List<Entry> entries) {

}
