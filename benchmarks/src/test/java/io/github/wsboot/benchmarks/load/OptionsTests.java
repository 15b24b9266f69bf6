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

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Options}.
 */
class OptionsTests {

	@Test
	void defaultsShouldBeThoseOfTheFigures() {
		Options options = Options.parse();
		assertThat(options.scenario()).isEqualTo("compare");
		assertThat(options.connections()).isEqualTo(1000);
		assertThat(options.size()).isEqualTo(64);
		assertThat(options.rounds()).isEqualTo(5);
		assertThat(options.idle()).isEqualTo(15_000);
		assertThat(options.targets()).containsExactly("/ws", "/ws-nonblocking", "/spring");
		assertThat(options.baseline()).isEqualTo("/spring");
	}

	@Test
	void argumentsShouldWinOverQuick() {
		Options options = Options.parse("--rounds=3", "--quick", "--seconds=0.5");
		assertThat(options.rounds()).isEqualTo(3);
		assertThat(options.measured()).isEqualTo(Duration.ofMillis(500));
		assertThat(options.connections()).isEqualTo(200);
	}

	@Test
	void scenarioShouldHaveDefaultsOfItsOwn() {
		assertThat(Options.parse("--scenario=many").connections()).isEqualTo(19_000);
		assertThat(Options.parse("--scenario=many", "--connections=10").connections()).isEqualTo(10);
		assertThat(Options.parse("--scenario=clients").connections()).isEqualTo(5000);
	}

	@Test
	void sizesShouldBeAList() {
		assertThat(Options.parse().sizes()).containsExactly(64, 4096);
		assertThat(Options.parse("--sizes=17,100").sizes()).containsExactly(17, 100);
	}

	@Test
	void partsShouldBeAllOrSome() {
		assertThat(Options.parse().parts()).containsExactly(ClusterPart.values());
		assertThat(Options.parse("--parts=lag,topics").parts()).containsExactly(ClusterPart.LAG, ClusterPart.TOPICS);
	}

	@Test
	void propertiesShouldBeForTheServer() {
		Options options = Options.parse("--ws.transport.event-loops=1", "--server.tomcat.max-connections=10");
		assertThat(options.serverArguments()).containsExactly("--ws.transport.event-loops=1",
				"--server.tomcat.max-connections=10");
	}

	@ParameterizedTest
	@CsvSource({ "--scenario=none, one of [clients; cluster; compare; many; metrics; return; slow]",
			"--connections=0, positive", "--connections=x, is not a whole number",
			"--seconds=x, is not a number of seconds", "--size=16, between 17 and 65535",
			"--sizes=16, between 17 and 65535", "--targets=ws, a list of paths", "--baseline=/other, one of [/ws",
			"--java=/nowhere, the home of a JDK", "--parts=lags, some of [delivery", "--redis=localhost, host:port",
			"--unknown=1, Unknown argument", "many, Unknown argument" })
	void wrongArgumentShouldBeNamedWithItsRule(String argument, String rule) {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(argument))
			.withMessageContaining(argument)
			.withMessageContaining(rule.replace(';', ','));
	}

}
