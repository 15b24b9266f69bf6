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

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;
import org.springframework.validation.Validator;

import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.message.JsonLocation;

/**
 * Resolver of the payload: converts and validates it. A blank text is a payload like any
 * other.
 */
final class PayloadArgumentResolver extends PayloadMethodArgumentResolver {

	PayloadArgumentResolver(MessageConverter converter, @Nullable Validator validator) {
		super(new InboundConverter(converter), validator);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		try {
			return super.resolveArgument(parameter, wrap(parameter, message));
		}
		catch (MessageConversionException ex) {
			throw PayloadConversionException.inbound(
					"Cannot read the message as '" + parameter.nestedIfOptional().getNestedParameterType().getName()
							+ "'" + JsonLocation.of(ex.getCause()),
					ex.getCause());
		}
		catch (MethodArgumentNotValidException ex) {
			Assert.state(ex.getBindingResult() != null, "No binding result");
			throw new PayloadValidationException(ex.getBindingResult());
		}
	}

	private static Message<?> wrap(MethodParameter parameter, Message<?> message) {
		if (message.getPayload() instanceof byte[] bytes
				&& parameter.nestedIfOptional().getNestedParameterType() == ByteBuffer.class) {
			return new GenericMessage<>(ByteBuffer.wrap(bytes), message.getHeaders());
		}
		return message;
	}

	@Override
	protected boolean isEmptyPayload(@Nullable Object payload) {
		return payload == null;
	}

	/**
	 * Tells that a message could not be read in the same way whatever the converter
	 * raises: it is the client's fault.
	 */
	private record InboundConverter(MessageConverter converter) implements SmartMessageConverter {

		@Override
		public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
			return fromMessage(message, targetClass, null);
		}

		@Override
		public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
			try {
				return (this.converter instanceof SmartMessageConverter smart)
						? smart.fromMessage(message, targetClass, hint)
						: this.converter.fromMessage(message, targetClass);
			}
			catch (MessageConversionException ex) {
				throw ex;
			}
			catch (RuntimeException ex) {
				throw new MessageConversionException(message, "The converter has failed", ex);
			}
		}

		@Override
		public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return this.converter.toMessage(payload, headers);
		}

		@Override
		public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			return toMessage(payload, headers);
		}

	}

}
