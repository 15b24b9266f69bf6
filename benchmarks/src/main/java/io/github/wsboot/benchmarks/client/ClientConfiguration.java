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

package io.github.wsboot.benchmarks.client;

import java.net.URI;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.client.WebSocketClients;

/**
 * Connections of the kind that the property {@code benchmark.kind} names.
 */
@Configuration(proxyBeanMethods = false)
class ClientConfiguration {

	@Bean
	OutgoingConnections outgoingConnections(@Value("${benchmark.kind}") String kind, @Value("${benchmark.uri}") URI uri,
			WebSocketClients clients, Echo echo) {
		return kind.equals("jdk") ? new JdkConnections(uri, echo) : new StarterConnections(clients, kind);
	}

}
