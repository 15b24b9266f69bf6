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

package io.github.wsboot.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.TextMessage;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushOptions;
import io.github.wsboot.support.Utf8;

/**
 * Outbound frame that is encoded once and shared by all its receivers.
 * <p>
 * Thread-safe; its content never changes.
 *
 * @since 0.1.0
 */
public final class EncodedFrame {

	private final Frame frame;

	/** {@code null} without options. */
	private final @Nullable DeliveryTerms terms;

	private final int size;

	private final boolean ofServer;

	/** {@code null} unless it is a question. */
	private final @Nullable Long question;

	private volatile @Nullable TextMessage textMessage;

	private volatile byte @Nullable [] plain;

	/** Whether a receiver has got the frame without {@link #plain}. */
	private volatile boolean put;

	/** Whether the content is UTF-8 by itself; {@code null} until it is checked. */
	private volatile @Nullable Boolean completeUtf8;

	private final AtomicReference<@Nullable Variant> variant = new AtomicReference<>();

	/**
	 * Create a frame.
	 * @param frame its content
	 */
	public EncodedFrame(Frame frame) {
		this(frame, null, false, null);
	}

	/**
	 * Create a message of the server's own, which says no more than that the server is
	 * there.
	 * @param frame its content
	 * @return the frame
	 */
	public static EncodedFrame ofServer(Frame frame) {
		return new EncodedFrame(frame, null, true, null);
	}

	/**
	 * Create a message that asks its receivers.
	 * @param frame its content
	 * @param number the number of the question
	 * @return the frame
	 */
	public static EncodedFrame question(Frame frame, long number) {
		return new EncodedFrame(frame, null, false, number);
	}

	/**
	 * Create a frame with the options of its push, whose lifetime begins now.
	 * @param frame its content
	 * @param options the options
	 * @return the frame
	 * @throws IllegalArgumentException if there are options and the frame is no whole
	 * message
	 */
	public static EncodedFrame of(Frame frame, PushOptions options) {
		Assert.notNull(options, "'options' must not be null");
		if (options.isEmpty()) {
			return new EncodedFrame(frame);
		}
		EncodedFrame encoded = new EncodedFrame(frame, DeliveryTerms.of(options, System::nanoTime));
		Assert.isTrue(encoded.isWholeMessage(),
				"A fragment or control frame must not be pushed with options: push the whole message");
		return encoded;
	}

	EncodedFrame(Frame frame, @Nullable DeliveryTerms terms) {
		this(frame, terms, false, null);
	}

	private EncodedFrame(Frame frame, @Nullable DeliveryTerms terms, boolean ofServer, @Nullable Long question) {
		this.frame = frame;
		this.terms = terms;
		this.ofServer = ofServer;
		this.question = question;
		this.size = PlainEncoding.size(frame.payload().remaining());
	}

	/**
	 * Return the kind of frame.
	 * @return the opcode
	 */
	public Opcode opcode() {
		return this.frame.opcode();
	}

	/**
	 * Return whether the frame ends its message.
	 * @return whether it is the last one
	 */
	public boolean isFin() {
		return this.frame.fin();
	}

	/**
	 * Return whether somebody has something to say with the frame: control frames and
	 * messages of the server's own show only that the connection is there.
	 * @return whether the connection is in use when it is sent
	 */
	public boolean isUse() {
		return !opcode().isControl() && !this.ofServer;
	}

	/**
	 * Return the number of the question that the frame asks.
	 * @return the number, or {@code null} if it is no question
	 */
	public @Nullable Long question() {
		return this.question;
	}

	/**
	 * Return whether the frame is a whole message, rather than a fragment or a control
	 * frame.
	 * @return whether it is a message
	 */
	public boolean isWholeMessage() {
		return this.frame.fin() && (opcode() == Opcode.TEXT || opcode() == Opcode.BINARY);
	}

	/**
	 * Return the application data.
	 * @return a read-only view with a position of its own
	 */
	public ByteBuffer payload() {
		return this.frame.payload();
	}

	/**
	 * Return the bytes on the wire, header included.
	 * @param encoding the encoding, called once for all receivers if they can share it
	 * @return the bytes, which must not be changed
	 */
	public byte[] bytes(FrameEncoding encoding) {
		if (encoding == PlainEncoding.INSTANCE) {
			byte[] plain = this.plain;
			return (plain != null) ? plain : encodePlain();
		}
		if (!encoding.isShared()) {
			return encoding.encode(this.frame);
		}
		Variant variant = this.variant.get();
		return (variant != null && variant.encoding() == encoding) ? join(variant) : encodeShared(encoding);
	}

