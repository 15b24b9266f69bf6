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
	void loadsShouldBeThoseOfTheScenarioOrGiven() {
		assertThat(Options.parse("--scenario=sizes").loads()).contains(Load.parse("echo:1048576:4"),
				Load.parse("broadcast:64:8000:4"));
		assertThat(Options.parse("--scenario=sizes", "--loads=echo:17:3,broadcast:64:5:2").loads())
			.containsExactly(Load.parse("echo:17:3"), Load.parse("broadcast:64:5:2"));
	}

	@Test
	void quickLoadsShouldHaveFewConnections() {
		assertThat(Options.parse("--quick", "--loads=echo:64:1000,echo:64:20").loads())
			.containsExactly(Load.parse("echo:64:200"), Load.parse("echo:64:20"));
	}

	@Test
	void stompShouldTakeBroadcastsOnly() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--scenario=stomp", "--loads=echo:64:300"))
			.withMessageContaining("--loads=echo:64:300")
			.withMessageContaining("broadcasts");
	}

	@Test
	void comparisonShouldHaveItsBaselineAmongTheTargets() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--scenario=storm", "--targets=/ws"))
			.withMessageContaining("--baseline=/spring")
			.withMessageContaining("one of [/ws]");
	}

	@Test
	void formatShouldBeThatOfTheLoad() {
		Load load = Load.parse("echo:64:1");
		assertThat(Options.parse().format(load)).isSameAs(PlainFormat.TEXT);
		assertThat(Options.parse("--binary").format(load)).isSameAs(PlainFormat.BINARY);
		assertThat(Options.parse().format(Load.parse("echo:64:1:compressed"))).isInstanceOf(DeflateFormat.class);
	}

	@Test
	void ratiosShouldLeaveOutWhatTheyAreTo() {
		assertThat(Options.parse("--targets=/ws,/spring").ratiosTo("/spring"))
			.containsExactly(new LoadTable.Ratio("/ws", "/spring"));
	}

	@Test
	void propertiesShouldBeForTheServer() {
		Options options = Options.parse("--ws.transport.event-loops=1", "--server.tomcat.max-connections=10");
		assertThat(options.serverArguments()).containsExactly("--ws.transport.event-loops=1",
				"--server.tomcat.max-connections=10");
	}

	@ParameterizedTest
	@CsvSource({
			"--scenario=none, one of [clients; cluster; compare; many; metrics; return; sizes; slow; stomp; storm; tls; young]",
			"--connections=0, positive", "--connections=x, is not a whole number",
			"--seconds=x, is not a number of seconds", "--size=15, between 16 and 65535",
			"--sizes=15, between 16 and 65535", "--targets=ws, a list of paths", "--baseline=/other, one of [/ws",
			"--java=/nowhere, the home of a JDK", "--parts=lags, some of [delivery", "--redis=localhost, host:port",
			"--first=0, positive", "--loads=echo, a load is echo:SIZE", "--unknown=1, Unknown argument",
			"many, Unknown argument" })
	void wrongArgumentShouldBeNamedWithItsRule(String argument, String rule) {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(argument))
			.withMessageContaining(argument)
			.withMessageContaining(rule.replace(';', ','));
	}

}
