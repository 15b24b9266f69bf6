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

package io.github.wsboot.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.FrameMasking;
import io.github.wsboot.transport.codec.Role;

/**
 * Settings of a session.
 *
 * @param limits the bounds of inbound messages, to begin with
 * @param closeTimeout the time that the other side may take to close
 * @param masking masks the frames of a client, or {@code null} on a server
 */
record SessionSettings(FrameLimits limits, Duration closeTimeout, @Nullable FrameMasking masking) {

	static SessionSettings server(FrameLimits limits, Duration closeTimeout) {
		return new SessionSettings(limits, closeTimeout, null);
	}

	Role role() {
		return (this.masking != null) ? Role.CLIENT : Role.SERVER;
	}

}
