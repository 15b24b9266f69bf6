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

package io.github.wsboot.server;

import java.lang.management.ManagementFactory;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.ObjectName;

import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.awaitility.core.ConditionFactory;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Access to the internals of Tomcat and of our event loops.
 */
public final class Internals {

	/** Includes the connection that Tomcat is about to accept. */
	private static final int ACCEPTING = 1;

	private final TestServer server;

	private Internals(TestServer server) {
		this.server = server;
	}

	public static Internals of(TestServer server) {
		return new Internals(server);
	}

	public AbstractProtocol<?> protocol() {
		TomcatWebServer webServer = (TomcatWebServer) this.server.context().getWebServer();
		return (AbstractProtocol<?>) webServer.getTomcat().getConnector().getProtocolHandler();
	}

	private AbstractEndpoint<?, ?> endpoint() {
		return (AbstractEndpoint<?, ?>) ReflectionTestUtils.getField(protocol(), "endpoint");
	}

	/**
	 * Return Tomcat's sockets.
	 */
	public Set<SocketWrapperBase<?>> sockets() {
		return endpoint().getConnections().stream().collect(Collectors.toSet());
	}

	/**
	 * Let Tomcat close a socket.
	 */
	public static void cut(SocketWrapperBase<?> socket) {
		socket.getLock().lock();
		try {
			socket.close();
		}
		finally {
			socket.getLock().unlock();
		}
	}

	/**
	 * Return the number of connections that Tomcat counts against its limit.
	 */
	public long counted() {
		return protocol().getConnectionCount();
	}

	private List<Object> loops() {
		return new ArrayList<>(
				(List<?>) ReflectionTestUtils.getField(this.server.bean(EventLoops.class), EventLoops.class, "loops"));
	}

	public List<Thread> loopThreads() {
		return loops().stream().map((loop) -> (Thread) ReflectionTestUtils.getField(loop, "thread")).toList();
	}

	/**
	 * Return the number of bytes that the loops have allocated on the heap so far.
	 */
	public long allocatedByLoops() {
		return loopThreads().stream().mapToLong((thread) -> allocated(thread.getId())).sum();
	}

	private static long allocated(long thread) {
		try {
			return (long) ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "getThreadAllocatedBytes",
						new Object[] { thread }, new String[] { long.class.getName() });
		}
		catch (JMException ex) {
			throw new IllegalStateException("This JVM does not count what its threads allocate", ex);
		}
	}

	/**
	 * Block the event loops, if there are any.
	 * @return ends the block when it is closed
	 */
	public Hold holdLoops() {
		CountDownLatch hold = new CountDownLatch(1);
		if (this.server.context().getBeanProvider(EventLoops.class).getIfAvailable() != null) {
			loops().forEach((loop) -> ((Executor) loop).execute(() -> await(hold)));
		}
		return hold::countDown;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private List<Selector> selectors() {
		return loops().stream().map((loop) -> (Selector) ReflectionTestUtils.getField(loop, "selector")).toList();
	}

	/**
	 * Return the sockets of all sessions on the loops, which must be idle.
	 */
	public List<Object> directSockets() {
		return loops().stream()
			.flatMap((loop) -> ((Set<?>) ReflectionTestUtils.getField(loop, "participants")).stream())
			.map((channel) -> ReflectionTestUtils.getField(channel, "socket"))
			.toList();
	}

	/**
	 * Wait until nothing is left of any connection.
	 */
	public void awaitNothing(String after) {
		awaitNothing(after, TestServer.TIMEOUT);
	}

	public void awaitNothing(String after, Duration timeout) {
		TestServer.await("nothing left after " + after).atMost(timeout).untilAsserted(() -> {
			assertThat(this.server.connections().count()).as("our connections after %s", after).isZero();
			if (this.server.context().getWebServer() instanceof JettyWebServer jetty) {
				assertThat(jetty.getServer().getConnectors()).as("Jetty's sockets after %s", after)
					.allMatch((connector) -> connector.getConnectedEndPoints().isEmpty());
			}
			else {
				assertThat(sockets()).as("Tomcat's sockets after %s", after).isEmpty();
				assertThat(protocol().getWaitingProcessorCount()).as("waiting processors after %s", after).isZero();
				assertThat(counted()).as("Tomcat's count after %s", after).isLessThanOrEqualTo(ACCEPTING);
			}
			assertThat(directSockets()).as("sessions after %s", after).isEmpty();
			assertThat(selectors()).as("keys after %s", after).allMatch((selector) -> selector.keys().isEmpty());
		});
	}

	/**
	 * Begin to wait for memory. Checks rarely, since each collection stops the server:
	 * with short pauses between collections it could not release anything.
	 */
	public static ConditionFactory awaitMemory(String what) {
		return TestServer.await(what).pollInterval(Duration.ofMillis(500));
	}

	/**
	 * Return the memory in use, after garbage has been collected.
	 */
	public static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	public static long openFiles() {
		try {
			return (long) ManagementFactory.getPlatformMBeanServer()
				.getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME),
						"OpenFileDescriptorCount");
		}
		catch (JMException ex) {
			throw new IllegalStateException("This system does not count its open files", ex);
		}
	}

	/**
	 * Return the names of our threads, with something that distinguishes those of two
	 * servers.
	 */
	public static Set<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("ws-") && thread.isAlive())
			.map((thread) -> thread.getName() + "#" + thread.getId())
			.collect(Collectors.toSet());
	}

	/**
	 * Blocked part of the server, until it is closed.
	 */
	@FunctionalInterface
	public interface Hold extends AutoCloseable {

		@Override
		void close();

	}

}
