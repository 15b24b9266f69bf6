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

package io.github.wsboot.readme;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.HandshakeContext;

@Component
public class AddressFilter implements ConnectionFilter {

	private final Set<InetAddress> blocked = ConcurrentHashMap.newKeySet();

	public AddressFilter() throws UnknownHostException {
		block("203.0.113.7");
		block("2001:db8::7");
	}

	public void block(String address) throws UnknownHostException {
		this.blocked.add(InetAddress.getByName(address));
	}

	@Override
	public boolean accept(HandshakeContext context) {
		InetSocketAddress client = context.handshake().remoteAddress();
		return client != null && !client.isUnresolved() && !this.blocked.contains(client.getAddress());
	}

}
