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

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.github.wsboot.transport.TransportType;

/**
 * Matches unless {@code ws.transport.type} is {@code standard}.
 */
class NotStandardTransportCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		TransportType type = Binder.get(context.getEnvironment())
			.bind("ws.transport.type", TransportType.class)
			.orElse(TransportType.AUTO);
		ConditionMessage.Builder message = ConditionMessage.forCondition("WebSocket transport");
		return (type != TransportType.STANDARD) ? ConditionOutcome.match(message.foundExactly(type))
				: ConditionOutcome.noMatch(message.foundExactly(type));
	}

}
