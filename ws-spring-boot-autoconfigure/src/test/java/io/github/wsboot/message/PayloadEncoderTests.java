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

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

import io.github.wsboot.Frame;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.endpoint.callback.AnnotatedTypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PayloadEncoder}.
 */
class PayloadEncoderTests {

	private final PayloadEncoder encoder = encoder();

	@Test
	void shouldEncodeText() {
		assertThat(this.encoder.encode("grüß")).isEqualTo(Frame.text("grüß"));
		assertThat(this.encoder.encode("")).isEqualTo(Frame.text(""));
	}

	@Test
	void shouldEncodeBytes() {
		assertThat(this.encoder.encode(new byte[] { 1, 2 })).isEqualTo(binary(1, 2));
		assertThat(this.encoder.encode(ByteBuffer.wrap(new byte[] { 0, 1, 2 }).position(1))).isEqualTo(binary(1, 2));
	}

	@Test
	void shouldLeaveFramesAsTheyAre() {
		Frame frame = Frame.ping(ByteBuffer.wrap(new byte[] { 1 }));
		assertThat(this.encoder.encode(frame)).isSameAs(frame);
	}

	@Test
	void shouldEncodeObjectsAsJsonText() {
		assertThat(this.encoder.encode(new Line("hi"))).isEqualTo(Frame.text("{\"text\":\"hi\"}"));
		assertThat(this.encoder.encode(List.of("hello", 1))).isEqualTo(Frame.text("[\"hello\",1]"));
		assertThat(this.encoder.encode(42)).isEqualTo(Frame.text("42"));
	}

