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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

import io.github.wsboot.transport.client.TlsEngineFactory;

/**
 * TLS of all clients: one factory for each SSL bundle, which follows its updates.
 */
final class ClientTls {

	private final ObjectProvider<SslBundles> bundles;

	private final BundleTls withoutBundle = new BundleTls();

	private final Map<String, BundleTls> byBundle = new ConcurrentHashMap<>();

	ClientTls(ObjectProvider<SslBundles> bundles) {
		this.bundles = bundles;
	}

	/**
	 * Return the factory for a bundle.
	 * @param property the name of the property that names the bundle
	 * @param bundle the name of the bundle, or {@code null} for the JVM's defaults
	 */
	TlsEngineFactory factory(String property, @Nullable String bundle) {
		return (bundle != null) ? this.byBundle.computeIfAbsent(bundle, (name) -> create(property, name))
				: this.withoutBundle;
	}

	private BundleTls create(String property, String name) {
		try {
			BundleTls created = new BundleTls();
			SslBundles bundles = this.bundles.getObject();
			created.use(bundles.getBundle(name));
			bundles.addBundleUpdateHandler(name, created::use);
			return created;
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException(property, name,
					"There is no such SSL bundle: define it by 'spring.ssl.bundle.*'.");
		}
	}

}
