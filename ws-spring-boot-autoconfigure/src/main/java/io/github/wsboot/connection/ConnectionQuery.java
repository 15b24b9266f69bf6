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

import org.jspecify.annotations.Nullable;

/**
 * Criteria for connections of this node. Each criterion narrows the result, unless it is
 * {@code null}.
 *
 * @param endpoint the path template of the endpoint
 * @param room a room of the connections
 * @param user the name of the user
 * @since 0.1.0
 */
public record ConnectionQuery(@Nullable String endpoint, @Nullable String room, @Nullable String user) {

}
