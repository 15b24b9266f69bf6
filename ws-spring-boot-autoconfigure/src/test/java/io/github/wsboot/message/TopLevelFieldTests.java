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

package io.github.wsboot.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopLevelField}.
 */
class TopLevelFieldTests {

	private static final int DEEP = 1_000_000;

	/** Parts of JSON, well put together or not. */
	private static final List<String> PARTS = List.of("{", "}", "[", "]", ":", ",", "\"", "\\", "\"type\"", "\"a\"",
			"\"line\"", "\"t\\u0079pe\"", "\"\\\"}\"", "1", "-1.5e3", "true", "null", " ", "\n", "\\u", "x");

	private final Random random = new Random(42);

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"line\"}", " \r\n\t{ \"type\" : \"line\" , \"text\" : 1 } ",
			"{\"text\":\"x\",\"type\":\"line\"}", "{\"a\":{\"type\":\"nested\"},\"type\":\"line\"}",
			"{\"a\":[{\"type\":\"nested\"},[1]],\"type\":\"line\"}", "{\"type\":\"line\",\"type\":\"second\"}",
			"{\"\\u0074ype\":\"line\"}", "{\"type\":\"\\u006Cin\\u0065\"}", "{\"\":\"}\",\"type\":\"line\"}",
			"{\"a\":\"\\\"\",\"type\":\"line\"}", "{\"a\":\"\\\\\",\"type\":\"line\"}",
			"{\"a\":-1.5e3,\"type\":\"line\"}", "{\"a\":true,\"b\":null,\"type\":\"line\"}" })
	void shouldReadTheFieldAtTheTop(String text) {
		assertThat(TopLevelField.read(text, "type")).isEqualTo("line");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "{}", "[]", "null", "\"type\"", "1", "plain text",
			"{\"a\":{\"type\":\"nested\"}}", "[{\"type\":\"line\"}]", "{\"type\":1}", "{\"type\":null}",
			"{\"type\":{\"type\":\"line\"}}", "{\"type\":[\"line\"]}", "{\"Type\":\"line\"}", "{\"a\":",
			"{\"a\" \"type\"}", "{type:\"line\"}", "{", "{\"type\":\"line", "{\"type\":\"line\\\"", "{\"type\":\"\\",
			"{\"", "{\"type\"", "{\"type\":", "{\"a\":\"\\\",\"type\":\"line\"}", "{,", "{:" })
	void whenThereIsNoTextualFieldShouldReadNothing(String text) {
		assertThat(TopLevelField.read(text, "type")).isNull();
	}

	@Test
	void shouldReadEachEscape() {
		String text = "{\"type\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\"}";
		assertThat(TopLevelField.read(text, "type")).isEqualTo("\"\\/\b\f\n\r\t\u00e9\uD83D\uDE00");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"type\":\"\\u12\"}", "{\"type\":\"\\u\"}", "{\"type\":\"\\x\"}", "{\"type\":\"\\u12G4\"}" })
	void malformedEscapeShouldBeSurvived(String text) {
		assertThat(TopLevelField.read(text, "type")).isNotNull();
	}

	@Test
	void shouldSurviveDeepNesting() {
		String text = "{\"a\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + ",\"type\":\"line\"}";
		assertThat(TopLevelField.read(text, "type")).isEqualTo("line");
	}

	@Test
	void shouldReadWhatJacksonReads() {
		JsonProtocol jackson = new JacksonProtocol(new JsonMapper(), new JsonProtocol.Fields("type", "ask", "re"));
		List<String> read = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			String text = object(0);
			String type = jackson.readType(text);
			assertThat(TopLevelField.read(text, "type")).as(text).isEqualTo(type);
			if (type != null) {
				read.add(type);
			}
		}
		assertThat(read).hasSizeGreaterThan(1000);
	}

	@Test
	void shouldReadWhateverJacksonReadsInAnyText() {
		JsonProtocol jackson = new JacksonProtocol(new JsonMapper(), new JsonProtocol.Fields("type", "ask", "re"));
		for (int i = 0; i < 200_000; i++) {
			StringBuilder text = new StringBuilder("{");
			for (int part = this.random.nextInt(12); part > 0; part--) {
				text.append(PARTS.get(this.random.nextInt(PARTS.size())));
			}
			String type = jackson.readType(text.toString());
			String own = TopLevelField.read(text.toString(), "type");
			if (type != null) {
				assertThat(own).as(text.toString()).isEqualTo(type);
			}
		}
	}

	private String object(int depth) {
		List<String> fields = new ArrayList<>();
		for (int count = this.random.nextInt(5); count > 0; count--) {
			fields.add(pick("\"type\"", "\"a\"", "\"t\\u0079pe\"", "\"type \"", "\"\\\"type\"") + blank() + ":"
					+ blank() + value(depth + 1));
		}
		return blank() + "{" + blank() + String.join(blank() + "," + blank(), fields) + blank() + "}" + blank();
	}

	private String value(int depth) {
		return switch (this.random.nextInt((depth > 3) ? 4 : 6)) {
			case 0 -> pick("\"line\"", "\"ws.ping\"", "\"\\u0077s.x\"", "\"a\\\\\"", "\"}]\\\"{[\"", "\"\"");
			case 1 -> pick("1", "-1.5e3", "0");
			case 2 -> pick("true", "false", "null");
			case 3 -> "[]";
			case 4 -> object(depth);
			default -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
		};
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	private String blank() {
		return pick("", "", "", " ", "\n", "\t\r");
	}

}
