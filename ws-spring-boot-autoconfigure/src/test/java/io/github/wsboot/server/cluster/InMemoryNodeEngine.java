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

package io.github.wsboot.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.cluster.Topic;

/**
 * Engine in memory, for nodes of this JVM.
 */
final class InMemoryNodeEngine implements NodeEngine {

	private static final AtomicInteger numbers = new AtomicInteger();

	private static final Map<String, InMemoryEngine> engines = new ConcurrentHashMap<>();

	private final String name = "engine " + numbers.incrementAndGet();

	private final InMemoryEngine engine;

	InMemoryNodeEngine(InMemoryEngine engine) {
		this.engine = engine;
		engines.put(this.name, engine);
	}

	@Override
	public Class<?> source() {
		return WithEngine.class;
	}

	@Override
	public List<String> properties(String node) {
		return List.of("test.engine=" + this.name);
	}

	@Override
	public int subscribers(String room) {
		return this.engine.subscribers(Topic.room(room)).size();
	}

	@Override
	public void delay(String node, Duration delay) {
		this.engine.delay(node, delay);
	}

	@Override
	public void refuseOpens(String node) {
		this.engine.refuseOpens(node);
	}

	@Override
	public void breakLinks(String node) {
		this.engine.breakLinks(node);
	}

	@Override
	public void heal(String node) {
		this.engine.heal(node);
	}

	@Override
	public void close() {
		engines.remove(this.name);
		this.engine.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class WithEngine {

		@Bean
		ClusterBroker clusterBroker(@Value("${test.engine}") String engine,
				@Value("${ws.cluster.node-name}") String node) {
			return engines.get(engine).broker(node);
		}

	}

}
