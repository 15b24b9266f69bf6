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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushOptions;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;

/**
 * Version 1 of the wire format. A message is, with numbers in big-endian order:
 * <ul>
 * <li>the magic number {@code 0x57}, the version, the number of the kind and the flags, a
 * byte each,
 * <li>the sender (8 bytes of ASCII),
 * <li>the stamp: link (4), sequence number (8) and time (8),
 * <li>the target: a byte for its kind (0 if there is none) and a name,
 * <li>with flag 6 the path template of the endpoint that a room is restricted to,
 * <li>with flag 2 the ids of excepted connections, after their number (2),
 * <li>with flag 3 the options of a push: its key, empty if it has none, and the
 * milliseconds (8) that are left of its lifetime, 0 if it has none,
 * <li>the payload, up to the end.
 * </ul>
 * A name, path template, id or key is UTF-8 after its length (2). Flags 0 and 1 are the
 * opcode of a push: text is 0, binary 1, ping 2, pong 3.
 * <p>
 * There is exactly one encoding of each message, and all else is malformed: a surplus
 * byte as well as a missing one, or an empty list of exceptions. The version can only
 * grow by a new flag, kind, or kind of target; so a message with one that is unknown here
 * is not malformed but unsupported.
 *
 * @since 0.1.0
 */
public final class ClusterMessageCodec {

	private static final int MAGIC = 0x57;

	private static final int VERSION = 1;

	private static final int FLAG_BINARY = 1;

	private static final int FLAG_CONTROL = 1 << 1;

	private static final int OPCODE_FLAGS = FLAG_BINARY | FLAG_CONTROL;

	private static final int KNOWN_FLAGS = OPCODE_FLAGS | TargetFormat.FLAGS | OptionsFormat.FLAG;

	private static final int EXPECTED_HEADER = 128;

	private static final int SENDER_OFFSET = 4;

	/** The index is the value of flags 0 and 1. */
	private static final List<Opcode> OPCODES = List.of(Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.PONG);

	private static final Map<Integer, Kind> KINDS = Arrays.stream(Kind.values())
		.collect(Collectors.toUnmodifiableMap(Kind::number, Function.identity()));

	private ClusterMessageCodec() {
	}

	/**
	 * Encode a message.
	 * @param message the message
	 * @return the encoded message, whose stamp can still be set
	 * @throws IllegalArgumentException if a name or id takes more than 65535 bytes of
	 * UTF-8 or is not valid Unicode, or there are more than 65535 exceptions
	 */
	public static OutgoingMessage encode(ClusterMessage message) {
		FieldWriter writer = new FieldWriter(EXPECTED_HEADER + message.payload().remaining());
		writer.writeByte(MAGIC);
		writer.writeByte(VERSION);
		writer.writeByte(message.kind().number());
		writer.writeByte(opcodeFlags(message.opcode()) | TargetFormat.flags(message.target())
				| OptionsFormat.flag(message.options()));
		writer.writeBytes(StandardCharsets.US_ASCII.encode(message.sender()));
		writer.writeInt(message.stamp().link());
		writer.writeLong(message.stamp().sequence());
		writer.writeLong(message.stamp().sentAt());
		TargetFormat.write(message.target(), writer);
		OptionsFormat.write(message.options(), writer);
		writer.writeBytes(message.payload());
		return new OutgoingMessage(writer.finish());
	}

	/**
	 * Return whether messages can be sent to a room or user. Otherwise no node pushes to
	 * it.
	 * @param name the name
	 * @return {@code false} if it takes more than 65535 bytes of UTF-8 or is not valid
	 * Unicode
	 */
	public static boolean canEncode(String name) {
		return FieldWriter.canWrite(name);
	}

	/**
	 * Decode a message.
	 * @param bytes the bytes from position to limit, which both stay as they are
	 * @return the message, whose payload is a view of the bytes
	 * @throws MalformedMessageException if the bytes are no message
	 * @throws UnsupportedMessageException if another version may have written them
	 */
	public static ClusterMessage decode(ByteBuffer bytes) {
		FieldReader reader = new FieldReader(bytes);
		if (reader.readByte("magic number") != MAGIC) {
			throw new MalformedMessageException("The message does not begin with the magic number");
		}
		int version = reader.readByte("version");
		if (version != VERSION) {
			throw unsupported("version " + version, bytes);
		}
		int number = reader.readByte("kind");
		int flags = reader.readByte("flags");
		Kind kind = KINDS.get(number);
		if (kind == null) {
			throw unsupported("kind " + number, bytes);
		}
		if ((flags & ~KNOWN_FLAGS) != 0) {
			throw unsupported("flags 0x" + Integer.toHexString(flags), bytes);
		}
		return decode(kind, flags, reader);
	}

	private static ClusterMessage decode(Kind kind, int flags, FieldReader reader) {
		String sender = readSender(reader);
		if (!ClusterMessage.isNodeId(sender)) {
			throw new MalformedMessageException("The sender is no id of a node");
		}
		Stamp stamp = new Stamp(reader.readInt("link"), reader.readLong("sequence number"), reader.readLong("time"));
		try {
			Target target = TargetFormat.read(reader, flags, sender);
			PushOptions options = OptionsFormat.read(reader, flags);
			ClusterMessage message = new ClusterMessage(kind, sender, stamp, target, opcode(kind, flags), options,
					reader.readRest());
			checkPayload(message);
			return message;
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedMessageException("The parts do not fit: " + ex.getMessage());
		}
	}

	private static void checkPayload(ClusterMessage message) {
		switch (message.kind()) {
			case DISCONNECT -> message.closeStatus();
			case HEARTBEAT, HELLO -> message.nodeState();
			case ASK -> message.question();
			case ANSWER -> message.answer();
			case PUSH, LEAVE, PROBE, SESSION_ENDED -> {
				// The size is all that matters
			}
		}
	}

	private static UnsupportedMessageException unsupported(String what, ByteBuffer bytes) {
		return new UnsupportedMessageException("Another version of the wire format: " + what, findSender(bytes));
	}

	private static @Nullable String findSender(ByteBuffer bytes) {
		if (bytes.remaining() < SENDER_OFFSET + ClusterMessage.SENDER_LENGTH) {
			return null;
		}
		String sender = readSender(new FieldReader(bytes.duplicate().position(bytes.position() + SENDER_OFFSET)));
		return ClusterMessage.isNodeId(sender) ? sender : null;
	}

	private static String readSender(FieldReader reader) {
		return StandardCharsets.ISO_8859_1.decode(reader.readBytes("sender", ClusterMessage.SENDER_LENGTH)).toString();
	}

	private static int opcodeFlags(@Nullable Opcode opcode) {
		return (opcode != null) ? OPCODES.indexOf(opcode) : 0;
	}

	private static @Nullable Opcode opcode(Kind kind, int flags) {
		int index = flags & OPCODE_FLAGS;
		if (kind == Kind.PUSH) {
			return OPCODES.get(index);
		}
		Assert.isTrue(index == 0, "Only a push has an opcode");
		return null;
	}

}
