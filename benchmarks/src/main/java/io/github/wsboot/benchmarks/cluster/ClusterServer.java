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

package io.github.wsboot.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.benchmarks.server.BenchmarkServer;
import io.github.wsboot.cluster.ClusterBroker;

/**
 * Two nodes to measure: a {@link BenchmarkServer} that receives, and one that only
 * pushes.
 *
 * @since 0.1.0
 */
public final class ClusterServer {

	static final String RECEIVING_NODE = "receiving";

	private static final String PUSHING_NODE = "pushing";

	private ClusterServer() {
	}

	public static void main(String[] args) {
		MemoryEngine engine = new MemoryEngine();
		GenericApplicationContext pushing = (GenericApplicationContext) new SpringApplicationBuilder(PushOnly.class)
			.web(WebApplicationType.NONE)
			.initializers(inCluster(engine, PUSHING_NODE))
			.run(arguments(PUSHING_NODE, args));
		PushingNode pushingNode = new PushingNode(pushing.getBean(ConnectionManager.class));
		new SpringApplicationBuilder(BenchmarkServer.class, BroadcastEndpoint.class, ClusterProbe.class)
			.initializers(inCluster(engine, RECEIVING_NODE),
					(context) -> context.getBeanFactory().registerSingleton("pushingNode", pushingNode))
			.run(arguments(RECEIVING_NODE, args));
	}

	private static ApplicationContextInitializer<GenericApplicationContext> inCluster(MemoryEngine engine,
			String node) {
		return (context) -> context.registerBean(ClusterBroker.class, () -> engine.broker(node));
	}

	private static String[] arguments(String node, String... args) {
		List<String> arguments = new ArrayList<>(
				List.of("--ws.cluster.enabled=true", "--ws.cluster.node-name=" + node));
		arguments.addAll(List.of(args));
		return arguments.toArray(String[]::new);
	}

	@EnableAutoConfiguration
	static class PushOnly {

	}

}
