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

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import io.github.wsboot.handshake.ForwardedHeaders;

/**
 * Setting {@code server.forward-headers-strategy}, with Spring Boot's default.
 *
 * @param environment the environment of the application
 */
record ForwardedHeadersSetting(Environment environment) {

	ForwardedHeaders get() {
		Strategy strategy = Binder.get(this.environment)
			.bind("server.forward-headers-strategy", Strategy.class)
			.orElse(null);
		if (strategy == null) {
			return isReadByDefault() ? ForwardedHeaders.READ_BY_SERVER : ForwardedHeaders.IGNORED;
		}
		return switch (strategy) {
			case NATIVE -> ForwardedHeaders.READ_BY_SERVER;
			case FRAMEWORK -> ForwardedHeaders.READ_BY_FRAMEWORK;
			case NONE -> ForwardedHeaders.IGNORED;
		};
	}

	private boolean isReadByDefault() {
		CloudPlatform platform = CloudPlatform.getActive(this.environment);
		return platform != null && platform.isUsingForwardHeaders();
	}

	/**
	 * Values of the property. Spring Boot's own type may be missing in a WAR.
	 */
	private enum Strategy {

		NATIVE, FRAMEWORK, NONE

	}

}
