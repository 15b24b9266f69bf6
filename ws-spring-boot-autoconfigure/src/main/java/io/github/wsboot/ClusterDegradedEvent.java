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

/**
 * Published when this node no longer reaches the other nodes of its cluster. Until
 * {@link ClusterRestoredEvent}, pushes reach the connections of this node only. Published
 * once an episode, on a worker.
 *
 * @param cause a description of the reason, without addresses and credentials
 * @since 0.1.0
 */
public record ClusterDegradedEvent(String cause) {

}
