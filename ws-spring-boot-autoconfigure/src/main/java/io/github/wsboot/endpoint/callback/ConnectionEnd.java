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

package io.github.wsboot.endpoint.callback;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;

/**
 * End of a connection, as the payload of an {@code @OnClose} callback.
 *
 * @param status the close status
 * @param cause why the connection ended
 * @since 0.1.0
 */
public record ConnectionEnd(CloseStatus status, CloseCause cause) {

}
