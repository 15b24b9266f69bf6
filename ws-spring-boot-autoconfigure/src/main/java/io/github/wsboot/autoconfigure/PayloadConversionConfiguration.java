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

package io.github.wsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.message.JacksonPayloadConverter;
import io.github.wsboot.message.JacksonProtocol;
import io.github.wsboot.message.PayloadConversion;

/**
 * Configurations for the conversion of payloads: one with JSON, if Jackson is on the
 * class path, and one without.
 */
abstract class PayloadConversionConfiguration {

	private static MessageConverter converter(List<MessageConverter> converters, ObjectProvider<MessageConverter> beans,
			ObjectProvider<WebSocketEndpointConfigurer> configurers) {
		converters.addAll(0, beans.orderedStream().toList());
		configurers.orderedStream().forEach((configurer) -> configurer.configureMessageConverters(converters));
		return new CompositeMessageConverter(converters.isEmpty() ? List.of(new SimpleMessageConverter()) : converters);
	}

	private static PayloadConversion plain(ObjectProvider<MessageConverter> beans,
			ObjectProvider<WebSocketEndpointConfigurer> configurers, ObjectProvider<MessageProtocol> protocol) {
		return new PayloadConversion(converter(new ArrayList<>(), beans, configurers), null, protocol.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JacksonPayloadConversionConfiguration {

		@Bean
		PayloadConversion webSocketPayloadConversion(@ForWebSocketEndpoints ObjectProvider<JsonMapper> marked,
				ObjectProvider<JsonMapper> jsonMappers, WebSocketSettings settings,
				@ForWebSocketEndpoints ObjectProvider<MessageConverter> beans,
				ObjectProvider<WebSocketEndpointConfigurer> configurers, ObjectProvider<MessageProtocol> protocol) {
			JsonMapper jsonMapper = SharedBeans.choose(marked, jsonMappers);
			if (jsonMapper == null) {
				return plain(beans, configurers, protocol);
			}
			List<MessageConverter> converters = new ArrayList<>();
			converters.add(new JacksonPayloadConverter(jsonMapper));
			return new PayloadConversion(converter(converters, beans, configurers),
					new JacksonProtocol(jsonMapper, settings.messageFields()), protocol.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
	static class PlainPayloadConversionConfiguration {

		@Bean
		PayloadConversion webSocketPayloadConversion(@ForWebSocketEndpoints ObjectProvider<MessageConverter> beans,
				ObjectProvider<WebSocketEndpointConfigurer> configurers, ObjectProvider<MessageProtocol> protocol) {
			return plain(beans, configurers, protocol);
		}

	}

}
