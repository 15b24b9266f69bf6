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

package io.github.wsboot.benchmarks.load;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Load}.
 */
class LoadTests {

	@Test
	void partsShouldBeRead() {
		assertThat(Load.parse("echo:64:300")).isEqualTo(new Load(Load.Kind.ECHO, 64, 300, 1, false));
		assertThat(Load.parse("echo:1024:200:compressed")).isEqualTo(new Load(Load.Kind.ECHO, 1024, 200, 1, true));
		assertThat(Load.parse("broadcast:2048:500:4")).isEqualTo(new Load(Load.Kind.BROADCAST, 2048, 500, 4, false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "echo", "echo:64", "echo:x:1", "echo:64:1:4", "echo:15:1", "echo:1048577:1",
			"echo:64:0", "echo:9999999999:1", "broadcast:64:1", "broadcast:64:1:0", "broadcast:64:1:1:compressed",
			"push:64:1" })
	void wrongLoadShouldBeRejected(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Load.parse(text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			echo:16:100              | echo 16 B, 100 connections
			echo:1024:200:compressed | echo 1 KB compressed, 200 connections
			echo:1500:1              | echo 1500 B, 1 connections
			echo:1048576:4           | echo 1 MB, 4 connections
			broadcast:2048:500:4     | broadcast 2 KB, 500 connections, 4 in flight
			""")
	void nameShouldSayAll(String text, String name) {
		assertThat(Load.parse(text)).hasToString(name);
	}

	@Test
	void defaultsShouldStayWhereTheyAreEnough() {
		assertThat(Load.parse("echo:8192:1000").serverArguments()).isEmpty();
		assertThat(Load.parse("broadcast:64:8000:4").serverArguments()).isEmpty();
		assertThat(Load.parse("echo:1024:1:compressed").serverArguments())
			.containsExactly("--ws.compression.enabled=true");
	}

	@Test
	void limitsShouldBeRaisedWhereTheLoadNeedsIt() {
		assertThat(Load.parse("echo:16384:200").serverArguments())
			.containsExactly("--benchmark.spring-message-size=16384");
		assertThat(Load.parse("echo:1048576:4").serverArguments()).containsExactly(
				"--benchmark.spring-message-size=1048576", "--ws.max-text-size=1048576B",
				"--ws.max-binary-size=1048576B", "--ws.send.max-bytes=2097152B");
	}

	@Test
	void mostConnectionsShouldBeABound() {
		assertThat(Load.parse("broadcast:64:8000:4").atMost(200)).isEqualTo(Load.parse("broadcast:64:200:4"));
		assertThat(Load.parse("broadcast:64:100:4").atMost(200)).isEqualTo(Load.parse("broadcast:64:100:4"));
	}

}
