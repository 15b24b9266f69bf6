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

import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Suite for our own transport, with an endpoint that echoes messages.
 */
public abstract class DirectSuite extends ServerTests {

	public static final String IMPATIENT = "ws.close-timeout=1s";

	private static final String BUNDLE = "spring.ssl.bundle.jks.test.";

	public DirectSuite() {
		super(EchoEndpoint.class);
	}

	public DirectSuite(Class<?> source) {
		super(EchoEndpoint.class, source);
	}

	/**
	 * Return properties for TLS, and some more.
	 */
	public static String[] secure(String... properties) {
		List<String> tls = List.of("server.ssl.bundle=test",
				BUNDLE + "keystore.location=classpath:io/github/wsboot/server/localhost.p12",
				BUNDLE + "keystore.password=secret", BUNDLE + "keystore.type=PKCS12",
				BUNDLE + "truststore.location=classpath:io/github/wsboot/server/localhost.p12",
				BUNDLE + "truststore.password=secret", BUNDLE + "truststore.type=PKCS12");
		return Stream.concat(tls.stream(), List.of(properties).stream()).toArray(String[]::new);
	}

	/**
	 * Return a context that trusts the server.
	 */
	public static SSLContext tls(TestServer server) {
		return server.bean(SslBundles.class).getBundle("test").createSslContext();
	}

	@WebSocketEndpoint("/echo")
	public static class EchoEndpoint {

		private final Journal journal;

		EchoEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
			if (connection.handshake().queryParams().containsKey("disconnect")) {
				connection.disconnect();
			}
		}

		@OnMessage
		String text(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException("asked to fail");
			}
			return text;
		}

		@OnMessage
		byte[] binary(byte[] bytes) {
			return bytes;
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.close(connection, status, cause);
		}

	}

}
