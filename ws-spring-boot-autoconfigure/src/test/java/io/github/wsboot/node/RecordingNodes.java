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

package io.github.wsboot.node;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;

/**
 * {@link RemoteNodes} that keep what they are asked to do, of a cluster of two nodes.
 *
 * @since 0.1.0
 */
public final class RecordingNodes implements RemoteNodes, Cluster {

	private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");

	/** What was asked, for example {@code push ROOM lobby hello}. */
	public final List<String> requests = new CopyOnWriteArrayList<>();

	/** Audiences that were pushed to or disconnected. */
	public final List<AudienceSpec> audiences = new CopyOnWriteArrayList<>();

	/** Answers to pushes by the id of the connection; others are not found. */
	public final Map<String, PushResult> connections = new ConcurrentHashMap<>();

	/** Outcome for audiences. */
	public volatile CompletableFuture<Forwarding> outcome = CompletableFuture.completedFuture(Forwarding.FORWARDED);

	public volatile boolean available = true;

	/** Called at each request for an audience. */
	public volatile Runnable onRequest = () -> {
	};

	@Override
	public PushResult push(String id, Frame frame, PushOptions options) {
		PushResult result = this.connections.getOrDefault(id, PushResult.NOT_FOUND);
		if (result != PushResult.NOT_FOUND) {
			checkForwardable(frame);
		}
		this.requests.add("push " + id + " " + text(frame, options));
		return result;
	}

	@Override
	public PushResult ask(String id, RemoteQuestion question) {
		this.requests.add("ask " + id + " " + question.content());
		return this.connections.getOrDefault(id, PushResult.NOT_FOUND);
	}

	@Override
	public void checkForwardable(Frame frame) {
		Assert.isTrue(frame.fin() && frame.opcode() != Frame.Opcode.CONTINUATION, "a fragment");
	}

	@Override
	public ForwardingResult push(AudienceSpec audience, Frame frame, PushOptions options) {
		return record("push " + name(audience) + " " + text(frame, options), audience);
	}

	@Override
	public boolean disconnect(String id, CloseStatus status) {
		this.requests.add("disconnect " + id + " " + status.getCode());
		return this.connections.get(id) == PushResult.FORWARDED;
	}

	@Override
	public ForwardingResult disconnect(AudienceSpec audience, CloseStatus status) {
		return record("disconnect " + name(audience) + " " + status.getCode(), audience);
	}

	private ForwardingResult record(String request, AudienceSpec audience) {
		this.onRequest.run();
		this.requests.add(request);
		this.audiences.add(audience);
		return () -> this.outcome;
	}

	private static String text(Frame frame, PushOptions options) {
		String text = StandardCharsets.UTF_8.decode(frame.payload()).toString();
		return options.isEmpty() ? text : text + " " + options;
	}

	private static String name(AudienceSpec audience) {
		return audience.name().isEmpty() ? audience.kind().name() : audience.kind() + " " + audience.name();
	}

	@Override
	public void endSession(byte[] sha256) {
		this.requests.add("end session");
	}

	@Override
	public Cluster cluster() {
		return this;
	}

	@Override
	public List<ClusterNode> nodes() {
		return List.of(new ClusterNode("AAAAAAAA", "one", SINCE, 1, true, false),
				new ClusterNode("BBBBBBBB", "two", SINCE, 2, false, true));
	}

	@Override
	public boolean isAvailable() {
		return this.available;
	}

}
