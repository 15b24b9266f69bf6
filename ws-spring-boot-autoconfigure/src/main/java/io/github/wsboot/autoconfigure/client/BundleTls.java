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

package io.github.wsboot.autoconfigure.client;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

import io.github.wsboot.transport.client.TlsEngineFactory;

/**
 * Creates the engines of TLS from an SSL bundle, or from the JVM's defaults. The host
 * name is always checked.
 */
final class BundleTls implements TlsEngineFactory {

	private volatile @Nullable Source source;

	/**
	 * Use another bundle from the next connection on.
	 * @param bundle the bundle
	 */
	void use(SslBundle bundle) {
		this.source = new Source(bundle.createSslContext(), bundle.getOptions());
	}

	@Override
	public SSLEngine create(String host, int port) throws GeneralSecurityException {
		Source source = this.source;
		SSLContext context = (source != null) ? source.context() : SSLContext.getDefault();
		SSLEngine engine = context.createSSLEngine(host, port);
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		SslOptions options = (source != null) ? source.options() : SslOptions.NONE;
		if (options.getCiphers() != null) {
			parameters.setCipherSuites(options.getCiphers());
		}
		if (options.getEnabledProtocols() != null) {
			parameters.setProtocols(options.getEnabledProtocols());
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	/**
	 * Content of a bundle. The context is kept, so that sessions can be resumed.
	 *
	 * @param context the certificates
	 * @param options the allowed ciphers and protocols
	 */
	private record Source(SSLContext context, SslOptions options) {

	}

}
