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

import java.util.concurrent.CompletionStage;

/**
 * Engine that carries messages between the nodes of a cluster, such as Redis or NATS. A
 * bean of this type is used if {@code ws.cluster.enabled} is {@code true}.
 * <p>
 * It has one duty: to open links. A {@link ClusterLink} never reconnects, never buffers
 * and never retries. What is broken is thrown away, and the node opens another one, so an
 * implementation needs no recovery of its own and must switch off that of its library.
 * <p>
 * Implementations are thread-safe and never block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClusterBroker {

	/**
	 * Open a link. The caller waits for a few seconds; if it has given up, it closes the
	 * link that arrives later.
	 * @param listener gets what arrives on the link
	 * @return a stage with the link, on which nothing is subscribed yet; it completes
	 * exceptionally if the engine cannot be reached, with a {@link ClusterLinkException}
	 * if the reason is known, and also if the link breaks before; the listener is not
	 * called then
	 */
	CompletionStage<ClusterLink> open(ClusterLinkListener listener);

}
