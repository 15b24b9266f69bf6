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

package io.github.wsboot.endpoint.definition;

import java.lang.reflect.Method;

import org.springframework.util.ClassUtils;

/**
 * Exception at start-up for an endpoint that cannot work as it is written.
 *
 * @since 0.1.0
 */
public class InvalidEndpointException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong, with the names of bean and method
	 * @param action how to fix it
	 */
	public InvalidEndpointException(String description, String action) {
		super(description + " " + action);
		this.action = action;
	}

	/**
	 * Return the same for a bean that is a client.
	 * @return an exception that names the client
	 */
	public InvalidEndpointException ofClient() {
		return new InvalidEndpointException(
				getDescription().replace("WebSocket endpoint bean", "WebSocket client bean")
					.replace("that the path does not have", "that its URI does not have"),
				getAction().replace("to the path.", "to the URI."));
	}

	public static InvalidEndpointException of(String beanName, Method method, String problem, String action) {
		return new InvalidEndpointException(
				"Method '" + describe(method) + "' of WebSocket endpoint bean '" + beanName + "' " + problem + ".",
				action);
	}

	public static String describe(Method method) {
		StringBuilder description = new StringBuilder(ClassUtils.getShortName(method.getDeclaringClass()));
		description.append('.').append(method.getName()).append('(');
		for (int i = 0; i < method.getParameterCount(); i++) {
			description.append((i > 0) ? ", " : "").append(method.getParameterTypes()[i].getSimpleName());
		}
		return description.append(')').toString();
	}

	/**
	 * Return what is wrong.
	 * @return the description
	 */
	public String getDescription() {
		String message = String.valueOf(getMessage());
		return message.substring(0, message.length() - this.action.length()).trim();
	}

	/**
	 * Return how to fix it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
