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

import io.github.wsboot.cluster.redis.RedisProcess;
import io.github.wsboot.cluster.redis.TcpProxy;
import io.github.wsboot.server.TestServer;

/**
 * Redis of this machine, which each node reaches through a proxy of its own.
 */
final class RedisNodeEngine implements NodeEngine {

	private final RedisProcess redis = RedisProcess.start();

	private final Map<String, TcpProxy> proxies = new ConcurrentHashMap<>();

	@Override
	public Class<?> source() {
		return TestServer.WithRedis.class;
	}

	@Override
	public List<String> properties(String node) {
		return List.of("spring.data.redis.host=" + this.redis.host(), "spring.data.redis.port=" + proxy(node).port());
	}

	private TcpProxy proxy(String node) {
		return this.proxies.computeIfAbsent(node, (name) -> new TcpProxy(this.redis.port()));
	}

	@Override
	public int subscribers(String room) {
		String answer = this.redis.command("PUBSUB", "NUMSUB", "ws:test:room:" + room);
		return Integer.parseInt(answer.substring(answer.lastIndexOf('\n') + 1));
	}

	@Override
	public void delay(String node, Duration delay) {
		proxy(node).delay(delay);
	}

	@Override
	public void refuseOpens(String node) {
		proxy(node).refuse();
	}

	@Override
	public void breakLinks(String node) {
		proxy(node).breakConnections();
	}

	@Override
	public void heal(String node) {
		proxy(node).passThrough();
	}

	@Override
	public void close() {
		this.proxies.values().forEach(TcpProxy::close);
		this.redis.close();
	}

}
