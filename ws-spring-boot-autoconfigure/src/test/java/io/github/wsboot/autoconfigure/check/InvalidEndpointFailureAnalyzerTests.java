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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.wsboot.endpoint.definition.InvalidEndpointException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidEndpointFailureAnalyzer}.
 */
@Tag("boot")
class InvalidEndpointFailureAnalyzerTests {

	private final InvalidEndpointFailureAnalyzer analyzer = new InvalidEndpointFailureAnalyzer();

	@Test
	void shouldExplainWhatIsWrongAndHowToFixIt() {
		InvalidEndpointException exception = new InvalidEndpointException("This is wrong.", "Do this.");
		FailureAnalysis analysis = this.analyzer.analyze(new IllegalStateException("outer", exception));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("This is wrong.");
		assertThat(analysis.getAction()).isEqualTo("Do this.");
		assertThat(analysis.getCause()).isSameAs(exception);
		assertThat(exception).hasMessage("This is wrong. Do this.");
	}

	@Test
	void shouldExplainNothingElse() {
		assertThat(this.analyzer.analyze(new IllegalStateException("other"))).isNull();
	}

}
