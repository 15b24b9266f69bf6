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

package io.github.wsboot;

/**
 * Raised by an ask that the other side has answered with an error.
 *
 * @since 0.1.0
 * @see ConnectionManager#ask(String, Object, Class)
 */
public class AskFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String content;

	/**
	 * Create an exception.
	 * @param message the connection that has answered
	 * @param content the error as the other side has sent it
	 */
	public AskFailedException(String message, String content) {
		super(message);
		this.content = content;
	}

	/**
	 * Return the error as the other side has sent it. It comes from outside: check it
	 * before you rely on it or show it to anybody.
	 * @return the error, which is JSON unless a {@link MessageProtocol} of the
	 * application says otherwise
	 */
	public String content() {
		return this.content;
	}

}
