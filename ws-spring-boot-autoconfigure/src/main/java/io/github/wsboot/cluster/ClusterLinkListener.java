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

import java.nio.ByteBuffer;

/**
 * Gets what arrives on a {@link ClusterLink}.
 *
 * @since 0.1.0
 */
public interface ClusterLinkListener {

	/**
	 * Called for each message of a subscribed topic, by one thread at a time and in the
	 * order of the engine. Returns quickly and never throws an exception.
	 * @param topic the topic
	 * @param message the bytes from position to limit, which are used during the call
	 * only
	 */
	void received(Topic topic, ByteBuffer message);

	/**
	 * Called once when the link has broken: it is useless from then on, and nothing is
	 * received afterwards. Not called for a link that was closed.
	 * @param cause the reason, a {@link ClusterLinkException} if it is known
	 */
	void broken(Throwable cause);

}
