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

package io.github.wsboot.transport.client;

import java.net.InetAddress;

/**
 * Filter of the addresses that clients may connect to.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AddressFilter {

	/**
	 * Return whether clients may connect to an address. Called on a worker for each
	 * address of a host.
	 * @param address the address
	 * @return whether it is allowed
	 */
	boolean isAllowed(InetAddress address);

}
