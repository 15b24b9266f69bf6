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

import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.InboundMessage.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JacksonProtocol}.
 */
class JacksonProtocolTests {

	private static final int DEEP = 100_000;

	private final JsonMapper mapper = new JsonMapper();

	private final JacksonProtocol protocol = protocol("type");

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"line\"}", " { \"type\" : \"line\" , \"text\" : 1 } ",
			"{\"text\":\"x\",\"type\":\"line\"}", "{\"a\":{\"type\":\"nested\"},\"type\":\"line\"}",
			"{\"a\":[{\"type\":\"nested\"},[1]],\"type\":\"line\"}", "{\"type\":\"line\",\"type\":\"second\"}",
			"{\"\\u0074ype\":\"line\"}" })
	void shouldReadTheFieldAtTheTop(String text) {
		assertThat(this.protocol.readType(text)).isEqualTo("line");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "{}", "[]", "null", "\"type\"", "1", "plain text",
			"{\"a\":{\"type\":\"nested\"}}", "[{\"type\":\"line\"}]", "{\"type\":1}", "{\"type\":null}",
			"{\"type\":{\"type\":\"line\"}}", "{\"type\":[\"line\"]}", "{\"Type\":\"line\"}", "{\"a\":",
			"{\"a\" \"type\"}", "{type:\"line\"}", "{" })
	void whenThereIsNoTextualFieldShouldReadNothing(String text) {
		assertThat(this.protocol.readType(text)).isNull();
	}

	@Test
	void shouldReadAnyName() {
		assertThat(protocol("kind").readType("{\"type\":\"a\",\"kind\":\"b\"}")).isEqualTo("b");
	}

	@Test
	void shouldSurviveDeepNesting() {
		String text = "{\"a\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + ",\"type\":\"line\"}";
		assertThat(this.protocol.readType(text)).isNull();
		assertThat(this.protocol.locateSyntaxError(text)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "1", "\"x\"", "null", " {\"a\":[1,{\"b\":null}]} " })
	void shouldKnowWellFormedJson(String text) {
		assertThat(this.protocol.locateSyntaxError(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "{\"a\":}", "[1,]", "{} {}", "{}x", "plain text", "{\"a\":1]", "'x'" })
	void shouldKnowMalformedJson(String text) {
		assertThat(this.protocol.locateSyntaxError(text)).isNotNull();
	}

	@Test
	void shouldTellWhereJsonIsMalformedAndNothingElse() {
		assertThat(this.protocol.locateSyntaxError("")).isEqualTo(" (line 1, column 1)");
		assertThat(this.protocol.locateSyntaxError("{\"secret\":}")).isEqualTo(" (line 1, column 11)");
		assertThat(this.protocol.locateSyntaxError("{} secret")).matches(" \\(line 1, column \\d+\\)");
		assertThat(this.protocol.locateSyntaxError("{\n \"a\": secret}")).matches(" \\(line 2, column \\d+\\)");
	}

	@Test
	void shouldWriteTheFieldInFront() {
		assertThat(write(new Line("hi", 1))).isEqualTo("{\"type\":\"line\",\"text\":\"hi\",\"number\":1}");
		assertThat(write(Map.of())).isEqualTo("{\"type\":\"line\"}");
	}

	@Test
	void whenThePayloadHasSuchAFieldShouldOverrideIt() {
		assertThat(write(new Typed("own", "hi"))).isEqualTo("{\"type\":\"line\",\"text\":\"hi\"}");
	}

	@Test
	void whenThePayloadIsNoObjectShouldSaySo() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.write(List.of(1), "line", null))
			.withMessageContaining("has a message type but is not written as a JSON object");
	}

	@Test
	void shouldReadMessagesQuestionsAndAnswers() {
		String message = "{\"type\":\"line\",\"text\":\"\"}";
		assertThat(this.protocol.read(message)).isEqualTo(InboundMessage.message("line", message));
		assertThat(this.protocol.read("plain")).isEqualTo(InboundMessage.message(null, "plain"));
		String question = "{\"ask\":7,\"type\":\"line\"}";
		assertThat(this.protocol.read(question)).isEqualTo(InboundMessage.question(7, "line", question));
		String named = "{\"type\":\"line\",\"ask\":\"x-1\"}";
		assertThat(this.protocol.read(named)).isEqualTo(InboundMessage.question("x-1", "line", named));
		InboundMessage answer = this.protocol.read("{\"a\":{\"error\":1},\"re\":7}");
		assertThat(answer.kind()).isEqualTo(Kind.ANSWER);
		assertThat(answer.id()).hasToString("7");
		assertThat(this.protocol.read("{\"re\":\"7\"}").kind()).isEqualTo(Kind.ANSWER);
		assertThat(this.protocol.read("{\"error\":null,\"re\":7}").kind()).isEqualTo(Kind.FAILURE);
		assertThat(this.protocol.read("{\"error\":null,\"re\":7,\"type\":\"line\"}").kind()).isEqualTo(Kind.ANSWER);
		assertThat(this.protocol.read("{\"error\":false,\"re\":7,\"type\":\"line\"}").kind()).isEqualTo(Kind.FAILURE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"re\":\"Hello\"}", "{\"re\":1.5}", "{\"re\":null}", "{\"a\":{\"re\":1}}",
			"[{\"re\":1}]", "{\"re\":1", "{\"re\":[1]}", "{\"re\":\"\"}", "{\"text\":\"\\\"re\\\":1\"}",
			"{\"ask\":null}", "{\"ask\":{}}", "{\"ask\":true}", "{\"re\":\"99999999999999999999\"}" })
	void whatHasNoNumberShouldBeAMessage(String text) {
		assertThat(this.protocol.read(text)).isEqualTo(InboundMessage.message(null, text));
	}

	@Test
	void shouldWriteQuestions() {
		assertThat(this.protocol.question(7, "line", new Line("hi", 1)))
			.hasToString("{\"type\":\"line\",\"ask\":7,\"text\":\"hi\",\"number\":1}");
		assertThat(this.protocol.question(7, null, "{\"price\":1.234567890123456789012345}"))
			.hasToString("{\"ask\":7,\"price\":1.234567890123456789012345}");
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.question(7, null, List.of(1)))
			.withMessageContaining("must be written as a JSON object");
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.question(7, null, "hello"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.question(7, null, ""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.question(7, null, Map.of("ask", 1)))
			.withMessageContaining("'ws.message.ask-field'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.question(7, null, Map.of("re", 1)));
	}

	@Test
	void shouldWriteAnswers() {
		assertThat(this.mapper.writeValueAsString(this.protocol.answer(7, null))).isEqualTo("{\"re\":7}");
		assertThat(this.mapper.writeValueAsString(this.protocol.answer("x", new Line("hi", 1))))
			.isEqualTo("{\"re\":\"x\",\"text\":\"hi\",\"number\":1}");
		assertThat(this.mapper.writeValueAsString(this.protocol.answer(7, "yes")))
			.isEqualTo("{\"re\":7,\"value\":\"yes\"}");
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.answer(7, Map.of("error", 1)))
			.withMessageContaining("must not have the field 'error', which says that the question has failed");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.protocol.answer(7, Collections.singletonMap("error", null)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.answer(7, Map.of("re", 1)))
			.withMessageContaining("'ws.message.reply-field'");
		Exception secret = new IllegalStateException("secret");
		assertThat(this.mapper.writeValueAsString(this.protocol.failure(7, secret, null)))
			.isEqualTo("{\"re\":7,\"error\":null}");
		assertThat(this.mapper.writeValueAsString(this.protocol.failure(7, secret, new Line("hi", 1))))
			.isEqualTo("{\"re\":7,\"error\":{\"text\":\"hi\",\"number\":1}}");
	}

	private JacksonProtocol protocol(String typeField) {
		return new JacksonProtocol(this.mapper, new JsonProtocol.Fields(typeField, "ask", "re"));
	}

	private String write(Object payload) {
		return this.mapper.writeValueAsString(this.protocol.write(payload, "line", null));
	}

	record Line(String text, int number) {

	}

	record Typed(String type, String text) {

	}

}