	/**
	 * Put the frame as it is on the wire without extensions. Its bytes are kept only if
	 * there is another receiver.
	 * @param target has room for {@link #size()} bytes
	 */
	public void putPlain(ByteBuffer target) {
		byte[] plain = this.plain;
		if (plain != null || this.put) {
			target.put((plain != null) ? plain : encodePlain());
		}
		else {
			this.put = true;
			PlainEncoding.put(this.frame, target);
		}
	}

	private byte[] encodePlain() {
		byte[] bytes = PlainEncoding.INSTANCE.encode(this.frame);
		this.plain = bytes;
		return bytes;
	}

	/**
	 * Encode once, although several loops may ask at the same time: the first one
	 * encodes, and the others wait. If that fails, the next receiver tries again.
	 */
	private byte[] encodeShared(FrameEncoding encoding) {
		Variant own = new Variant(encoding, new CompletableFuture<>());
		if (!this.variant.compareAndSet(null, own)) {
			Variant other = this.variant.get();
			return (other != null && other.encoding() == encoding) ? join(other) : encoding.encode(this.frame);
		}
		try {
			byte[] bytes = encoding.encode(this.frame);
			own.bytes().complete(bytes);
			return bytes;
		}
		finally {
			if (!own.bytes().isDone()) {
				this.variant.set(null);
				own.bytes().cancel(false);
			}
		}
	}

	private byte[] join(Variant other) {
		try {
			return other.bytes().join();
		}
		catch (CancellationException ex) {
			return other.encoding().encode(this.frame);
		}
	}

	/**
	 * Return whether the content is valid UTF-8 that neither begins nor ends within a
	 * character. Checked once for all receivers.
	 */
	boolean isCompleteUtf8() {
		Boolean complete = this.completeUtf8;
		if (complete == null) {
			complete = Utf8.isValid(payload());
			this.completeUtf8 = complete;
		}
		return complete;
	}

	/**
	 * Return the size on the wire without extensions: the application data and the
	 * frame's header.
	 * @return the size in bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Return the approximate memory of the frame and, if it has options, of these.
	 * @return the number of bytes
	 */
	public long memory() {
		return (long) this.size + SendMemoryBudget.OVERHEAD + optionsMemory();
	}

	/**
	 * Return the approximate memory of the options, 0 without.
	 */
	int optionsMemory() {
		return (this.terms != null) ? this.terms.memory() : 0;
	}

	/**
	 * Return the size of the application data.
	 */
	public int payloadSize() {
		return PlainEncoding.payloadSize(this.size);
	}

	/**
	 * Return the content.
	 */
	public Frame frame() {
		return this.frame;
	}

	/**
	 * Return the terms of its delivery, or {@code null} without options.
	 */
	@Nullable DeliveryTerms terms() {
		return this.terms;
	}

	/**
	 * Return whether the frame was pushed with options.
	 * @return whether it has a key or expires
	 */
	public boolean hasOptions() {
		return this.terms != null;
	}

	/**
	 * Return whether the frame is no longer worth writing.
	 * @return whether its lifetime is over
	 */
	public boolean isExpired() {
		return this.terms != null && this.terms.isExpired();
	}

	/**
	 * Return the key of the messages of which only the newest is kept.
	 * @return the key, or {@code null} if each message is kept
	 */
	public @Nullable String conflationKey() {
		return (this.terms != null) ? this.terms.key() : null;
	}

	/**
	 * Return the options that are left at this moment, for another node.
	 * @return the options, with the rest of the lifetime
	 */
	public PushOptions remainingOptions() {
		return (this.terms != null) ? this.terms.remainingOptions() : PushOptions.none();
	}

	/**
	 * Return this frame as Spring's message for text, decoded once for all receivers.
	 * @return the message
	 */
	public TextMessage textMessage() {
		TextMessage message = this.textMessage;
		if (message == null) {
			byte[] bytes = new byte[payload().remaining()];
			payload().get(bytes);
			message = isFin() ? new TextMessage(bytes)
					: new TextMessage(new String(bytes, StandardCharsets.UTF_8), false);
			this.textMessage = message;
		}
		return message;
	}

	private record Variant(FrameEncoding encoding, CompletableFuture<byte[]> bytes) {

	}

}
