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

/**
 * Settings of the drain, which closes all connections before the server stops.
 *
 * @param timeout the longest time of a drain
 * @param delay the time in which clients may still come although the server reports that
 * it is not ready, a part of the timeout; zero for no delay
 * @param batchSize the number of connections that are closed at once
 * @param batchInterval the longest time from one batch to the next: all batches begin
 * within half of the time that is left after the delay
 * @param maxRetryAfter for how many seconds at most a browser client is asked to stay
 * away; 0 to ask for nothing
 * @since 0.1.0
 */
public record DrainSettings(Duration timeout, Duration delay, int batchSize, Duration batchInterval,
		int maxRetryAfter) {

}
