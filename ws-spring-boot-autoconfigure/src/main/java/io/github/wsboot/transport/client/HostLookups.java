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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Resolution of host names. A name is resolved by one thread at a time, so that a slow
 * name server does not hold a thread for each attempt that waits for it, or has given up.
 * Thread-safe.
 */
final class HostLookups {

	private final Resolver resolver;

	private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> running = new ConcurrentHashMap<>();

	HostLookups(Resolver resolver) {
		this.resolver = resolver;
	}

	/**
	 * Resolve a name, which may block, unless another thread does so already.
	 * @param host the name, or an address
	 * @return the addresses; complete unless another thread resolves the name
	 */
	CompletableFuture<List<InetAddress>> resolve(String host) {
		String key = host.toLowerCase(Locale.ROOT);
		CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
		CompletableFuture<List<InetAddress>> other = this.running.putIfAbsent(key, lookup);
		if (other != null) {
			return other;
		}
		try {
			List<InetAddress> addresses = List.of(this.resolver.resolve(host));
			this.running.remove(key);
			lookup.complete(addresses);
		}
		catch (Throwable ex) {
			this.running.remove(key);
			lookup.completeExceptionally(ex);
		}
		return lookup;
	}

	/**
	 * Source of the addresses of a host.
	 */
	@FunctionalInterface
	interface Resolver {

		/**
		 * Return all addresses of a host. May block.
		 * @throws AttemptException if none of them may be used
		 */
		InetAddress[] resolve(String host) throws UnknownHostException, AttemptException;

	}

}
