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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificate of a server on the loopback, which it has signed itself.
 */
final class Certificate {

	/** It protects nothing: the key is only used here. */
	private static final String PASSWORD = "benchmark";

	private static final String STORE_TYPE = "PKCS12";

	private final Path store;

	private final SSLContext context;

	private Certificate(Path store, SSLContext context) {
		this.store = store;
		this.context = context;
	}

	/**
	 * Create a certificate.
	 * @param keytool the command of the JDK that does it
	 */
	static Certificate create(String keytool) {
		try {
			Path directory = Files.createTempDirectory("tls");
			Path store = directory.resolve("server.p12");
			ExternalCommand.run(List.of(keytool, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname",
					"secp256r1", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-validity", "2", "-storetype",
					STORE_TYPE, "-storepass", PASSWORD, "-keystore", store.toString()));
			directory.toFile().deleteOnExit();
			store.toFile().deleteOnExit();
			return new Certificate(store, trusting(store));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot create a certificate", ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Cannot read the certificate", ex);
		}
	}

	private static SSLContext trusting(Path store) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance(STORE_TYPE);
		try (InputStream input = Files.newInputStream(store)) {
			keys.load(input, PASSWORD.toCharArray());
		}
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(keys);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	/**
	 * Return what lets a server use the certificate.
	 */
	List<String> serverArguments() {
		return List.of("--server.ssl.key-store=" + this.store, "--server.ssl.key-store-type=" + STORE_TYPE,
				"--server.ssl.key-store-password=" + PASSWORD);
	}

	/**
	 * Return what lets clients trust the certificate, and no other.
	 */
	SSLContext context() {
		return this.context;
	}

}
