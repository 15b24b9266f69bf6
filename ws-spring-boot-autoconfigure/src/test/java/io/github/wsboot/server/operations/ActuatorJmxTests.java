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

package io.github.wsboot.server.operations;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The actuator endpoint over JMX.
 */
@Tag("boot")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class ActuatorJmxTests extends ServerTests {

	private static final MBeanServer mbeans = ManagementFactory.getPlatformMBeanServer();

	private static final List<String> JMX = List.of("spring.jmx.enabled=true",
			"management.endpoints.jmx.exposure.include=websockets");

	ActuatorJmxTests() {
		super(ActuatedEndpoint.class);
	}

	private TestServer start(String domain, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 3);
		all[properties.length] = JMX.get(0);
		all[properties.length + 1] = JMX.get(1);
		all[properties.length + 2] = "management.endpoints.jmx.domain=" + domain;
		return server(all);
	}

	private static ObjectName name(String domain) throws Exception {
		Set<ObjectName> names = mbeans.queryNames(new ObjectName(domain + ":type=Endpoint,name=Websockets,*"), null);
		assertThat(names).hasSize(1);
		return names.iterator().next();
	}

	private static Object invoke(String domain, String operation, Object... arguments) throws Exception {
		MBeanOperationInfo info = Arrays.stream(mbeans.getMBeanInfo(name(domain)).getOperations())
			.filter((candidate) -> candidate.getName().equals(operation))
			.findFirst()
			.orElseThrow();
		String[] signature = Arrays.stream(info.getSignature()).map(MBeanParameterInfo::getType).toArray(String[]::new);
		return mbeans.invoke(name(domain), operation, arguments, signature);
	}

	@Test
	void eachThingToDoShouldBeAnOperation() throws Exception {
		String domain = "ws.all";
		TestServer server = start(domain, ActuatorTests.UNRESTRICTED);
		TestClient client = connect(server, "/rooms/red/ada");
		TestClient other = connect(server, "/rooms/blue/bob");
		assertThat(client.next()).isEqualTo("welcome");
		assertThat(other.next()).isEqualTo("welcome");
		assertThat(invoke(domain, "summary")).asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("connections", 2)
			.containsEntry("draining", false);
		Map<?, ?> page = (Map<?, ?>) invoke(domain, "connections", null, "red", null, null, null);
		String id = server.connection(client.name()).id();
		assertThat((List<?>) page.get("connections")).hasSize(1)
			.first()
			.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("id", id);
		assertThat((Map<?, ?>) invoke(domain, "connection", id)).extracting("user").isEqualTo("ada");
		assertThat(invoke(domain, "push", id, "one")).isEqualTo(Map.of("targeted", 1));
		assertThat(invoke(domain, "pushToRoom", "red", "room")).isEqualTo(Map.of("targeted", 1));
		assertThat(invoke(domain, "pushToUser", "ada", "user")).isEqualTo(Map.of("targeted", 1));
		assertThat(invoke(domain, "pushToAll", "all")).isEqualTo(Map.of("targeted", 2));
		assertThat(client.next(4)).containsExactly("one", "room", "user", "all");
		assertThat(invoke(domain, "disconnect", id, 4000, "moved on"))
			.isEqualTo(Map.of("disconnected", 1, "code", 4000));
		assertThat(client.nextClose().getReason()).isEqualTo("moved on");
		assertThat(invoke(domain, "disconnectUser", "bob", null, null))
			.isEqualTo(Map.of("disconnected", 1, "code", 1000));
		assertThat(other.next()).isEqualTo("all");
		assertThat(other.nextClose().getCode()).isEqualTo(1000);
	}

	@Test
	void whatIsWrongShouldBeSaid() {
		String domain = "ws.wrong";
		start(domain, ActuatorTests.UNRESTRICTED);
		assertRefused("'size' must be between 1 and 1000, but is 5000.", domain, "connections", null, null, null, 0,
				5000);
		assertRefused("There is no connection 'none'.", domain, "connection", "none");
		assertRefused("There is no connection of user 'none'.", domain, "disconnectUser", "none", null, null);
		assertRefused("Close code 7 must not be sent", domain, "disconnect", "none", 7, null);
		assertRefused("There is nobody in room 'none'.", domain, "pushToRoom", "none", "text");
	}

	private static void assertRefused(String message, String domain, String operation, Object... arguments) {
		assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke(domain, operation, arguments))
			.withMessageContaining(message);
	}

	@Test
	void onlyWhatReadsShouldBeThereByDefault() throws Exception {
		String domain = "ws.default";
		start(domain);
		assertThat(mbeans.getMBeanInfo(name(domain)).getOperations()).extracting(MBeanOperationInfo::getName)
			.containsExactlyInAnyOrder("summary", "connections", "connection");
	}

	@Test
	void drainShouldBeginAndSayHowManyConnectionsThereAre() throws Exception {
		String domain = "ws.drain";
		TestServer server = start(domain, ActuatorTests.UNRESTRICTED);
		TestClient client = connect(server, "/rooms/red/ada");
		assertThat(client.next()).isEqualTo("welcome");
		assertThat((Map<?, ?>) invoke(domain, "drain")).extracting("begun").isEqualTo(true);
		assertThat(client.nextClose().getCode()).isEqualTo(1012);
		assertThat((Map<?, ?>) invoke(domain, "drain")).extracting("begun").isEqualTo(false);
		assertThat((Map<?, ?>) invoke(domain, "cancelDrain")).extracting("cancelled").isEqualTo(true);
		assertRefused("There is no drain that was asked for.", domain, "cancelDrain");
		assertThat(connect(server, "/rooms/red/ada").next()).isEqualTo("welcome");
	}

}
