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

package io.github.wsboot.autoconfigure.cluster;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing of the cluster is needed, or even looked for, without one.
 */
@Tag("boot")
class WithoutClusterTests {

	/**
	 * Would ask for a database or for credentials, or keep services of the first class
	 * loader.
	 */
	private static final Pattern HIDDEN_JARS = Pattern
		.compile("h2-.*|HikariCP.*|spring-boot-(jdbc|data|security|micrometer-tracing|opentelemetry).*"
				+ "|spring-security.*|opentelemetry-.*|micrometer-tracing.*");

	@ParameterizedTest
	@ValueSource(strings = { "--ws.path=/ws", "--ws.cluster.enabled=false" })
	void noClassOfTheClusterShouldBeLoaded(String property) throws Exception {
		ClassLoader previous = Thread.currentThread().getContextClassLoader();
		try (HidingClassLoader loader = new HidingClassLoader("io.github.wsboot.cluster.")) {
			Thread.currentThread().setContextClassLoader(loader);
			loader.loadClass(Server.class.getName())
				.getMethod("run", String[].class)
				.invoke(null, (Object) new String[] { property, "--server.port=0", "--spring.application.name=test",
						"--management.endpoints.web.exposure.include=*", "--ws.cluster.required=true" });
			assertThat(loader.hidden).isEmpty();
		}
		finally {
			Thread.currentThread().setContextClassLoader(previous);
		}
	}

	/**
	 * Class loader that hides the classes of a package, and remembers which of them were
	 * asked for.
	 */
	private static final class HidingClassLoader extends URLClassLoader {

		private final String prefix;

		private final Set<String> hidden = ConcurrentHashMap.newKeySet();

		private HidingClassLoader(String prefix) {
			super(urls(), ClassLoader.getPlatformClassLoader());
			this.prefix = prefix;
		}

		private static URL[] urls() {
			return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.map(File::new)
				.filter((file) -> !HIDDEN_JARS.matcher(file.getName()).matches())
				.map(HidingClassLoader::url)
				.toArray(URL[]::new);
		}

		private static URL url(File file) {
			try {
				return file.toURI().toURL();
			}
			catch (MalformedURLException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(this.prefix)) {
				this.hidden.add(name);
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

	}

	/**
	 * Application that serves a client.
	 */
	public static final class Server {

		private Server() {
		}

		public static void run(String... arguments) throws Exception {
			try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, arguments)) {
				int port = ((WebServerApplicationContext) context).getWebServer().getPort();
				Client client = new Client();
				WebSocket socket = HttpClient.newHttpClient()
					.newWebSocketBuilder()
					.buildAsync(URI.create("ws://localhost:" + port + "/echo"), client)
					.get(30, TimeUnit.SECONDS);
				socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
				assertThat(client.received.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
				ConnectionManager connections = context.getBean(ConnectionManager.class);
				assertThat(connections.cluster().nodes()).hasSize(1);
				assertThat(connections.all().push("all").forwarded().toCompletableFuture().get(30, TimeUnit.SECONDS))
					.isEqualTo(Forwarding.NOT_NEEDED);
				socket.abort();
			}
		}

	}

	private static final class Client implements WebSocket.Listener {

		private final CompletableFuture<String> received = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.received.complete(data.toString());
			return WebSocket.Listener.super.onText(socket, data, last);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Echo.class)
	static class Application {

	}

	@WebSocketEndpoint("/echo")
	static class Echo {

		@OnMessage
		String echo(String text) {
			return text;
		}

	}

}
