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

package io.github.wsboot.server.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.wsboot.server.Program;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proxies that run with the settings of {@code docs/proxies.md}. These are the
 * differences: the addresses, and times that are short enough for a test.
 */
public enum ReverseProxy {

	/** A server that does not ask others for their health. */
	NGINX {

		@Override
		String settings(Path folder, int port, int first, int second) {
			List<String> snippets = snippets("nginx");
			String settings = replace(snippets.get(0), "listen 443 ", "listen 127.0.0.1:" + port + " ");
			if (first == second) {
				return around(replace(settings, "127.0.0.1:8080", "127.0.0.1:" + first));
			}
			String servers = replace(replace(snippets.get(1), "10.0.0.1:8080", "127.0.0.1:" + first), "10.0.0.2:8080",
					"127.0.0.1:" + second);
			return around(UPSTREAM.matcher(settings).replaceFirst(Matcher.quoteReplacement(servers)));
		}

		/**
		 * Return a whole configuration, all of whose files are in the folder of the test.
		 */
		private static String around(String settings) {
			return """
					daemon off;
					master_process off;
					pid nginx.pid;
					error_log stderr;
					events {}
					http {
					access_log off;
					client_body_temp_path body;
					proxy_temp_path proxy;
					fastcgi_temp_path fastcgi;
					uwsgi_temp_path uwsgi;
					scgi_temp_path scgi;
					%s
					}
					""".formatted(settings);
		}

		@Override
		String[] arguments(Path folder, String configuration) {
			return new String[] { "-p", folder.toString(), "-c", configuration, "-e", "stderr" };
		}

	},

	/** A server that asks others for their health. */
	HAPROXY {

		@Override
		String settings(Path folder, int port, int first, int second) {
			String settings = replace(snippets("haproxy").get(0), "bind :443 ssl crt /etc/haproxy/site.pem",
					"bind 127.0.0.1:" + port + " ssl crt " + folder.resolve("site.pem"));
			settings = replace(replace(settings, "10.0.0.1:8080", "127.0.0.1:" + first), "10.0.0.2:8080",
					"127.0.0.1:" + second);
			// Also the time to connect within, which is short for a busy machine
			return (first != second) ? replace(settings, "inter 2s", "inter 400ms") : settings;
		}

		@Override
		String[] arguments(Path folder, String configuration) {
			return new String[] { "-db", "-f", configuration };
		}

	};

	private static final Path DOCUMENT = Path.of("../docs/proxies.md");

	private static final Pattern UPSTREAM = Pattern.compile("(?ms)^upstream .*?^}\n");

	/** Replaces the 60 seconds of the document. */
	static final int TIMEOUT_SECONDS = 5;

	abstract String settings(Path folder, int port, int first, int second);

	abstract String[] arguments(Path folder, String configuration);

	/**
	 * Find the program, or skip the test.
	 * @return the program, to be closed by the caller
	 */
	public Program find() {
		return Program.find("WS_REQUIRE_" + name(), toString());
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Start the program in front of servers of this machine, with TLS.
	 * @param program the program
	 * @param first the port of a server
	 * @param second the port of another server, or of the same
	 * @return the port of the proxy
	 */
	public int start(Program program, int first, int second) {
		try {
			Path folder = program.folder();
			int port = freePort();
			TestTls.writePem(folder);
			Files.writeString(folder.resolve("site.pem"), Files.readString(folder.resolve("fullchain.pem"))
					+ Files.readString(folder.resolve("privkey.pem")));
			Path configuration = folder.resolve("configuration");
			Files.writeString(configuration,
					replace(settings(folder, port, first, second), " 60s", " " + TIMEOUT_SECONDS + "s"));
			program.start(arguments(folder, configuration.toString()));
			TestServer.await("start of " + this).until(() -> {
				assertThat(program.isRunning()).as(program::output).isTrue();
				return accepts(port);
			});
			return port;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean accepts(int port) {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static List<String> snippets(String language) {
		try {
			return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
				.matcher(Files.readString(DOCUMENT))
				.results()
				.map((MatchResult match) -> match.group(1))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String replace(String text, String old, String replacement) {
		assertThat(text).contains(old);
		return text.replace(old, replacement);
	}

}
