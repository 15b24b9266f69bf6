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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;

import io.github.wsboot.client.bean.AnnotatedClients;
import io.github.wsboot.client.bean.ClientDefinition;
import io.github.wsboot.client.bean.ClientDefinitions;

/**
 * Creates the annotated clients at start-up, if there are any, so that wrong code and
 * wrong properties fail then.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 */
final class ClientStartup implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ClientStartup.class);

	private final @Nullable AnnotatedClients clients;

	ClientStartup(ApplicationContext context, ClientDefinitions definitions, ClientPropertySource properties,
			Supplier<AnnotatedClients> clients) {
		if (definitions.clients().isEmpty() || isSlice(context)) {
			List<String> unused = properties.unknown(names(context));
			if (!unused.isEmpty()) {
				logger.warn("Properties of clients that this application context does not have: "
						+ "'ws.client.registration' with " + unused);
			}
		}
		else {
			properties.rejectUnknown(names(context));
		}
		this.clients = definitions.clients().isEmpty() ? null : clients.get();
	}

	/**
	 * Return whether this is the context of a test of Spring Boot's that has only some
	 * beans of the application, but all properties.
	 */
	private static boolean isSlice(ApplicationContext context) {
		return !context.getEnvironment()
			.getProperty(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, Boolean.class, true);
	}

	/**
	 * Return the names of the clients of a context and its parents.
	 */
	private static List<String> names(ApplicationContext context) {
		List<String> names = new ArrayList<>();
		for (ApplicationContext current = context; current != null; current = current.getParent()) {
			current.getBeanProvider(ClientDefinitions.class)
				.stream()
				.flatMap((definitions) -> definitions.clients().stream())
				.map(ClientDefinition::name)
				.forEach(names::add);
		}
		return names;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.clients != null) {
			this.clients.prepare();
		}
	}

}