	@Test
	void shouldNotSeeLaterChangesOfThePayload() {
		byte[] bytes = { 1, 2 };
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 3, 4 });
		List<String> list = new ArrayList<>(List.of("before"));
		Frame fromBytes = this.encoder.encode(bytes);
		Frame fromBuffer = this.encoder.encode(buffer);
		Frame fromList = this.encoder.encode(list);
		bytes[0] = 9;
		buffer.put(0, (byte) 9);
		list.set(0, "after");
		assertThat(fromBytes).isEqualTo(binary(1, 2));
		assertThat(fromBuffer).isEqualTo(binary(3, 4));
		assertThat(fromList).isEqualTo(Frame.text("[\"before\"]"));
	}

	@Test
	void shouldLeaveThePositionOfABufferAlone() {
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 0, 1, 2 }).position(1);
		this.encoder.encode(buffer);
		assertThat(buffer.position()).isOne();
		assertThat(buffer.remaining()).isEqualTo(2);
	}

	@Test
	void shouldRefuseNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.encoder.encode(null))
			.withMessage("'payload' must not be null");
	}

	@Test
	void shouldTellWhichPayloadCannotBeConverted() {
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> this.encoder.encode(new Broken()))
			.withMessage("Cannot convert a payload of type '" + Broken.class.getName() + "' to a message")
			.satisfies((ex) -> assertThat(ex.isInbound()).isFalse())
			.satisfies((ex) -> assertThat(ex.getCause()).isNotNull());
	}

	@Test
	void shouldRefuseCycles() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> this.encoder.encode(cycle));
	}

	@Test
	void withoutConverterForObjectsShouldRefuseThem() {
		PayloadEncoder plain = new PayloadEncoder(new SimpleMessageConverter(), (payload, declared) -> payload,
				List.of());
		assertThat(plain.encode("x")).isEqualTo(Frame.text("x"));
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> plain.encode(new Line("x")))
			.withMessageContaining(Line.class.getName());
	}

	@Test
	void whenAConverterDeclaresBinaryContentShouldEncodeBytes() {
		PayloadEncoder custom = new PayloadEncoder(new BytesConverter("application/x-line"),
				(payload, declared) -> payload, List.of());
		assertThat(custom.encode(new Line("hi"))).isEqualTo(Frame.binary(utf8("hi")));
	}

	@Test
	void whenAConverterDeclaresTextShouldEncodeText() {
		for (String type : List.of("text/plain", "application/json", "application/problem+json")) {
			PayloadEncoder custom = new PayloadEncoder(new BytesConverter(type), (payload, declared) -> payload,
					List.of());
			assertThat(custom.encode(new Line("hi"))).as(type).isEqualTo(Frame.text("hi"));
		}
	}

	@Test
	void textOfAnotherCharsetShouldBecomeUtf8() {
		for (String charset : List.of("UTF-8", "UTF-16BE", "ISO-8859-1")) {
			assertThat(converted("größe".getBytes(Charset.forName(charset)), "text/plain;charset=" + charset))
				.as(charset)
				.isEqualTo(Frame.text("größe"));
		}
	}

	@Test
	void wholeTextThatIsNotUtf8ShouldBeRefusedWhoeverHasMadeIt() {
		Frame latin = new Frame(Frame.Opcode.TEXT, ByteBuffer.wrap(new byte[] { 'a', (byte) 0xE9 }), true);
		assertThatIllegalArgumentException().isThrownBy(() -> this.encoder.encode(latin));
		assertThatIllegalArgumentException().isThrownBy(() -> encoder((frame) -> latin).encode("x"));
		assertThatIllegalArgumentException().isThrownBy(() -> converted(new byte[] { (byte) 0xE9 }, "text/plain"));
		assertThat(this.encoder.encode(new Frame(latin.opcode(), latin.payload(), false)).fin()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "12345678", "1234567é", "12345678é", "123456789012345é", "€", "😀", "1234567😀" })
	void validTextShouldBeTakenWhereverItsBytesAre(String text) {
		for (String whole : List.of(text, text.repeat(300), "a" + text)) {
			Frame frame = new Frame(Frame.Opcode.TEXT, utf8(whole), true);
			assertThat(this.encoder.encode(frame)).isEqualTo(Frame.text(whole));
		}
	}

	@Test
	void shouldApplyInterceptorsInTheirOrder() {
		PayloadEncoder intercepted = encoder((frame) -> append(frame, "1"), (frame) -> append(frame, "2"));
		assertThat(intercepted.encode("x")).isEqualTo(Frame.text("x12"));
	}

	@Test
	void whenAnInterceptorFailsShouldFail() {
		PayloadEncoder intercepted = encoder((frame) -> {
			throw new IllegalStateException("refused");
		});
		assertThatIllegalStateException().isThrownBy(() -> intercepted.encode("x")).withMessage("refused");
	}

	@Test
	void whenAnInterceptorReturnsNothingShouldSaySo() {
		PayloadEncoder intercepted = encoder((frame) -> null);
		assertThatIllegalStateException().isThrownBy(() -> intercepted.encode("x"))
			.withMessageContaining("OutboundInterceptor")
			.withMessageContaining("must not return null");
	}

	private static PayloadEncoder encoder(OutboundInterceptor... interceptors) {
		return new PayloadEncoder(new JacksonJsonMessageConverter(), (payload, declared) -> payload,
				List.of(interceptors));
	}

	private static Frame converted(byte[] content, String contentType) {
		StringMessageConverter converter = new StringMessageConverter() {

			@Override
			protected boolean supports(Class<?> type) {
				return true;
			}

			@Override
			protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
					@Nullable Object conversionHint) {
				return content;
			}

			@Override
			protected MimeType getDefaultContentType(Object payload) {
				return MimeType.valueOf(contentType);
			}

		};
		return new PayloadEncoder(converter, new AnnotatedTypes(null, true), List.of()).encode(new Line("x"));
	}

	private static Frame append(Frame frame, String text) {
		return Frame.text(StandardCharsets.UTF_8.decode(frame.payload()) + text);
	}

	private static Frame binary(int... bytes) {
		ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
		for (int value : bytes) {
			buffer.put((byte) value);
		}
		return Frame.binary(buffer.flip());
	}

	private static ByteBuffer utf8(String text) {
		return StandardCharsets.UTF_8.encode(text);
	}

	record Line(String text) {

	}

	static class Broken extends AbstractList<String> {

		@Override
		public String get(int index) {
			throw new IllegalStateException("expected");
		}

		@Override
		public int size() {
			return 1;
		}

	}

	private record BytesConverter(String contentType) implements MessageConverter {

		@Override
		public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
			return null;
		}

		@Override
		public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return new GenericMessage<>(((Line) payload).text().getBytes(StandardCharsets.UTF_8),
					Map.of(MessageHeaders.CONTENT_TYPE, this.contentType));
		}

	}

}
