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

import jakarta.validation.Validator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.endpoint.callback.PayloadValidation;

/**
 * Configurations for the validation of payloads: one with Jakarta Validation, if it is on
 * the class path, and one without.
 */
abstract class PayloadValidationConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	static class BeanPayloadValidationConfiguration {

		@Bean
		@Lazy
		PayloadValidation webSocketPayloadValidation(@ForWebSocketEndpoints ObjectProvider<Validator> marked,
				ObjectProvider<Validator> validators) {
			Validator validator = SharedBeans.choose(marked, validators);
			if (validator == null) {
				return new PayloadValidation(null);
			}
			return new PayloadValidation((validator instanceof SmartValidator smartValidator) ? smartValidator
					: new SpringValidatorAdapter(validator));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("jakarta.validation.Validator")
	static class NoPayloadValidationConfiguration {

		@Bean
		@Lazy
		PayloadValidation webSocketPayloadValidation() {
			return new PayloadValidation(null);
		}

	}

}
