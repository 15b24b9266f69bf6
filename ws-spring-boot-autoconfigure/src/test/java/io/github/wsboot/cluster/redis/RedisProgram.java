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

package io.github.wsboot.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

import io.github.wsboot.server.Program;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Process of Redis that a test can stop, pause and ask. It keeps nothing on disk and ends
 * with the JVM.
 */
public abstract class RedisProgram implements AutoCloseable {

	/** Longer than any pause of a test. */
	private static final int TIMEOUT_MILLIS = 30_000;

	/** User of the connections for commands. */
	static final String ADMIN = "test-admin";

	private final Program program;

	private final int port;

	private final String[] options;

	RedisProgram(RedisBinary binary, Stream<String> settings, String... options) {
		this.program = binary.program();
		this.port = FreePorts.next();
		this.options = options;
		try {
			Files.writeString(configuration(), Stream.concat(Stream.of("bind 127.0.0.1", "port " + this.port,
					// Works whatever a test does to other users
					"user " + ADMIN + " on nopass ~* &* +@all"), settings)
				.collect(Collectors.joining("\n", "", "\n")));
			start();
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException | AssertionError ex) {
			close();
			throw ex;
		}
	}

	private Path configuration() {
		return folder().resolve("redis.conf");
	}

	private void start() {
		this.program.start(Stream.concat(Stream.of(configuration().toString()), Arrays.stream(this.options))
			.toArray(String[]::new));
		String pid = "process_id:" + this.program.pid() + "\r\n";
		TestServer.await("start of Redis").until(() -> {
			assertThat(this.program.isRunning()).as(this.program::output).isTrue();
			return answersWith(pid);
		});
	}

	private boolean answersWith(String pid) {
		try {
			return command("INFO", "server").contains(pid) && command("PING").equals("PONG");
		}
		catch (JedisException ex) {
			return false;
		}
	}

	public final String host() {
		return "127.0.0.1";
	}

	public final int port() {
		return this.port;
	}

	final Path folder() {
		return this.program.folder();
	}

	/**
	 * Return the log of Redis.
	 */
	public final String output() {
		return this.program.output();
	}

	/**
	 * Send a command on a connection of its own, as a user who may do everything.
	 * @param command the command and its arguments
	 * @return the answer; a list has one element a line
	 */
	public final String command(String... command) {
		try (Jedis jedis = new Jedis(host(), this.port,
				DefaultJedisClientConfig.builder().user(ADMIN).password("any").timeoutMillis(TIMEOUT_MILLIS).build())) {
			String[] arguments = Arrays.copyOfRange(command, 1, command.length);
			return text(SafeEncoder.encodeObject(jedis.sendCommand(() -> SafeEncoder.encode(command[0]), arguments)));
		}
	}

	private static String text(Object answer) {
		if (answer instanceof List<?> list) {
			return list.stream().map(RedisProgram::text).collect(Collectors.joining("\n"));
		}
		return String.valueOf(answer);
	}

	/**
	 * Stop the process without ending it: it accepts connections and says nothing.
	 */
	public final void pause() {
		this.program.signal("STOP");
	}

	/**
	 * Continue after {@link #pause()}.
	 */
	public final void resume() {
		this.program.signal("CONT");
	}

	/**
	 * End the process at once.
	 */
	public final void kill() {
		this.program.end("KILL");
	}

	/**
	 * End the process as an operator does.
	 */
	public final void stop() {
		this.program.end("TERM");
	}

	/**
	 * Start again on the same port, after {@link #kill()} or {@link #stop()}.
	 */
	public final void restart() {
		start();
	}

	@Override
	public final void close() {
		this.program.close();
	}

}
