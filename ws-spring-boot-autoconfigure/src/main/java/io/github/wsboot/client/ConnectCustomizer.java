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

package io.github.wsboot.client;

/**
 * Customizes the opening requests of all clients. Beans of this type are called before
 * each attempt on a worker, or on the thread that waits in {@link ConnectSpec#open()}, in
 * their order ({@code @Order}), and before the {@code @OnHandshake} callback of the
 * client. They may block, but not for longer than {@code ws.client.connect-timeout} and
 * {@code ws.client.handshake-timeout} together, as few attempts are made at once.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectCustomizer {

	/**
	 * Customize a request. An exception ends the attempt.
	 * @param request the request that is about to be sent
	 * @throws Exception if there can be no such request at the moment
	 */
	void customize(ConnectRequest request) throws Exception;

}
