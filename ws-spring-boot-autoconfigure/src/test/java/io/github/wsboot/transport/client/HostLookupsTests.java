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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.wsboot.client.RawServer;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.TestTransport.Opening;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostLookups}, in a transport.
 */
class HostLookupsTests {

	private final AtomicInteger lookups = new AtomicInteger();

	private final CountDownLatch answer = new CountDownLatch(1);

	/**
	 * Wait for the answer of a name server.
	 */
	private InetAddress[] resolve(String host) throws UnknownHostException {
		if (!host.equalsIgnoreCase("slow.test")) {
			return InetAddress.getAllByName(host);
		}
		this.lookups.incrementAndGet();
		try {
			assertThat(this.answer.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new UnknownHostException(host);
		}
		return InetAddress.getAllByName("127.0.0.1");
	}

	@Test
	void slowNameShouldHoldOneThread() throws InterruptedException {
		try (TestTransport transport = new TestTransport(this::resolve); RawServer server = new RawServer()) {
			URI slow = URI.create("ws://slow.test:" + server.port() + "/");
			List<Opening> openings = new ArrayList<>();
			transport.connectTimeout(Duration.ofMillis(100));
			for (int i = 0; i < 10; i++) {
				openings.add(transport.open(slow));
			}
			openings.forEach((opening) -> assertThat(opening.failure().kind()).isEqualTo(Kind.TIMEOUT));
			transport.connectTimeout(Duration.ofSeconds(20));
			Opening waiting = transport.open(URI.create("ws://SLOW.test:" + server.port() + "/"));
			// There are four threads
			transport.established(server.uri("/"));
			assertThat(this.lookups).hasValue(1);
			this.answer.countDown();
			waiting.session();
			transport.established(slow);
			assertThat(this.lookups).hasValueBetween(1, 2);
		}
	}

	@Test
	void failureShouldNotBeKept() throws InterruptedException {
		AtomicInteger failures = new AtomicInteger(1);
		try (TestTransport transport = new TestTransport((host) -> {
			if (failures.getAndDecrement() > 0) {
				throw new UnknownHostException(host);
			}
			return InetAddress.getAllByName("127.0.0.1");
		}); RawServer server = new RawServer()) {
			URI uri = URI.create("ws://name.test:" + server.port() + "/");
			assertThat(transport.open(uri).failure().message()).endsWith("the host name cannot be resolved");
			transport.established(uri);
		}
	}

	@Test
	void attemptsShouldSpreadOverTheAddresses() throws InterruptedException, IOException {
		InetAddress[] addresses = new InetAddress[8];
		for (int i = 0; i < addresses.length; i++) {
			addresses[i] = InetAddress.getByName("127.0.0." + (i + 1));
		}
		try (TestTransport transport = new TestTransport((host) -> addresses);
				ServerSocket server = new ServerSocket(0)) {
			Set<InetAddress> used = new HashSet<>();
			for (int i = 0; i < 30 && used.size() < 2; i++) {
				transport.open(URI.create("ws://many.test:" + server.getLocalPort() + "/"));
				try (Socket socket = server.accept()) {
					used.add(socket.getLocalAddress());
				}
			}
			assertThat(used).hasSize(2);
		}
	}

}
