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

package io.github.wsboot.server;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Answers to asks: sends them as a client does, and waits for them as an application
 * does.
 */
public final class Answers {

	private static final Pattern ASK = Pattern.compile("\"ask\":(\\d+)");

	private Answers() {
	}

	/**
	 * Answer a question.
	 * @param fields the fields of the answer
	 */
	public static void send(TestClient client, String question, String fields) {
		client.text("{\"re\":" + number(question) + "," + fields + "}");
	}

	/**
	 * Return the number of a question.
	 */
	public static String number(String question) {
		Matcher matcher = ASK.matcher(question);
		assertThat(matcher.find()).as(question).isTrue();
		return matcher.group(1);
	}

	/**
	 * Wait for an answer.
	 */
	public static <T> T await(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Wait for the failure of an ask.
	 */
	public static Throwable awaitFailure(CompletionStage<?> stage) {
		Throwable failure = catchThrowable(
				() -> stage.toCompletableFuture().get(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
		assertThat(failure).isInstanceOf(ExecutionException.class);
		return failure.getCause();
	}

}
