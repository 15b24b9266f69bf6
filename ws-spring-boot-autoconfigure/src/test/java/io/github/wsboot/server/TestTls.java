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

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for the servers with TLS, made by the JDK's own tool, and clients that
 * trust no other.
 */
public final class TestTls {

	private static final String PASSWORD = "password";

	private static final String NAMES = "SAN=dns:localhost,ip:127.0.0.1";

	private static final Path KEY_STORE = createKeyStore();

	private static final SSLContext CONTEXT = createContext("TLS");

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.sslContext(CONTEXT)
		.sslParameters(new SSLParameters(ciphers(), new String[] { "TLSv1.2", "TLSv1.3" }))
		.build();

	private TestTls() {
	}

	/**
	 * Return the properties of a server that has the certificate.
	 */
	public static List<String> properties() {
		return List.of("server.ssl.key-store=" + KEY_STORE.toUri(), "server.ssl.key-store-password=" + PASSWORD,
				"server.ssl.key-store-type=PKCS12");
	}

	public static SSLContext context() {
		return CONTEXT;
	}

	/**
	 * Return a context that supports no later version.
	 */
	public static SSLContext context(String version) {
		return createContext(version);
	}

	/**
	 * Return the ciphers of clients that send much. The JDK's AES is far slower than
	 * these, unless the second compiler puts in the processor's instructions.
	 */
	public static String[] ciphers() {
		return new String[] { "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" };
	}

	/**
	 * Return a client that trusts the certificate.
	 */
	public static HttpClient http() {
		return HTTP;
	}

	/**
	 * Write the certificate and its key as other programs read them.
	 */
	public static void writePem(Path folder) throws IOException {
		try {
			KeyStore keyStore = keyStore();
			writePem(folder.resolve("fullchain.pem"), "CERTIFICATE", keyStore.getCertificate("server").getEncoded());
			writePem(folder.resolve("privkey.pem"), "PRIVATE KEY",
					keyStore.getKey("server", PASSWORD.toCharArray()).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void writePem(Path file, String type, byte[] content) throws IOException {
		Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(type,
				Base64.getMimeEncoder().encodeToString(content)));
	}

	/**
	 * Return the context of a server that has the certificate, and of a client that shows
	 * it. Both trust no other.
	 */
	public static SSLContext ownContext() {
		try {
			KeyStore keyStore = keyStore();
			return ownContext(keyStore, keyStore.getCertificate("server"));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return a context whose certificate has expired, and which trusts its issuer.
	 */
	public static SSLContext expiredContext() {
		try {
			Path file = temporaryFile();
			keytool(file, "-alias", "issuer", "-dname", "CN=issuer", "-ext", "bc:c", "-validity", "2");
			keytool(file, "-alias", "server", "-dname", "CN=localhost", "-ext", NAMES, "-signer", "issuer",
					"-startdate", "-10d", "-validity", "5");
			KeyStore keyStore = load(file);
			Certificate issuer = keyStore.getCertificate("issuer");
			keyStore.deleteEntry("issuer");
			return ownContext(keyStore, issuer);
		}
		catch (IOException | InterruptedException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyStore keyStore() throws IOException, GeneralSecurityException {
		return load(KEY_STORE);
	}

	private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
		try (InputStream in = Files.newInputStream(file)) {
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			keyStore.load(in, PASSWORD.toCharArray());
			return keyStore;
		}
	}

	private static Path createKeyStore() {
		try {
			Path keyStore = temporaryFile();
			keytool(keyStore, "-alias", "server", "-dname", "CN=localhost", "-ext", NAMES, "-validity", "2");
			return keyStore;
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path temporaryFile() throws IOException {
		Path directory = Files.createTempDirectory("tls");
		Path keyStore = directory.resolve("keystore.p12");
		directory.toFile().deleteOnExit();
		keyStore.toFile().deleteOnExit();
		return keyStore;
	}

	private static void keytool(Path keyStore, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg",
						"EC", "-groupname", "secp256r1", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
						keyStore.toString()));
		command.addAll(List.of(arguments));
		Process keytool = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
			keytool.destroyForcibly();
			throw new IllegalStateException("The JDK's keytool could not make a certificate");
		}
	}

	private static SSLContext createContext(String version) {
		try {
			SSLContext context = SSLContext.getInstance(version);
			context.init(null, trustManagers(keyStore().getCertificate("server")), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext ownContext(KeyStore keyStore, Certificate trusted)
			throws IOException, GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trustManagers(trusted), null);
		return context;
	}

	private static TrustManager[] trustManagers(Certificate trusted) throws IOException, GeneralSecurityException {
		KeyStore trustStore = KeyStore.getInstance("PKCS12");
		trustStore.load(null, null);
		trustStore.setCertificateEntry("server", trusted);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trustStore);
		return trust.getTrustManagers();
	}

}
