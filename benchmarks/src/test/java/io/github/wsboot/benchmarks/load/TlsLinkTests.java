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

package io.github.wsboot.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TlsLink} and {@link Certificate}.
 */
class TlsLinkTests {

	private static final String KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();

	private static final String ANSWER = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

	private final byte[] head = new byte[4096];

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void clientsShouldSendAndReceive(String protocol) throws Exception {
		Certificate certificate = Certificate.create(KEYTOOL);
		CompletableFuture<Void> server;
		try (SSLServerSocket listening = listen(certificate, protocol);
				Clients clients = new Clients(listening.getLocalPort(), PlainFormat.BINARY, certificate.context())) {
			int size = 300_000;
			server = CompletableFuture.runAsync(() -> serve(listening, size));
			Client client = clients.open("/any", 1, true).get(0);
			long[] received = new long[2];
			clients.listen((from, sentAt, arrivedAt) -> {
				received[0]++;
				received[1] = arrivedAt - sentAt;
			});
			clients.send(client, 'E', size);
			clients.await("get it back twice", () -> received[0] == 2);
			assertThat(received[1]).isPositive();
		}
		server.join();
	}

	private static SSLServerSocket listen(Certificate certificate, String protocol) throws Exception {
		String store = certificate.serverArguments().get(0).replaceFirst("^[^=]*=", "");
		char[] password = certificate.serverArguments().get(2).replaceFirst("^[^=]*=", "").toCharArray();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(Path.of(store))) {
			keys.load(input, password);
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, password);
		SSLContext context = SSLContext.getInstance(protocol);
		context.init(managers.getKeyManagers(), null, null);
		SSLServerSocketFactory factory = context.getServerSocketFactory();
		SSLServerSocket socket = (SSLServerSocket) factory.createServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
		socket.setEnabledProtocols(new String[] { protocol });
		return socket;
	}

	/**
	 * Accepts a handshake, and sends the payload of one message back twice.
	 */
	private void serve(SSLServerSocket listening, int size) {
		try (Socket socket = listening.accept()) {
			socket.setSoTimeout(60_000);
			InputStream input = socket.getInputStream();
			OutputStream output = socket.getOutputStream();
			int length = 0;
			while (!new String(this.head, 0, length, StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
				this.head[length++] = (byte) input.read();
			}
			output.write(ANSWER.getBytes(StandardCharsets.US_ASCII));
			byte[] frame = input.readNBytes(14 + size);
			for (int i = 0; i < size; i++) {
				frame[14 + i] ^= frame[10 + (i & 3)];
			}
			byte[] reply = new byte[10 + size];
			System.arraycopy(frame, 0, reply, 0, 10);
			reply[1] &= 127;
			System.arraycopy(frame, 14, reply, 10, size);
			output.write(reply);
			output.write(reply);
			output.flush();
			assertThat(input.read()).as("end of the client").isEqualTo(-1);
		}
		catch (IOException ex) {
			// TLS takes the end of the client, who does not say farewell, for a failure
		}
	}

}
