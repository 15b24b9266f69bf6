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

package io.github.wsboot.client.connection;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.springframework.util.Assert;

import io.github.wsboot.Audience;
import io.github.wsboot.client.BlockingConnection;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectSpec;
import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.client.connection.ConnectPlan.QueryParam;

/**
 * Immutable {@link ConnectSpec}.
 */
final class DefaultConnectSpec implements ConnectSpec {

	private final ConnectPlan plan;

	private final ConnectLauncher launcher;

	DefaultConnectSpec(ConnectPlan plan, ConnectLauncher launcher) {
		this.plan = plan;
		this.launcher = launcher;
	}

	private ConnectSpec with(ConnectPlan other) {
		return new DefaultConnectSpec(other, this.launcher);
	}

	@Override
	public ConnectSpec pathVariable(String name, Object value) {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(value, "'value' must not be null");
		Set<String> variables = ClientUris.variables(this.plan.client().uri());
		Assert.isTrue(variables.contains(name), () -> "The URI of client '" + this.plan.client().name()
				+ "' has no variable '" + name + "'. Its variables are: " + variables);
		return with(this.plan.withVariable(name, value.toString()));
	}

	@Override
	public ConnectSpec queryParam(String name, Object... values) {
		Assert.hasText(name, "'name' must not be empty");
		Assert.noNullElements(values, "'values' must not contain null");
		List<String> texts = Arrays.stream(values).map(Object::toString).toList();
		return with(this.plan.withQueryParam(new QueryParam(name, texts)));
	}

	@Override
	public ConnectSpec header(String name, String... values) {
		Assert.hasText(name, "'name' must not be empty");
		return with(this.plan.withHeader(name, List.of(values)));
	}

	@Override
	public ConnectSpec subProtocols(String... names) {
		return with(this.plan.withSubProtocols(List.of(names)));
	}

	@Override
	public ConnectSpec attribute(String name, Object value) {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(value, "'value' must not be null");
		return with(this.plan.withAttribute(name, value));
	}

	@Override
	public ConnectSpec reconnect(ReconnectPolicy policy) {
		Assert.notNull(policy, "'policy' must not be null");
		return with(this.plan.withPolicy(policy));
	}

	@Override
	public ClientConnection connect() {
		return this.launcher.connect(this.plan);
	}

	@Override
	public BlockingConnection open() {
		return this.launcher.open(this.plan);
	}

	@Override
	public Audience audience() {
		return this.launcher.audience(this.plan.client().name());
	}

}
