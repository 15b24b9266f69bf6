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

package io.github.wsboot.server.callback;

import java.util.Map;
import java.util.Optional;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.ProtobufMessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.MimeType;
import tools.jackson.dataformat.cbor.CBORMapper;

import io.github.wsboot.Connection;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for objects in binary messages: protobuf by Spring's converter, CBOR by one as
 * users write it, beside JSON in text messages.
 */
@Promise("conversion")
@ExtendWith(OutputCaptureExtension.class)
class BinaryObjectTests extends ServerTests {

	private static final String[] SMALL_AND_LOGGED = { "ws.max-binary-size=1100B", "ws.traffic-log.enabled=true",
			"logging.level.io.github.wsboot.traffic=info" };

	private static final CBORMapper CBOR = new CBORMapper();

	BinaryObjectTests() {
		super(Converters.class, ProtobufEndpoint.class, OptionalEndpoint.class, CborEndpoint.class,
				StrictEndpoint.class);
	}

	@Test
	void protobufShouldBeReadAsItIsWritten() throws InvalidProtocolBufferException {
		TestClient client = connect("/protobuf");
		client.binary(StringValue.of("wörld").toByteArray());
		assertThat(StringValue.parseFrom(client.nextBytes()).getValue()).isEqualTo("hello wörld");
		client.binary(new byte[0]);
		assertThat(StringValue.parseFrom(client.nextBytes()).getValue()).isEqualTo("hello ");
		assertThat(client.text("text").next()).isEqualTo("text text");
		assertThat(client.text("{\"type\":\"json\",\"celsius\":3}").next()).isEqualTo("json 3");
	}

	@Test
	void protobufShouldBePushedAndBroadcast() throws InvalidProtocolBufferException {
		TestClient client = connect("/protobuf");
		TestClient other = connect("/cbor");
		Connection connection = server().connection(client.name());
		server().connection(other.name());
		Timestamp timestamp = Timestamp.newBuilder().setSeconds(7).build();
		assertThat(connection.push(timestamp).isAccepted()).isTrue();
		assertThat(Timestamp.parseFrom(client.nextBytes())).isEqualTo(timestamp);
		Struct struct = Struct.newBuilder().putFields("a", Value.newBuilder().setNumberValue(1).build()).build();
		server().connections().broadcast(struct);
		assertThat(Struct.parseFrom(client.nextBytes())).isEqualTo(struct);
		assertThat(Struct.parseFrom(other.nextBytes())).isEqualTo(struct);
	}

	@Test
	void optionalProtobufShouldBeRead() throws InvalidProtocolBufferException {
		TestClient client = connect("/optional");
		client.binary(StringValue.of("there").toByteArray());
		assertThat(StringValue.parseFrom(client.nextBytes()).getValue()).isEqualTo("there");
	}

	@Test
	void malformedProtobufShouldCloseWith1007() {
		TestClient client = connect("/protobuf").binary(new byte[] { 10, 5, 1 });
		assertThat(client.nextClose().getCode()).isEqualTo(1007);
		assertThat(server().journal().awaitEnd(client.name())).endsWith("close 1007 PROTOCOL_ERROR");
	}

	@Test
	void textThatNobodyTakesShouldCloseWith1003() {
		assertThat(connect("/strict").text("{\"celsius\":3}").nextClose().getCode()).isEqualTo(1003);
	}

	@Test
	void cborShouldBeReadValidatedAndBroadcast() {
		TestClient client = connect("/cbor");
		TestClient other = connect("/cbor");
		server().connection(client.name());
		server().connection(other.name());
		client.binary(CBOR.writeValueAsBytes(new Reading(20)));
		Object content = CBOR.readValue(client.nextBytes(), Object.class);
		assertThat(content).isEqualTo(Map.of("celsius", 21, "type", "reading"));
		assertThat(CBOR.readValue(other.nextBytes(), Reading.class)).isEqualTo(new Reading(21));
		client.binary(CBOR.writeValueAsBytes(new Reading(-1)));
		assertThat(client.next()).isEqualTo("celsius");
		client.binary(new byte[] { -1 });
		assertThat(client.next()).isEqualTo("malformed");
		client.binary(CBOR.writeValueAsBytes(new Reading(1)));
		assertThat(CBOR.readValue(client.nextBytes(), Reading.class)).isEqualTo(new Reading(2));
	}

