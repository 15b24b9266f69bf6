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
import java.net.UnknownHostException;
import java.util.Arrays;

import io.github.wsboot.transport.client.ConnectFailure.Kind;

/**
 * Source of the addresses of a host that leaves out those that are not allowed. An
 * attempt connects to the addresses that were checked, so a name server cannot change
 * them in between.
 *
 * @param resolver knows all addresses
 * @param filter knows those that are allowed
 */
record AllowedAddresses(HostLookups.Resolver resolver, AddressFilter filter) implements HostLookups.Resolver {

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException, AttemptException {
		InetAddress[] allowed = Arrays.stream(this.resolver.resolve(host))
			.filter(this.filter::isAllowed)
			.toArray(InetAddress[]::new);
		if (allowed.length == 0) {
			throw new AttemptException(Kind.REQUEST,
					"the InetAddressFilter of the application allows no address of the host", null);
		}
		return allowed;
	}

}
