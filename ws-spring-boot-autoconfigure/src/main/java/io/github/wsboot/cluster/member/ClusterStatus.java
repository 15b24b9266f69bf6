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

package io.github.wsboot.cluster.member;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * State of this node in its cluster, for health and monitoring.
 *
 * @param node the id of this node
 * @param nodes the number of nodes, this one included
 * @param available whether this node reaches the others
 * @param link the state of the link to the engine: {@code STOPPED}, {@code CONNECTING},
 * {@code SUBSCRIBING}, {@code UP} or {@code BROKEN}
 * @param lastProbe when the latest message was sent that has come back, or {@code null}
 * @param gaps the number of windows in which messages are missing or may be
 * @param cause why the others cannot be reached, or what else is wrong, or {@code null}
 * @since 0.1.0
 */
public record ClusterStatus(String node, int nodes, boolean available, String link, @Nullable Instant lastProbe,
		long gaps, @Nullable String cause) {

}
