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
import java.util.Map;

/**
 * Measures loads over TLS, with a certificate that is made for it.
 */
final class TlsScenario {

	private final Options options;

	private final Certificate certificate;

	private final LoadReport report;

	TlsScenario(Options options) {
		this.options = options;
		this.certificate = Certificate.create(options.jdkCommand("keytool"));
		this.report = new LoadReport(options, options.targets(), options.ratiosTo(options.baseline()));
	}

	List<String> run() {
		return this.report.run(this::measure);
	}

	private Map<String, List<Sample>> measure(Load load) {
		try (ServerProcess server = ServerProcess.startWithTls(this.certificate, this.options,
				load.serverArguments())) {
			this.report.describe(server);
			return new LoadRounds(this.options).run(load, () -> this.options.format(load),
					Contender.of(server, this.options.targets()));
		}
	}

}
