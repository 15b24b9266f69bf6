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

package io.github.wsboot.transport.codec;

import io.github.wsboot.CloseCause;

/**
 * Side of a connection that this application plays.
 *
 * @since 0.1.0
 */
public enum Role {

	/**
	 * The application has accepted the connection. The other side masks its frames.
	 */
	SERVER(CloseCause.SERVER, CloseCause.CLIENT),

	/**
	 * The application has opened the connection. It masks its own frames (RFC 6455,
	 * section 5.3), and lets the server close the socket (section 7.1.1).
	 */
	CLIENT(CloseCause.CLIENT, CloseCause.SERVER);

	private final CloseCause ownCause;

	private final CloseCause otherCause;

	Role(CloseCause ownCause, CloseCause otherCause) {
		this.ownCause = ownCause;
		this.otherCause = otherCause;
	}

	/**
	 * Return the cause of an end that this application has asked for.
	 * @return the cause
	 */
	public CloseCause ownCause() {
		return this.ownCause;
	}

	/**
	 * Return the cause of an end that the other side has asked for by a close frame.
	 * @return the cause
	 */
	public CloseCause otherCause() {
		return this.otherCause;
	}

}
