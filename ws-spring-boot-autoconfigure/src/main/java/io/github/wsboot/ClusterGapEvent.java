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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Published when messages of other nodes are missing, or may be. They are not sent again,
 * so an application that needs them has its clients load their state again:
 * {@code connections.all().local().push(new Reload())}. Published once for each window,
 * on a worker.
 *
 * @param peer the node whose messages are missing; empty if those of any node may be, as
 * this node was cut off
 * @param from when everything had arrived, by the clock of this node
 * @param to when messages arrived again, by the clock of this node
 * @param lost how many messages are missing; empty if that is unknown, and possibly none
 * @since 0.1.0
 */
public record ClusterGapEvent(Optional<ClusterNode> peer, Instant from, Instant to, OptionalLong lost) {

}
