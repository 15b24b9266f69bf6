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

package io.github.wsboot.console;

import org.jspecify.annotations.Nullable;

/**
 * Command of a viewer. Its name determines which components it needs.
 *
 * @param id the number that the reply refers to
 * @param command the name
 * @param query the text to search for in ids, users, endpoints and rooms
 * @param endpoint the path template of the connections
 * @param offset the number of connections to skip
 * @param limit the maximum number of connections to return
 * @param connection the id of a connection
 * @param format the format of the payload, {@code text} or {@code json}
 * @param payload the payload to push
 * @param code the code to disconnect with
 * @param reason the reason to disconnect with
 */
record Command(@Nullable Long id, @Nullable String command, @Nullable String query, @Nullable String endpoint,
		@Nullable Integer offset, @Nullable Integer limit, @Nullable String connection, @Nullable String format,
		@Nullable String payload, @Nullable Integer code, @Nullable String reason) {

}
