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

package io.github.wsboot.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Failure of a {@link ClusterLink} whose reason is known.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class ClusterLinkException extends RuntimeException {

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param reason the reason
	 * @param message a description for logs and health, without addresses and credentials
	 * @param cause the exception of the engine, or {@code null}
	 */
	public ClusterLinkException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return the reason.
	 * @return the reason, which is also a tag of the meter
	 * {@code websocket.cluster.links}
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Reason why a link ended or could not be opened.
	 */
	public enum Reason {

		/**
		 * The connection to the engine has ended, or it could not be opened. Also any
		 * reason that is not known.
		 */
		CLOSED,

		/**
		 * The node did not get its own message in time.
		 */
		PROBE,

		/**
		 * The engine is a replica, which must not be used.
		 */
		ROLE,

		/**
		 * Fewer nodes get this node's messages than are heard: others use another engine.
		 */
		SPLIT,

		/**
		 * The engine has refused a command for lack of permission.
		 */
		PERMISSION,

		/**
		 * The engine has ended a subscription that was not to end.
		 */
		UNSUBSCRIBED

	}

}
