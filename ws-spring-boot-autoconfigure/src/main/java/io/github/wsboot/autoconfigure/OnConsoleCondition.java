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
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Matches if {@code ws.console.enabled} is true, or if it is not set and
 * spring-boot-devtools is on the class path.
 */
class OnConsoleCondition extends SpringBootCondition {

	private static final String ENABLED = "ws.console.enabled";

	private static final String DEVTOOLS = "org.springframework.boot.devtools.restart.Restarter";

	static boolean hasDevtools(ClassLoader classLoader) {
		return ClassUtils.isPresent(DEVTOOLS, classLoader);
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Boolean enabled = context.getEnvironment().getProperty(ENABLED, Boolean.class);
		ConditionMessage.Builder message = ConditionMessage.forCondition("WebSocket console");
		if (enabled != null) {
			return new ConditionOutcome(enabled, message.because("'" + ENABLED + "' is " + enabled));
		}
		boolean devtools = context.getClassLoader() != null && hasDevtools(context.getClassLoader());
		return new ConditionOutcome(devtools,
				message.because("spring-boot-devtools is " + (devtools ? "present" : "missing")));
	}

}
