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

/**
 * Publishes to load balancers and platforms whether this node takes new clients. No
 * method throws an exception. Both may call listeners of the application.
 *
 * @since 0.1.0
 */
public interface ReadinessPublisher {

	/**
	 * Report that this node takes no new clients, since it is about to close its
	 * connections.
	 * @return whether the node was ready before, so that others need time to notice:
	 * false if its start has failed
	 */
	boolean refuse();

	/**
	 * Report that this node is ready again, if {@link #refuse()} is why it was not: the
	 * server has been started once more, or an operator has cancelled the drain.
	 */
	void restore();

}
