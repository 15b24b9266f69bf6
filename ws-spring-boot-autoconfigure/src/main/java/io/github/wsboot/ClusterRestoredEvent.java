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

package io.github.wsboot;

import java.time.Instant;

/**
 * Published when this node reaches its cluster: for the first time after its start, or
 * after a {@link ClusterDegradedEvent}. Messages of other nodes may be missing up to now.
 * Published on a worker.
 *
 * @param since when the cluster became unreachable, or when this node started
 * @since 0.1.0
 */
public record ClusterRestoredEvent(Instant since) {

}
