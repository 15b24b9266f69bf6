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

package io.github.wsboot.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.StringUtils;

/**
 * Provides the kinds of server that a test is meant for and that have been asked for with
 * {@code -Dserver.kinds=direct-tomcat,jetty}, all by default.
 */
class ServerKindProvider implements ArgumentsProvider {

	static final String PROPERTY = "server.kinds";

	@Override
	public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
		Set<ServerKind> asked = asked(System.getProperty(PROPERTY, ""));
		Stream<ServerKind> kinds = context.getTestMethod()
			.map((method) -> Stream.of(method.getAnnotation(ServerKindTest.class).value()))
			.orElseGet(() -> kindsOf(context.getRequiredTestClass()).stream());
		return kinds.filter(asked::contains).map(Arguments::of);
	}

	static Set<ServerKind> kindsOf(Class<?> suite) {
		Set<ServerKind> kinds = ServerKind.ofServers();
		MergedAnnotations.from(suite, SearchStrategy.SUPERCLASS)
			.stream(ServerKinds.class)
			.map((annotation) -> annotation.getEnumArray("value", ServerKind.class))
			.forEach((allowed) -> kinds.retainAll(List.of(allowed)));
		ClientRole clients = suite.getAnnotation(ClientRole.class);
		if (clients != null) {
			kinds.addAll(
					clients.tls() ? List.of(ServerKind.OUTGOING, ServerKind.OUTGOING_TLS12, ServerKind.OUTGOING_TLS13)
							: List.of(ServerKind.OUTGOING));
		}
		return kinds;
	}

	static Set<ServerKind> asked(String names) {
		if (!StringUtils.hasText(names)) {
			return EnumSet.allOf(ServerKind.class);
		}
		Set<ServerKind> kinds = EnumSet.noneOf(ServerKind.class);
		StringUtils.commaDelimitedListToSet(names).forEach((name) -> kinds.add(ServerKind.of(name.trim())));
		return kinds;
	}

}
