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

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushOptions;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteQuestion;

/**
 * Message from one node of a cluster to others. One whose parts do not fit its kind
 * cannot be created.
 *
 * @param kind the kind of message
 * @param sender the id of the node that sends it: eight characters of base64url
 * @param stamp what is known only when it is sent
 * @param target the connections that a push or disconnect concerns, otherwise
 * {@code null}
 * @param opcode the kind of frame of a push, but no continuation; otherwise {@code null}
 * @param options the options of a push, none for a control frame and all other kinds
 * @param payload what belongs to the kind. A decoded message has a view of the bytes that
 * it was decoded from.
 * @since 0.1.0
 */
public record ClusterMessage(Kind kind, String sender, Stamp stamp, @Nullable Target target, @Nullable Opcode opcode,
		PushOptions options, ByteBuffer payload) {

	static final int SENDER_LENGTH = 8;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private static final int SHA_256_LENGTH = 32;

	private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

	/**
	 * Create a message.
	 * @throws IllegalArgumentException if the parts do not fit the kind
	 */
	public ClusterMessage {
		Assert.isTrue(isNodeId(sender), "'sender' must have 8 characters of base64url");
		Assert.isTrue((target != null) == kind.hasTarget(),
				"A push, disconnect or ask must have a target, others must not");
		Assert.isTrue((opcode != null) == (kind == Kind.PUSH), "A push must have an opcode, others must not");
		Assert.isTrue(opcode != Opcode.CONTINUATION, "Fragments of a message must not be sent to other nodes");
		Assert.isTrue(options.isEmpty() || (opcode != null && !opcode.isControl()),
				"Only a text or binary message can have options");
		Assert.isTrue(isPossible(kind, opcode, payload.remaining()), "The payload does not have the size of its kind");
		payload = payload.slice().asReadOnlyBuffer();
	}

	/**
	 * Create a message without options.
	 * @param kind the kind of message
	 * @param sender the id of the node that sends it
	 * @param stamp what is known only when it is sent
	 * @param target the connections that a push or disconnect concerns
	 * @param opcode the kind of frame of a push
	 * @param payload what belongs to the kind
	 * @throws IllegalArgumentException if the parts do not fit the kind
	 */
	public ClusterMessage(Kind kind, String sender, Stamp stamp, @Nullable Target target, @Nullable Opcode opcode,
			ByteBuffer payload) {
		this(kind, sender, stamp, target, opcode, PushOptions.none(), payload);
	}

	/**
	 * Return this push with options.
	 * @param options the options
	 * @return the message
	 * @throws IllegalArgumentException if there are options and this is no push of a text
	 * or binary message
	 */
	public ClusterMessage with(PushOptions options) {
		return options.isEmpty() ? this : new ClusterMessage(this.kind, this.sender, this.stamp, this.target,
				this.opcode, options, this.payload);
	}

	/**
	 * Return the payload.
	 * @return a read-only view with a position of its own
	 */
	@Override
	public ByteBuffer payload() {
		return this.payload.duplicate();
	}

	/**
	 * Create a push.
	 * @param sender the id of this node
	 * @param target the connections
	 * @param frame a whole message, a ping or a pong
	 * @return the message
	 * @throws IllegalArgumentException if the frame is a fragment of a message
	 */
	public static ClusterMessage push(String sender, Target target, Frame frame) {
		Assert.isTrue(frame.fin(), "Fragments of a message must not be sent to other nodes");
		return new ClusterMessage(Kind.PUSH, sender, Stamp.NONE, target, frame.opcode(), frame.payload());
	}

	/**
	 * Create a disconnect.
	 * @param sender the id of this node
	 * @param target the connections
	 * @param status the status to close them with, whose reason is cut to 123 bytes
	 * @return the message
	 * @throws IllegalArgumentException if the status must not be sent
	 */
	public static ClusterMessage disconnect(String sender, Target target, CloseStatus status) {
		return new ClusterMessage(Kind.DISCONNECT, sender, Stamp.NONE, target, null, DisconnectPayload.encode(status));
	}

	/**
	 * Create a heartbeat.
	 * @param sender the id of this node
	 * @param state the state of this node
	 * @return the message
	 */
	public static ClusterMessage heartbeat(String sender, NodeState state) {
		return new ClusterMessage(Kind.HEARTBEAT, sender, Stamp.NONE, null, null, state.encode());
	}

	/**
	 * Create a hello.
	 * @param sender the id of this node
	 * @param state the state of this node
	 * @return the message
	 */
	public static ClusterMessage hello(String sender, NodeState state) {
		return new ClusterMessage(Kind.HELLO, sender, Stamp.NONE, null, null, state.encode());
	}

	/**
	 * Create a leave.
	 * @param sender the id of this node
	 * @return the message
	 */
	public static ClusterMessage leave(String sender) {
		return new ClusterMessage(Kind.LEAVE, sender, Stamp.NONE, null, null, EMPTY);
	}

	/**
	 * Create a probe.
	 * @param sender the id of this node
	 * @return the message
	 */
	public static ClusterMessage probe(String sender) {
		return new ClusterMessage(Kind.PROBE, sender, Stamp.NONE, null, null, EMPTY);
	}

	/**
	 * Create the message that an HTTP session has ended.
	 * @param sender the id of this node
	 * @param sha256 the SHA-256 of the id of the session
	 * @return the message
	 */
	public static ClusterMessage sessionEnded(String sender, byte[] sha256) {
		return new ClusterMessage(Kind.SESSION_ENDED, sender, Stamp.NONE, null, null, ByteBuffer.wrap(sha256.clone()));
	}

	/**
	 * Create an ask.
	 * @param sender the id of this node
	 * @param target the connection
	 * @param question the question
	 * @return the message
	 * @throws IllegalArgumentException if the type takes more than 65535 bytes of UTF-8
	 * or is not valid Unicode
	 */
	public static ClusterMessage ask(String sender, Target.OneConnection target, RemoteQuestion question) {
		return new ClusterMessage(Kind.ASK, sender, Stamp.NONE, target, null, AskFormat.encode(question));
	}

	/**
	 * Create an answer.
	 * @param sender the id of this node
	 * @param answer the answer
	 * @return the message
	 */
	public static ClusterMessage answer(String sender, RemoteAnswer answer) {
		return new ClusterMessage(Kind.ANSWER, sender, Stamp.NONE, null, null, AskFormat.encode(answer));
	}

	/**
	 * Return the question of an ask.
	 * @return the question
	 * @throws IllegalStateException if this is no ask
	 */
	public RemoteQuestion question() {
		Assert.state(this.kind == Kind.ASK, "Only an ask has a question");
		return AskFormat.decodeQuestion(this.payload);
	}

	/**
	 * Return the answer.
	 * @return the answer
	 * @throws IllegalStateException if this is no answer
	 */
	public RemoteAnswer answer() {
		Assert.state(this.kind == Kind.ANSWER, "This is no answer");
		return AskFormat.decodeAnswer(this.payload);
	}

	/**
	 * Return what a push carries.
	 * @return a frame with a copy of the payload
	 * @throws IllegalStateException if this is no push
	 */
	public Frame frame() {
		Opcode opcode = this.opcode;
		Assert.state(opcode != null, "Only a push has a frame");
		return new Frame(opcode, this.payload, true);
	}

	/**
	 * Return the status of a disconnect.
	 * @return a status that may be sent
	 * @throws IllegalStateException if this is no disconnect
	 */
	public CloseStatus closeStatus() {
		Assert.state(this.kind == Kind.DISCONNECT, "Only a disconnect has a status");
		return DisconnectPayload.decode(this.payload);
	}

	/**
	 * Return the state that a heartbeat or hello carries.
	 * @return the state of the sender
	 * @throws IllegalStateException if this is neither
	 */
	public NodeState nodeState() {
		Assert.state(this.kind == Kind.HEARTBEAT || this.kind == Kind.HELLO, "Only a heartbeat or hello has a state");
		return NodeState.decode(this.payload);
	}

	/**
	 * Return which session has ended.
	 * @return a copy of the SHA-256 of the id of the session
	 * @throws IllegalStateException if this is no such message
	 */
	public byte[] sessionHash() {
		Assert.state(this.kind == Kind.SESSION_ENDED, "Only the end of a session has a hash");
		byte[] hash = new byte[SHA_256_LENGTH];
		payload().get(hash);
		return hash;
	}

	static boolean isNodeId(String text) {
		return text.length() == SENDER_LENGTH && text.chars().allMatch(ClusterMessage::isBase64Url);
	}

	private static boolean isBase64Url(int c) {
		return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	}

	private static boolean isPossible(Kind kind, @Nullable Opcode opcode, int size) {
		return switch (kind) {
			case PUSH -> opcode == null || !opcode.isControl() || size <= MAX_CONTROL_PAYLOAD;
			case LEAVE, PROBE -> size == 0;
			case SESSION_ENDED -> size == SHA_256_LENGTH;
			case DISCONNECT, HEARTBEAT, HELLO, ASK, ANSWER -> size > 0;
		};
	}

	/**
	 * Part of a message that is known only when it is sent.
	 *
	 * @param link the number of the sender's link
	 * @param sequence the number of the message among those that the sender has published
	 * on this link to this topic, or 0 where they are not counted
	 * @param sentAt the time on the sender's clock, which means nothing to other nodes
	 */
	public record Stamp(int link, long sequence, long sentAt) {

		/**
		 * The stamp of a message that has not been sent.
		 */
		public static final Stamp NONE = new Stamp(0, 0, 0);

	}

	/**
	 * Kind of a message.
	 */
	public enum Kind {

		/**
		 * A frame for connections.
		 */
		PUSH(1),

		/**
		 * A close status for connections.
		 */
		DISCONNECT(2),

		/**
		 * The state of the sender, at regular intervals.
		 */
		HEARTBEAT(3),

		/**
		 * The state of the sender, as the first message of a link.
		 */
		HELLO(4),

		/**
		 * The end of the sender.
		 */
		LEAVE(5),

		/**
		 * A message to the sender itself.
		 */
		PROBE(6),

		/**
		 * The end of an HTTP session.
		 */
		SESSION_ENDED(9),

		/**
		 * A question to a connection.
		 */
		ASK(10),

		/**
		 * The answer to a question.
		 */
		ANSWER(11);

		private final int number;

		Kind(int number) {
			this.number = number;
		}

		int number() {
			return this.number;
		}

		boolean hasTarget() {
			return this == PUSH || this == DISCONNECT || this == ASK;
		}

	}

}
