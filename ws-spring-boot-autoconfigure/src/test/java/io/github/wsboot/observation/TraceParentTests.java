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

package io.github.wsboot.observation;

import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.otel.bridge.OtelTraceContextBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceParent}.
 */
@Promise("tracing")
@Tag("boot")
class TraceParentTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN = "b7ad6b7169203331";

	@ParameterizedTest
	@CsvSource({ "00-" + TRACE + "-" + SPAN + "-01,true", "00-" + TRACE + "-" + SPAN + "-00,false",
			"00-" + TRACE + "-" + SPAN + "-03,true", "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-brings,true",
			"' 00-" + TRACE + "-" + SPAN + "-01 ',true" })
	void shouldReadIt(String value, boolean sampled) {
		TraceContext context = read(value);
		assertThat(context).isNotNull();
		assertThat(context.traceId()).isEqualTo(TRACE);
		assertThat(context.spanId()).isEqualTo(SPAN);
		assertThat(context.sampled()).isEqualTo(sampled);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "00-" + TRACE + "-" + SPAN, "00-" + TRACE + "-" + SPAN + "-01-more",
			"ff-" + TRACE + "-" + SPAN + "-01", "00-00000000000000000000000000000000-" + SPAN + "-01",
			"00-" + TRACE + "-0000000000000000-01", "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
			"00-" + TRACE + "-" + SPAN + "-0", "cc-" + TRACE + "-" + SPAN + "-01what-the-future-brings" })
	void shouldNotReadAnythingElse(String value) {
		assertThat(read(value)).isNull();
	}

	@Test
	void shouldReadNoneOfTwo() {
		HttpHeaders headers = new HttpHeaders();
		headers.add("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
		headers.add("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
		assertThat(TraceParent.read(headers, new OtelTraceContextBuilder())).isNull();
	}

	@Test
	void withoutTheHeaderShouldReadNothing() {
		assertThat(TraceParent.read(new HttpHeaders(), new OtelTraceContextBuilder())).isNull();
	}

	private static @Nullable TraceContext read(String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Traceparent", value);
		return TraceParent.read(headers, new OtelTraceContextBuilder());
	}

}
