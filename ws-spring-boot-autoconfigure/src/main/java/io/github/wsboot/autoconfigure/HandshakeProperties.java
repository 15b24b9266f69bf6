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

package io.github.wsboot.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Properties of handshakes.
 *
 * @since 0.1.0
 */
public class HandshakeProperties {

	/**
	 * Number of handshakes a second that this server accepts in the long run. By default
	 * any.
	 */
	private @Nullable Integer rate;

	/**
	 * Number of handshakes that this server accepts at once, after a pause. By default as
	 * many as in a second.
	 */
	private @Nullable Integer burst;

	public @Nullable Integer getRate() {
		return this.rate;
	}

	public void setRate(@Nullable Integer rate) {
		this.rate = rate;
	}

	public @Nullable Integer getBurst() {
		return this.burst;
	}

	public void setBurst(@Nullable Integer burst) {
		this.burst = burst;
	}

}
