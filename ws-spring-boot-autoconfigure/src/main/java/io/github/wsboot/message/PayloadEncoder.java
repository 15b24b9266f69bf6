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
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.util.Assert;
import org.springframework.util.MimeType;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.support.Utf8;

/**
 * Encodes payloads as frames: text, bytes and frames unchanged, other objects by the
 * message converters.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class PayloadEncoder {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(null);

	private final Supplier<Pipeline> pipeline;

	/**
	 * Create an encoder.
	 * @param pipeline supplies the steps that payloads go through; called at each use
	 */
	public PayloadEncoder(Supplier<Pipeline> pipeline) {
		this.pipeline = pipeline;
	}

	/**
	 * Create an encoder.
	 * @param converter converts objects to content
	 * @param types adds the type field to objects that declare one
	 * @param interceptors see every frame, in their order
	 */
	public PayloadEncoder(MessageConverter converter, OutboundTypes types, List<OutboundInterceptor> interceptors) {
		Pipeline fixed = new Pipeline(converter, types, interceptors);
		this.pipeline = () -> fixed;
	}

	/**
	 * Encode a payload.
	 * @param payload the payload to send
	 * @return the frame
	 * @throws IllegalArgumentException if the payload is {@code null}, or a whole text
	 * message that is not valid UTF-8, or has a reserved type
	 * @throws PayloadConversionException if the payload cannot be converted
	 */
	public Frame encode(Object payload) {
		Assert.notNull(payload, "'payload' must not be null");
		Pipeline pipeline = this.pipeline.get();
		Frame own = frame(payload, null, pipeline);
		Frame frame = own;
		for (OutboundInterceptor interceptor : pipeline.interceptors()) {
			frame = interceptor.intercept(frame);
			Assert.state(frame != null, () -> "OutboundInterceptor '" + interceptor.getClass().getName()
					+ "' must not return null; raise an exception to keep a message from being sent");
		}
		boolean fromCharacters = frame == own && payload instanceof CharSequence;
		Assert.isTrue(fromCharacters || !isWholeText(frame) || Utf8.isValid(frame.payload()),
				"The bytes of a text message must be valid UTF-8; send others as a binary message");
		return frame;
	}

	/**
	 * Encode a question.
	 * @param protocol writes the question
	 * @param number the number of the question
	 * @param payload what is asked
	 * @return the frame
	 * @throws IllegalArgumentException if the payload cannot be a question
	 * @throws PayloadConversionException if the question cannot be converted
	 */
	public Frame encodeQuestion(MessageProtocol protocol, long number, Object payload) {
		return encodeQuestion(protocol, number, typeOf(payload), payload);
	}

	/**
	 * Encode a question of a type that its payload does not declare.
	 * @param protocol writes the question
	 * @param number the number of the question
	 * @param type the type, or {@code null}
	 * @param payload what is asked
	 * @return the frame
	 * @throws IllegalArgumentException if the payload cannot be a question
	 * @throws PayloadConversionException if the question cannot be converted
	 */
	public Frame encodeQuestion(MessageProtocol protocol, long number, @Nullable String type, Object payload) {
		Frame frame = encode(protocol.question(number, type, payload));
		Assert.isTrue(isWholeText(frame), "A question must be written as a text message");
		return frame;
	}

	/**
	 * Return the message type that a payload declares.
	 * @param payload the payload
	 * @return the type, or {@code null} if it declares none
	 * @throws IllegalArgumentException if the payload is {@code null}
	 */
	public @Nullable String typeOf(Object payload) {
		Assert.notNull(payload, "'payload' must not be null");
		return this.pipeline.get().types().typeOf(payload);
	}

	/**
	 * Convert a payload to text without its message type.
	 * @param payload the payload
	 * @return the text, or that of the object
	 * @throws IllegalArgumentException if the payload is not sent as text
	 * @throws PayloadConversionException if the payload cannot be converted
	 */
	public String convertToText(Object payload) {
		Pipeline pipeline = this.pipeline.get();
		Frame frame = frame(payload, null,
				new Pipeline(pipeline.converter(), (untyped, declared) -> untyped, List.of()));
		Assert.isTrue(isWholeText(frame), "A question must be sent as a text message");
		return StandardCharsets.UTF_8.decode(frame.payload()).toString();
	}

	/**
	 * Convert the result of a callback. Interceptors see the frame when it is pushed.
	 * @param payload the payload to send
	 * @param declared the declaration of the result, whose type and annotations decide on
	 * the conversion
	 * @return the frame
	 * @throws PayloadConversionException if the payload cannot be converted
	 */
	public Frame convert(Object payload, MethodParameter declared) {
		return frame(payload, declared, this.pipeline.get());
	}

	/**
	 * Convert the result of a callback to a part of a message that a protocol writes.
	 * @param result the result
	 * @param declared the declaration of the result, whose type and annotations decide on
	 * the conversion
	 * @return the result itself if it is a simple value or if there is no JSON; otherwise
	 * the JSON that it is written as
	 * @throws PayloadConversionException if the result cannot be converted
	 */
	public Object convertPart(Object result, MethodParameter declared) {
		try {
			return BeanUtils.isSimpleValueType(result.getClass()) ? result
					: this.pipeline.get().types().writePart(result, declared);
		}
		catch (RuntimeException ex) {
			throw unserializable(result, ex);
		}
	}

	/**
	 * Read what {@link #convertToText} has written on another node, for a protocol that
	 * puts it into a message.
	 * @param text the text
	 * @return the JSON, or the text itself if it is none
	 */
	public Object readPart(String text) {
		return this.pipeline.get().types().readPart(text);
	}

	private static boolean isWholeText(Frame frame) {
		return frame.opcode() == Opcode.TEXT && frame.fin();
	}

	private static Frame frame(Object payload, @Nullable MethodParameter declared, Pipeline pipeline) {
		if (payload instanceof CharSequence text) {
			return Frame.text(text.toString());
		}
		if (payload instanceof byte[] bytes) {
			return Frame.binary(ByteBuffer.wrap(bytes));
		}
		if (payload instanceof ByteBuffer buffer) {
			return Frame.binary(buffer);
		}
		if (payload instanceof Frame frame) {
			return frame;
		}
		return content(message(payload, declared, pipeline), payload);
	}

	private static Message<?> message(Object payload, @Nullable MethodParameter declared, Pipeline pipeline) {
		Message<?> message;
		try {
			Object typed = pipeline.types().addTypeField(payload, declared);
			message = (pipeline.converter() instanceof SmartMessageConverter smart)
					? smart.toMessage(typed, NO_HEADERS, declared) : pipeline.converter().toMessage(typed, NO_HEADERS);
		}
		catch (ReservedTypeException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw unserializable(payload, ex);
		}
		if (message == null) {
			throw unserializable(payload, null);
		}
		return message;
	}

	private static PayloadConversionException unserializable(Object payload, @Nullable Exception cause) {
		return PayloadConversionException
			.outbound("Cannot convert a payload of type '" + payload.getClass().getName() + "' to a message", cause);
	}

	private static Frame content(Message<?> message, Object payload) {
		if (message.getPayload() instanceof byte[] bytes) {
			MimeType type = contentType(message);
			return (type != null && PayloadFormats.isText(type)) ? text(bytes, type.getCharset())
					: Frame.binary(ByteBuffer.wrap(bytes));
		}
		if (message.getPayload() instanceof String text) {
			return Frame.text(text);
		}
		throw unserializable(payload, null);
	}

	private static Frame text(byte[] bytes, @Nullable Charset charset) {
		return (charset == null || charset.equals(StandardCharsets.UTF_8))
				? new Frame(Opcode.TEXT, ByteBuffer.wrap(bytes), true) : Frame.text(new String(bytes, charset));
	}

	private static @Nullable MimeType contentType(Message<?> message) {
		Object contentType = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		return (contentType == null || contentType instanceof MimeType) ? (MimeType) contentType
				: MimeType.valueOf(contentType.toString());
	}

	/**
	 * Steps that payloads go through.
	 *
	 * @param converter converts objects to content
	 * @param types adds the type field to objects that declare one
	 * @param interceptors see every frame, in their order
	 */
	public record Pipeline(MessageConverter converter, OutboundTypes types, List<OutboundInterceptor> interceptors) {

	}

}
