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

package io.github.wsboot.cluster.member;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteQuestion;

/**
 * {@link LocalNode} that records what other nodes do here.
 */
final class RecordingNode implements LocalNode {

	final List<Object> calls = new CopyOnWriteArrayList<>();

	/** Thrown by everything that others do. */
	volatile @Nullable RuntimeException failure;

	volatile boolean draining;

	@Override
	public void push(String id, Frame frame, PushOptions options) {
		record(new Call("push", id, text(frame, options)));
	}

	@Override
	public void push(AudienceSpec audience, Frame frame, PushOptions options) {
		record(new Call("push", audience, text(frame, options)));
	}

	@Override
	public void ask(String id, RemoteQuestion question, Consumer<RemoteAnswer> answer) {
		record(new Call("ask", id, question));
		answer.accept(new RemoteAnswer(question.number(), RemoteAnswer.Outcome.ANSWERED, "{}"));
	}

	@Override
	public void onAnswer(String node, RemoteAnswer answer) {
		record(new Call("answer", node, answer));
	}

	@Override
	public void onNodeLeft(String node) {
		record(new Call("left", node, ""));
	}

	@Override
	public void disconnect(String id, CloseStatus status) {
		record(new Call("disconnect", id, status));
	}

	@Override
	public void disconnect(AudienceSpec audience, CloseStatus status) {
		record(new Call("disconnect", audience, status));
	}

	private static String text(Frame frame, PushOptions options) {
		String text = StandardCharsets.UTF_8.decode(frame.payload()).toString();
		return options.isEmpty() ? text : text + " " + options;
	}

	private void record(Call call) {
		this.calls.add(call);
		if (this.failure != null) {
			throw this.failure;
		}
	}

	@Override
	public int count() {
		return 3;
	}

	@Override
	public boolean isDraining() {
		return this.draining;
	}

	record Call(String method, Object target, Object content) {

	}

}
