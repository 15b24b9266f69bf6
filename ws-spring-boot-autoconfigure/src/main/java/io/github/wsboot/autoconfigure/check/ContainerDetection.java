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

package io.github.wsboot.autoconfigure.check;

import java.util.stream.Stream;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.WebApplicationContext;

import io.github.wsboot.transport.DirectUpgrade.Compatibility;

/**
 * Detects the container that the application runs in: a web server that it has started
 * itself, a container that it is deployed to, or none, as with mocked requests in tests.
 * Works without Spring Boot's web servers on the class path, as in a WAR.
 *
 * @since 0.1.0
 */
public final class ContainerDetection {

	private static final boolean HAS_WEB_SERVERS = ClassUtils.isPresent(
			"org.springframework.boot.web.server.context.WebServerApplicationContext",
			ContainerDetection.class.getClassLoader());

	private ContainerDetection() {
	}

	/**
	 * Return whether clients can reach the application.
	 * @param context the application
	 * @return whether there is a web server or a container
	 */
	static boolean isPresent(ApplicationContext context) {
		ServletContext servlets = servletContext(context);
		return (HAS_WEB_SERVERS && WebServers.isOne(context))
				|| (servlets != null && servlets.getAttribute(ServerContainer.class.getName()) != null);
	}

	/**
	 * Return whether the application starts its web server itself.
	 * @param context the application
	 * @return whether it has a web server of its own and is not deployed to one
	 */
	static boolean isEmbedded(ApplicationContext context) {
		return HAS_WEB_SERVERS && WebServers.server(context) != null;
	}

	/**
	 * Return the reason why the direct transport is not possible, for a container without
	 * a {@code DirectUpgrade}.
	 * @param context the application
	 * @return an incompatible container, with the reason
	 */
	static Compatibility unsupported(ApplicationContext context) {
		Object server = HAS_WEB_SERVERS ? WebServers.server(context) : null;
		if (server == null) {
			return new Compatibility("the container", "the application has not started its container itself", null,
					null);
		}
		String name = server.getClass().getSimpleName();
		return new Compatibility(name, name + " is neither Tomcat nor Jetty", null, null);
	}

	/**
	 * Return the error pages of the web servers that the application starts.
	 * @param beanFactory the bean factory with the web servers
	 * @return the error pages, empty without Spring Boot's web servers
	 */
	public static Stream<ErrorPage> errorPages(BeanFactory beanFactory) {
		return HAS_WEB_SERVERS ? WebServers.errorPages(beanFactory) : Stream.empty();
	}

	static @Nullable ServletContext servletContext(ApplicationContext context) {
		return (context instanceof WebApplicationContext web) ? web.getServletContext() : null;
	}

	/**
	 * Class with all references to Spring Boot's web servers, loaded only if they are on
	 * the class path.
	 */
	private static final class WebServers {

		static boolean isOne(ApplicationContext context) {
			return context instanceof WebServerApplicationContext;
		}

		static @Nullable Object server(ApplicationContext context) {
			return (context instanceof WebServerApplicationContext servers) ? servers.getWebServer() : null;
		}

		static Stream<ErrorPage> errorPages(BeanFactory beanFactory) {
			return beanFactory.getBeanProvider(AbstractConfigurableWebServerFactory.class)
				.stream()
				.flatMap((server) -> server.getErrorPages().stream());
		}

	}

}
