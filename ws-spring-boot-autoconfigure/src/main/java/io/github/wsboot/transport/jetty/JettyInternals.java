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

package io.github.wsboot.transport.jetty;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import io.github.wsboot.transport.InternalMethodProbe;

/**
 * Methods of Jetty's core that the upgrade and its sockets use, with their exact types.
 */
final class JettyInternals {

	private static final String REQUEST = "org.eclipse.jetty.ee11.servlet.ServletContextRequest";

	private static final String META_DATA = "org.eclipse.jetty.server.ConnectionMetaData";

	private static final String CONNECTOR = "org.eclipse.jetty.server.Connector";

	private static final String STREAM = "org.eclipse.jetty.server.HttpStream";

	private static final String IO = "org.eclipse.jetty.io.";

	private static final String CONNECTION = IO + "Connection";

	private static final String ABSTRACT_CONNECTION = IO + "AbstractConnection";

	private static final String END_POINT = IO + "EndPoint";

	private static final String UPGRADE_ATTRIBUTE = "UPGRADE_CONNECTION_ATTRIBUTE";

	/** Methods that are called, and methods that are implemented for Jetty to call. */
	static final List<InternalMethodProbe> METHODS = List.of(
			new InternalMethodProbe(REQUEST, "getServletContextRequest",
					"(Ljakarta/servlet/ServletRequest;)Lorg/eclipse/jetty/ee11/servlet/ServletContextRequest;"),
			new InternalMethodProbe(REQUEST, "getConnectionMetaData",
					"()Lorg/eclipse/jetty/server/ConnectionMetaData;"),
			new InternalMethodProbe(REQUEST, "setAttribute",
					"(Ljava/lang/String;Ljava/lang/Object;)Ljava/lang/Object;"),
			new InternalMethodProbe(META_DATA, "getConnection", "()Lorg/eclipse/jetty/io/Connection;"),
			new InternalMethodProbe(META_DATA, "getConnector", "()Lorg/eclipse/jetty/server/Connector;"),
			new InternalMethodProbe(CONNECTOR, "getExecutor", "()Ljava/util/concurrent/Executor;"),
			new InternalMethodProbe(CONNECTOR, "getEventListeners", "()Ljava/util/List;"),
			new InternalMethodProbe(CONNECTOR, "getConnectionFactory", "(Ljava/lang/Class;)Ljava/lang/Object;"),
			new InternalMethodProbe(CONNECTION, "getEndPoint", "()Lorg/eclipse/jetty/io/EndPoint;"),
			new InternalMethodProbe(CONNECTION + "$UpgradeTo", "onUpgradeTo", "(Ljava/nio/ByteBuffer;)V"),
			new InternalMethodProbe(CONNECTION, "addEventListener", "(Ljava/util/EventListener;)V"),
			new InternalMethodProbe(ABSTRACT_CONNECTION, "onOpen", "()V"),
			new InternalMethodProbe(ABSTRACT_CONNECTION, "onFillable", "()V"),
			new InternalMethodProbe(ABSTRACT_CONNECTION, "fillInterested", "()V"),
			new InternalMethodProbe(ABSTRACT_CONNECTION, "onIdleExpired", "(Ljava/util/concurrent/TimeoutException;)Z"),
			new InternalMethodProbe(END_POINT, "setIdleTimeout", "(J)V"),
			new InternalMethodProbe(END_POINT, "fill", "(Ljava/nio/ByteBuffer;)I"),
			new InternalMethodProbe(END_POINT, "flush", "([Ljava/nio/ByteBuffer;)Z"),
			new InternalMethodProbe(END_POINT, "write", "(Lorg/eclipse/jetty/util/Callback;[Ljava/nio/ByteBuffer;)V"),
			new InternalMethodProbe(END_POINT, "isOpen", "()Z"),
			new InternalMethodProbe(END_POINT, "shutdownOutput", "()V"),
			new InternalMethodProbe(END_POINT, "close", "()V"),
			new InternalMethodProbe(END_POINT, "close", "(Ljava/lang/Throwable;)V"),
			new InternalMethodProbe("org.eclipse.jetty.util.Callback", "from",
					"(Lorg/eclipse/jetty/util/thread/Invocable$InvocationType;Ljava/lang/Runnable;"
							+ "Ljava/util/function/Consumer;)Lorg/eclipse/jetty/util/Callback;"));

	private JettyInternals() {
	}

	/**
	 * Return the first of these methods that is missing in this Jetty.
	 * @param loader the class loader of Jetty
	 * @return the class and name of a method, or {@code null} if nothing is missing
	 */
	static @Nullable String missing(@Nullable ClassLoader loader) {
		String missing = InternalMethodProbe.missing(METHODS, loader);
		return (missing != null || hasUpgradeAttribute(loader)) ? missing : "HttpStream." + UPGRADE_ATTRIBUTE;
	}

	private static boolean hasUpgradeAttribute(@Nullable ClassLoader loader) {
		try {
			return ClassUtils.forName(STREAM, loader).getField(UPGRADE_ATTRIBUTE).getType() == String.class;
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return false;
		}
	}

}
