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

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLEngine;

/**
 * Creates the engines of outgoing TLS connections.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TlsEngineFactory {

	/**
	 * Create an engine in client mode that checks the host name. Called where code may
	 * block.
	 * @param host the host, for the check of the certificate and for SNI
	 * @param port the port, for the resumption of sessions
	 * @return the engine
	 * @throws GeneralSecurityException if the settings of TLS are wrong
	 */
	SSLEngine create(String host, int port) throws GeneralSecurityException;

}
