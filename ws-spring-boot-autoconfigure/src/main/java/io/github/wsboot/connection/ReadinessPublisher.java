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
 * Tells whoever sends clients here whether more of them are welcome. Filled by what knows
 * load balancers and platforms. None of the methods throws.
 *
 * @since 0.1.0
 */
public interface ReadinessPublisher {

	/**
	 * Ask for no more clients: the server is about to close its connections.
	 * @return whether somebody may have to notice that: false if the server has never
	 * been ready, as its start has failed
	 */
	boolean refuse();

	/**
	 * Be ready again if {@link #refuse()} is why it is not: the server has been started
	 * once more, or an operator has cancelled the drain.
	 */
	void restore();

}
