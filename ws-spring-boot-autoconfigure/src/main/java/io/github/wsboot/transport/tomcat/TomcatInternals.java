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

import io.github.wsboot.transport.InternalMethodProbe;

/**
 * Methods of Tomcat that this package uses although Tomcat does not promise them to
 * applications, with their exact types.
 */
final class TomcatInternals {

	private static final String TITLE = "Apache Tomcat";

	private static final String NET = "org.apache.tomcat.util.net.";

	private static final String BUFFERS = NET + "SocketBufferHandler";

	private static final String WRAPPER = NET + "SocketWrapperBase";

	private static final String SECURE_CHANNEL = NET + "SecureNioChannel";

	private static final String HANDLER = "org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler";

	private static final String SOCKET_STATE = "Lorg/apache/tomcat/util/net/AbstractEndpoint$Handler$SocketState;";

	/** Methods that are called, and methods that are implemented for Tomcat to call. */
	static final List<InternalMethodProbe> METHODS = List.of(new InternalMethodProbe(HANDLER, "hasAsyncIO", "()Z"),
			new InternalMethodProbe(HANDLER, "setSocketWrapper", "(Lorg/apache/tomcat/util/net/SocketWrapperBase;)V"),
			new InternalMethodProbe(HANDLER, "upgradeDispatch",
					"(Lorg/apache/tomcat/util/net/SocketEvent;)" + SOCKET_STATE),
			new InternalMethodProbe(HANDLER, "timeoutAsync", "(J)V"), new InternalMethodProbe(HANDLER, "pause", "()V"),
			new InternalMethodProbe(HANDLER, "setSslSupport", "(Lorg/apache/tomcat/util/net/SSLSupport;)V"),
			new InternalMethodProbe(WRAPPER, "getLock", "()Ljava/util/concurrent/locks/ReentrantLock;"),
			new InternalMethodProbe(WRAPPER, "close", "()V"), new InternalMethodProbe(WRAPPER, "isClosed", "()Z"),
			new InternalMethodProbe(WRAPPER, "getSocket", "()Ljava/lang/Object;"),
			new InternalMethodProbe(WRAPPER, "getSocketBufferHandler",
					"()Lorg/apache/tomcat/util/net/SocketBufferHandler;"),
			new InternalMethodProbe(NET + "NioChannel", "getIOChannel", "()Ljava/nio/channels/SocketChannel;"),
			new InternalMethodProbe(SECURE_CHANNEL, "getSslEngine", "()Ljavax/net/ssl/SSLEngine;"),
			new InternalMethodProbe(SECURE_CHANNEL, "read", "(Ljava/nio/ByteBuffer;)I"),
			new InternalMethodProbe(SECURE_CHANNEL, "write", "(Ljava/nio/ByteBuffer;)I"),
			new InternalMethodProbe(SECURE_CHANNEL, "flushOutbound", "()Z"),
			new InternalMethodProbe(SECURE_CHANNEL, "getOutboundRemaining", "()I"),
			new InternalMethodProbe(BUFFERS, "isReadBufferEmpty", "()Z"),
			new InternalMethodProbe(BUFFERS, "configureReadBufferForRead", "()V"),
			new InternalMethodProbe(BUFFERS, "getReadBuffer", "()Ljava/nio/ByteBuffer;"));

	private TomcatInternals() {
	}

	/**
	 * Return the first of these methods that is missing in this Tomcat.
	 * @param loader the class loader of Tomcat
	 * @return the class and name of a method, or {@code null} if nothing is missing
	 */
	static @Nullable String missing(@Nullable ClassLoader loader) {
		return InternalMethodProbe.missing(METHODS, loader);
	}

	/**
	 * Return the version of Tomcat: that of its jar, since applications may hide the
	 * server information. If Tomcat's classes have been repackaged, the server
	 * information is used.
	 * @param tomcat a package of Tomcat, with the manifest attributes of its jar
	 * @param serverInfo the server information, for example {@code Apache Tomcat/11.0.27}
	 */
	static String version(Package tomcat, String serverInfo) {
		String version = TITLE.equals(tomcat.getImplementationTitle()) ? tomcat.getImplementationVersion() : null;
		return (version != null) ? version : serverInfo.substring(serverInfo.lastIndexOf('/') + 1);
	}

}
