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

package io.github.wsboot.cluster.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.ToByteBufEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.Topic;

/**
 * Codec of topics, as names of channels, and messages. The channels of an application
 * begin with its prefix: {@code <prefix>all}, {@code <prefix>node:<id>},
 * {@code <prefix>room:<name>} and {@code <prefix>user:<name>}, in UTF-8.
 */
final class TopicCodec implements RedisCodec<Topic, ByteBuffer>, ToByteBufEncoder<Topic, ByteBuffer> {

	private static final String NODE = "node:";

	private static final String ROOM = "room:";

	private static final String USER = "user:";

	private final String prefix;

	private final String all;

	TopicCodec(String prefix) {
		this.prefix = prefix;
		this.all = prefix + "all";
	}

	String channel(Topic topic) {
		return switch (topic.kind()) {
			case ALL -> this.all;
			case NODE -> this.prefix + NODE + topic.name();
			case ROOM -> this.prefix + ROOM + topic.name();
			case USER -> this.prefix + USER + topic.name();
		};
	}

	/**
	 * Return the topic of a channel, or {@code null} for a channel of something else.
	 */
	@Nullable Topic topic(String channel) {
		if (channel.equals(this.all)) {
			return Topic.ALL;
		}
		int start = this.prefix.length() + NODE.length();
		if (channel.length() <= start || !channel.startsWith(this.prefix)) {
			return null;
		}
		String name = channel.substring(start);
		if (channel.startsWith(ROOM, this.prefix.length())) {
			return Topic.room(name);
		}
		if (channel.startsWith(USER, this.prefix.length())) {
			return Topic.user(name);
		}
		return channel.startsWith(NODE, this.prefix.length()) ? Topic.node(name) : null;
	}

	@Override
	public @Nullable Topic decodeKey(ByteBuffer bytes) {
		return topic(StandardCharsets.UTF_8.decode(bytes).toString());
	}

	/**
	 * Copy a message, since the buffer is that of the connection.
	 */
	@Override
	public ByteBuffer decodeValue(ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		return ByteBuffer.wrap(copy);
	}

	@Override
	public ByteBuffer encodeKey(Topic topic) {
		return ByteBuffer.wrap(channel(topic).getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void encodeKey(Topic topic, ByteBuf target) {
		ByteBufUtil.writeUtf8(target, channel(topic));
	}

	@Override
	public ByteBuffer encodeValue(ByteBuffer message) {
		return message.duplicate();
	}

	@Override
	public void encodeValue(ByteBuffer message, ByteBuf target) {
		target.writeBytes(message.duplicate());
	}

	@Override
	public int estimateSize(Object keyOrValue) {
		return (keyOrValue instanceof ByteBuffer message) ? message.remaining()
				: ByteBufUtil.utf8MaxBytes(channel((Topic) keyOrValue));
	}

}