	@Test
	void invalidAndMalformedCborShouldClose() {
		TestClient invalid = connect("/strict").binary(CBOR.writeValueAsBytes(new Reading(-1)));
		assertThat(invalid.nextClose().getCode()).isEqualTo(1008);
		TestClient malformed = connect("/strict").binary(new byte[] { -1 });
		assertThat(malformed.nextClose().getCode()).isEqualTo(1007);
	}

	@Test
	void binaryObjectsShouldBeLimitedAndLogged(CapturedOutput output) {
		TestServer server = server(SMALL_AND_LOGGED);
		TestClient client = connect(server, "/protobuf");
		client.binary(StringValue.of("log").toByteArray());
		assertThat(client.nextBytes()).isNotEmpty();
		String id = server.connection(client.name()).id();
		TestServer.await("lines of the traffic log")
			.untilAsserted(() -> assertThat(output.toString()).contains(id + " /protobuf < binary 5 bytes: 0a036c6f67")
				.contains(id + " /protobuf > binary 11 bytes: 0a0968656c6c6f206c6f67"));
		client.binary(StringValue.of("x".repeat(1200)).toByteArray());
		assertThat(client.nextClose().getCode()).isEqualTo(1009);
	}

	@MessageType("reading")
	record Reading(@Positive int celsius) {

	}

	record Line(int celsius) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Converters {

		@Bean
		@Order(1)
		@ForWebSocketEndpoints
		ProtobufMessageConverter protobufMessageConverter() {
			return new ProtobufMessageConverter();
		}

		@Bean
		@Order(2)
		@ForWebSocketEndpoints
		CborMessageConverter cborMessageConverter() {
			return new CborMessageConverter();
		}

		/**
		 * Converter for other parts of the application: it would convert everything.
		 */
		@Bean
		MessageConverter othersMessageConverter() {
			return new AbstractMessageConverter(new MimeType("application", "octet-stream")) {

				@Override
				protected boolean supports(Class<?> type) {
					return true;
				}

			};
		}

	}

	static class CborMessageConverter extends AbstractMessageConverter {

		CborMessageConverter() {
			super(new MimeType("application", "cbor"));
		}

		@Override
		protected boolean supports(Class<?> type) {
			// Objects with a type field are written as a tree
			return type == Reading.class || type.getName().startsWith("tools.jackson.");
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
			return CBOR.readValue((byte[]) message.getPayload(), targetClass);
		}

		@Override
		protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			return CBOR.writeValueAsBytes(payload);
		}

	}

	@WebSocketEndpoint("/protobuf")
	static class ProtobufEndpoint extends RecordingEndpoint {

		ProtobufEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		StringValue protobuf(@Payload StringValue name) {
			return StringValue.of("hello " + name.getValue());
		}

		@OnMessage("json")
		String json(Line line) {
			return "json " + line.celsius();
		}

		@OnMessage
		String text(String text) {
			return "text " + text;
		}

	}

	@WebSocketEndpoint("/optional")
	static class OptionalEndpoint extends RecordingEndpoint {

		OptionalEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		StringValue protobuf(Optional<StringValue> name) {
			return name.orElseThrow();
		}

	}

	@WebSocketEndpoint("/cbor")
	static class CborEndpoint extends RecordingEndpoint {

		CborEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@Broadcast
		Reading cbor(@Valid Reading reading) {
			return new Reading(reading.celsius() + 1);
		}

		@OnError
		String invalid(PayloadValidationException ex) {
			return ex.getErrors().getFieldErrors().get(0).getField();
		}

		@OnError
		String malformed(PayloadConversionException ex) {
			return "malformed";
		}

	}

	@WebSocketEndpoint("/strict")
	static class StrictEndpoint extends RecordingEndpoint {

		StrictEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void cbor(@Valid Reading reading) {
		}

	}

}
