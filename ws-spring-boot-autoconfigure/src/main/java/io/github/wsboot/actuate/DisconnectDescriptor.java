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

package io.github.wsboot.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Result of disconnecting.
 *
 * @param disconnected the number of connections of this node, including those that were
 * closing already
 * @param code the close code that is sent to them
 * @param forwarded whether other nodes were asked to disconnect theirs, too
 */
record DisconnectDescriptor(int disconnected, int code,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean forwarded) implements ForwardableDescriptor {

}
