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

package io.github.wsboot.endpoint.callback;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.converter.SimpleMessageConverter;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.message.JacksonProtocol;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.message.PayloadEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AnnotatedTypes}.
 */
class AnnotatedTypesTests {

	private final JsonMapper mapper = new JsonMapper();

	private final AnnotatedTypes types = new AnnotatedTypes(
			new JacksonProtocol(this.mapper, new JsonProtocol.Fields("kind", "ask", "re")), true);

	@Test
	void shouldAddTheDeclaredType() {
		assertThat(json(new Line("hi"))).isEqualTo("{\"kind\":\"line\",\"text\":\"hi\"}");
	}

	@Test
	void shouldInheritTheType() {
		assertThat(json(new Shout())).isEqualTo("{\"kind\":\"spoken\",\"loud\":true}");
	}

	@Test
	void withoutTypeShouldLeaveThePayloadAlone() {
		Plain payload = new Plain("hi");
		assertThat(this.types.addTypeField(payload, null)).isSameAs(payload);
		assertThat(this.types.addTypeField(payload, null)).isSameAs(payload);
	}

	@Test
	void whenThePayloadHasSuchAFieldShouldOverrideIt() {
		assertThat(json(new WithKind("own", 1))).isEqualTo("{\"kind\":\"line\",\"number\":1}");
	}

	@Test
	void whenThePayloadIsNoObjectShouldSaySo() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.types.addTypeField(Colour.RED, null))
			.withMessage("'" + Colour.class.getName() + "' has a message type but is not written as a JSON object");
	}

	@Test
	void reservedTypeShouldBeRefused() {
		PayloadEncoder encoder = new PayloadEncoder(new SimpleMessageConverter(), this.types, List.of());
		for (int i = 0; i < 2; i++) {
			assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(new Reserved()))
				.withMessage("'" + Reserved.class.getName() + "' has the message type 'ws.mine', but types that begin "
						+ "with 'ws.' are reserved for the browser client, which would not pass it on. Rename the "
						+ "type, or set 'ws.browser-client.enabled' to false if no page uses the browser client");
		}
		AnnotatedTypes free = new AnnotatedTypes(
				new JacksonProtocol(this.mapper, new JsonProtocol.Fields("kind", "ask", "re")), false);
		assertThat(this.mapper.writeValueAsString(free.addTypeField(new Reserved(), null)))
			.isEqualTo("{\"kind\":\"ws.mine\"}");
	}

	@Test
	void withoutJsonShouldSaySo() {
		AnnotatedTypes plain = new AnnotatedTypes(null, true);
		assertThat(plain.addTypeField(new Plain("hi"), null)).isEqualTo(new Plain("hi"));
		assertThatIllegalStateException().isThrownBy(() -> plain.addTypeField(new Line("hi"), null))
			.withMessageContaining("@MessageType needs a JsonMapper");
	}

	private String json(Object payload) {
		return this.mapper.writeValueAsString(this.types.addTypeField(payload, null));
	}

	@MessageType("line")
	record Line(String text) {

	}

	record Plain(String text) {

	}

	@MessageType("line")
	record WithKind(String kind, int number) {

	}

	@MessageType("colour")
	enum Colour {

		RED

	}

	@MessageType("spoken")
	static class Spoken {

	}

	static class Shout extends Spoken {

		boolean loud() {
			return true;
		}

		@com.fasterxml.jackson.annotation.JsonProperty("loud")
		boolean isLoud() {
			return loud();
		}

	}

	@MessageType("ws.mine")
	record Reserved() {

	}

}
