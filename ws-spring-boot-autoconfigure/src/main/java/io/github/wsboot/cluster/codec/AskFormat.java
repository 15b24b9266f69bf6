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

package io.github.wsboot.cluster.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.util.Assert;

import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteAnswer.Outcome;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.node.RemoteQuestion.AnswerKind;

/**
 * Payloads of asks and their answers. An ask is its number (8), its time in milliseconds
 * (8), whether its answer is read as a value (1), its message type after the length (2, 0
 * for none), and the content. An answer is the number (8), the outcome (1) and the
 * content.
 */
final class AskFormat {

	private static final Map<Integer, Outcome> OUTCOMES = Arrays.stream(Outcome.values())
		.collect(Collectors.toUnmodifiableMap(Outcome::number, Function.identity()));

	private static final Map<Integer, AnswerKind> ANSWERS = Arrays.stream(AnswerKind.values())
		.collect(Collectors.toUnmodifiableMap(AnswerKind::number, Function.identity()));

	private AskFormat() {
	}

	static ByteBuffer encode(RemoteQuestion question) {
		FieldWriter writer = new FieldWriter(question.content().length() + 32);
		writer.writeLong(question.number());
		writer.writeLong(Math.max(1, question.timeout().toMillis()));
		writer.writeByte(question.answer().number());
		writer.writeText("type of a message", (question.type() != null) ? question.type() : "");
		writer.writeBytes(StandardCharsets.UTF_8.encode(question.content()));
		return writer.finish();
	}

	static RemoteQuestion decodeQuestion(ByteBuffer payload) {
		FieldReader reader = new FieldReader(payload);
		long number = reader.readLong("number of a question");
		long millis = reader.readLong("time of a question");
		Assert.isTrue(millis > 0, "The time of a question is not positive");
		AnswerKind answer = ANSWERS.get(reader.readByte("kind of an answer"));
		Assert.isTrue(answer != null, "The kind of an answer is unknown");
		String type = reader.readText("type of a message");
		return new RemoteQuestion(number, type.isEmpty() ? null : type,
				reader.readText("content of a question", reader.remaining()), answer, Duration.ofMillis(millis));
	}

	static ByteBuffer encode(RemoteAnswer answer) {
		FieldWriter writer = new FieldWriter(answer.content().length() + 16);
		writer.writeLong(answer.number());
		writer.writeByte(answer.outcome().number());
		writer.writeBytes(StandardCharsets.UTF_8.encode(answer.content()));
		return writer.finish();
	}

	static RemoteAnswer decodeAnswer(ByteBuffer payload) {
		FieldReader reader = new FieldReader(payload);
		long number = reader.readLong("number of a question");
		Outcome outcome = OUTCOMES.get(reader.readByte("outcome of a question"));
		Assert.isTrue(outcome != null, "The outcome of a question is unknown");
		return new RemoteAnswer(number, outcome, reader.readText("content of an answer", reader.remaining()));
	}

}
