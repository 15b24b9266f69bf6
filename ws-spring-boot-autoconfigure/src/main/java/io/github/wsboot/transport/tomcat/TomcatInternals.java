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

package io.github.wsboot.transport.tomcat;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.ExpectedMethod;

/**
 * Everything of Tomcat that is called by this package and is not a promise to
 * applications, with its exact types.
 */
final class TomcatInternals {

	private static final String TITLE = "Apache Tomcat";

	private static final String NET = "org.apache.tomcat.util.net.";

	private static final String BUFFERS = NET + "SocketBufferHandler";

	private static final String WRAPPER = NET + "SocketWrapperBase";

	private static final String SECURE_CHANNEL = NET + "SecureNioChannel";

	private static final String HANDLER = "org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler";

	private static final String SOCKET_STATE = "Lorg/apache/tomcat/util/net/AbstractEndpoint$Handler$SocketState;";

	/** What is called, and what is filled in because Tomcat calls it. */
	static final List<ExpectedMethod> METHODS = List.of(new ExpectedMethod(HANDLER, "hasAsyncIO", "()Z"),
			new ExpectedMethod(HANDLER, "setSocketWrapper", "(Lorg/apache/tomcat/util/net/SocketWrapperBase;)V"),
			new ExpectedMethod(HANDLER, "upgradeDispatch", "(Lorg/apache/tomcat/util/net/SocketEvent;)" + SOCKET_STATE),
			new ExpectedMethod(HANDLER, "timeoutAsync", "(J)V"), new ExpectedMethod(HANDLER, "pause", "()V"),
			new ExpectedMethod(HANDLER, "setSslSupport", "(Lorg/apache/tomcat/util/net/SSLSupport;)V"),
			new ExpectedMethod(WRAPPER, "getLock", "()Ljava/util/concurrent/locks/ReentrantLock;"),
			new ExpectedMethod(WRAPPER, "close", "()V"), new ExpectedMethod(WRAPPER, "isClosed", "()Z"),
			new ExpectedMethod(WRAPPER, "getSocket", "()Ljava/lang/Object;"),
			new ExpectedMethod(WRAPPER, "getSocketBufferHandler", "()Lorg/apache/tomcat/util/net/SocketBufferHandler;"),
			new ExpectedMethod(NET + "NioChannel", "getIOChannel", "()Ljava/nio/channels/SocketChannel;"),
			new ExpectedMethod(SECURE_CHANNEL, "getSslEngine", "()Ljavax/net/ssl/SSLEngine;"),
			new ExpectedMethod(SECURE_CHANNEL, "read", "(Ljava/nio/ByteBuffer;)I"),
			new ExpectedMethod(SECURE_CHANNEL, "write", "(Ljava/nio/ByteBuffer;)I"),
			new ExpectedMethod(SECURE_CHANNEL, "flushOutbound", "()Z"),
			new ExpectedMethod(SECURE_CHANNEL, "getOutboundRemaining", "()I"),
			new ExpectedMethod(BUFFERS, "isReadBufferEmpty", "()Z"),
			new ExpectedMethod(BUFFERS, "configureReadBufferForRead", "()V"),
			new ExpectedMethod(BUFFERS, "getReadBuffer", "()Ljava/nio/ByteBuffer;"));

	private TomcatInternals() {
	}

	/**
	 * Return the first of them that this Tomcat does not have.
	 * @param loader loads Tomcat
	 * @return the class and name of a method, or {@code null} if nothing is missing
	 */
	static @Nullable String missing(@Nullable ClassLoader loader) {
		return ExpectedMethod.missing(METHODS, loader);
	}

	/**
	 * Return the version as Tomcat prints it: that of its jar, since applications hide
	 * what Tomcat tells, unless its classes have been put into a jar of somebody else.
	 * @param tomcat a package of Tomcat, with what its jar says of it
	 * @param serverInfo what Tomcat tells, for example {@code Apache Tomcat/11.0.27}
	 */
	static String version(Package tomcat, String serverInfo) {
		String version = TITLE.equals(tomcat.getImplementationTitle()) ? tomcat.getImplementationVersion() : null;
		return (version != null) ? version : serverInfo.substring(serverInfo.lastIndexOf('/') + 1);
	}

}
