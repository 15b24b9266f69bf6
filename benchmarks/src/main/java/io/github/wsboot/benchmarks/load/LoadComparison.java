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

import java.util.List;

/**
 * Measures the server of the benchmarks, which it starts itself, and prints the results
 * as Markdown. Progress goes to the standard error stream.
 *
 * @since 0.1.0
 */
public final class LoadComparison {

	private LoadComparison() {
	}

	public static void main(String[] args) {
		try {
			run(Options.parse(args)).forEach(System.out::println);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.exit(2);
		}
	}

	private static List<String> run(Options options) {
		return switch (options.scenario()) {
			case "clients" -> new ClientsScenario(options).run();
			case "cluster" -> new ClusterScenario(options).run();
			case "many" -> new ManyScenario(options).run();
			case "metrics" -> new MetricsScenario(options).run();
			case "return" -> new ReturnScenario(options).run();
			case "sizes" -> new SizesScenario(options).run();
			case "slow" -> new SlowScenario(options).run();
			case "stomp" -> new StompScenario(options).run();
			case "storm" -> new StormScenario(options).run();
			case "tls" -> new TlsScenario(options).run();
			case "young" -> new YoungScenario(options).run();
			default -> new CompareScenario(options).run();
		};
	}

}
