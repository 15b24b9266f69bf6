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

import java.util.List;
import java.util.function.Supplier;

import org.springframework.util.function.SingletonSupplier;

import io.github.wsboot.client.bean.AnnotatedClients;
import io.github.wsboot.client.connection.ClientSource;
import io.github.wsboot.client.connection.RegisteredClient;

/**
 * Source of clients that are created at first use, since what they need may inject the
 * {@link io.github.wsboot.client.WebSocketClients}.
 */
final class LazyClientSource implements ClientSource {

	private final ClientRuntime runtime;

	private final SingletonSupplier<AnnotatedClients> annotated;

	LazyClientSource(ClientRuntime runtime, Supplier<AnnotatedClients> annotated) {
		this.runtime = runtime;
		this.annotated = SingletonSupplier.of(() -> {
			AnnotatedClients created = annotated.get();
			runtime.start();
			return created;
		});
	}

	@Override
	public List<RegisteredClient> all() {
		return this.annotated.obtain().stream().toList();
	}

	@Override
	public List<RegisteredClient> ofType(Class<?> type) {
		return this.annotated.obtain().find(type);
	}

	@Override
	public RegisteredClient uri(String template) {
		this.annotated.obtain();
		return this.runtime.uri(template);
	}

}
