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

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.cluster.codec.Target.Members;
import io.github.wsboot.cluster.codec.Target.OneConnection;
import io.github.wsboot.node.AudienceSpec;

/**
 * Format of a target, and of the absence of one.
 */
final class TargetFormat {

	private static final int FLAG_EXCEPT = 1 << 2;

	private static final int FLAG_ENDPOINT = 1 << 6;

	/** All flags of a target. */
	static final int FLAGS = FLAG_EXCEPT | FLAG_ENDPOINT;

	private static final int NONE = 0;

	private static final int CONNECTION = 1;

	private static final int ALL = 2;

	private static final int ENDPOINT = 3;

	private static final int ROOM = 4;

	private static final int USER = 5;

	private TargetFormat() {
	}

	static int flags(@Nullable Target target) {
		if (target instanceof Members members) {
			AudienceSpec audience = members.audience();
			return (audience.except().isEmpty() ? 0 : FLAG_EXCEPT)
					| ((audience.endpoint() != null) ? FLAG_ENDPOINT : 0);
		}
		return 0;
	}

	static void write(@Nullable Target target, FieldWriter writer) {
		if (target instanceof Members members) {
			write(members.audience(), writer);
		}
		else if (target instanceof OneConnection connection) {
			writer.writeByte(CONNECTION);
			writer.writeText("id of a connection", connection.id());
		}
		else {
			writer.writeByte(NONE);
			writer.writeShort(0);
		}
	}

	private static void write(AudienceSpec audience, FieldWriter writer) {
		writer.writeByte(number(audience.kind()));
		writer.writeText("name of an audience", audience.name());
		String endpoint = audience.endpoint();
		if (endpoint != null) {
			writer.writeText("path of an endpoint", endpoint);
		}
		Set<String> except = audience.except();
		if (!except.isEmpty()) {
			Assert.isTrue(except.size() <= FieldWriter.MAX_SHORT,
					() -> "%d connections are excepted, but other nodes of the cluster accept up to %d; use a room instead"
						.formatted(except.size(), FieldWriter.MAX_SHORT));
			writer.writeShort(except.size());
			except.forEach((id) -> writer.writeText("id of an excepted connection", id));
		}
	}

	/**
	 * Read a target.
	 * @param reader the reader
	 * @param flags the flags of the message
	 * @param sender the sender of the message
	 * @return the target, or {@code null} if the message has none
	 * @throws IllegalArgumentException if the parts of the target do not fit
	 */
	static @Nullable Target read(FieldReader reader, int flags, String sender) {
		int kind = reader.readByte("kind of target");
		if (kind > USER) {
			throw new UnsupportedMessageException("Another version of the wire format: kind of target " + kind, sender);
		}
		String name = reader.readText("name of the target");
		if (kind == NONE || kind == CONNECTION) {
			Assert.isTrue((flags & FLAGS) == 0, "Only an audience has flags");
			Assert.isTrue(name.isEmpty() == (kind == NONE), "No target has no name, a connection has one");
			return (kind == CONNECTION) ? new OneConnection(name) : null;
		}
		String endpoint = ((flags & FLAG_ENDPOINT) != 0) ? reader.readText("path of an endpoint") : null;
		Set<String> except = ((flags & FLAG_EXCEPT) != 0) ? readExcept(reader) : Set.of();
		return new Members(new AudienceSpec(audienceKind(kind), name, endpoint, except));
	}

	private static Set<String> readExcept(FieldReader reader) {
		int count = reader.readShort("number of exceptions");
		Assert.isTrue(count > 0, "The list of exceptions is empty");
		// Keeps the order, so that the same message has the same bytes again
		Set<String> except = new LinkedHashSet<>();
		for (int i = 0; i < count; i++) {
			Assert.isTrue(except.add(reader.readText("id of an excepted connection")), "An exception is repeated");
		}
		return Collections.unmodifiableSet(except);
	}

	private static int number(AudienceSpec.Kind kind) {
		return switch (kind) {
			case ALL -> ALL;
			case ENDPOINT -> ENDPOINT;
			case ROOM -> ROOM;
			case USER -> USER;
		};
	}

	private static AudienceSpec.Kind audienceKind(int number) {
		return switch (number) {
			case ALL -> AudienceSpec.Kind.ALL;
			case ENDPOINT -> AudienceSpec.Kind.ENDPOINT;
			case ROOM -> AudienceSpec.Kind.ROOM;
			case USER -> AudienceSpec.Kind.USER;
			default -> throw new IllegalArgumentException("No audience has number " + number);
		};
	}

}
