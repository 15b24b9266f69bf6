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

package io.github.wsboot.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.FrameEncoding;
import io.github.wsboot.outbound.OutboundQueue;
import io.github.wsboot.outbound.PlainEncoding;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.transport.codec.ClosePayload;
import io.github.wsboot.transport.codec.FrameMasking;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Output of a session: pongs, the frames of the queue, many of them in one write, and in
 * the end the close frame. It keeps only bytes that the socket has not taken.
 */
final class SessionOutput {

	private static final SafeLogger logger = SafeLogger.of(SessionOutput.class);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final int MAX_PONGS = 16;

	private final DirectSocket socket;

	private final EventLoop loop;

	private final FrameEncoding encoding;

	/** Masks the frames of a client, {@code null} on a server. */
	private final @Nullable FrameMasking masking;

	private ByteBuffer unwritten = NOTHING;

	/**
	 * Whether the latest write has not ended. The queue counts its frames until then,
	 * even if the socket has taken the last bytes and writes them later.
	 */
	private boolean unfinished;

	/** Answers to pings, {@code null} most of the time. */
	private @Nullable Queue<byte[]> pongs;

	private boolean closeSent;

	/** Whether a write has not returned, so that it may have stopped within a frame. */
	private boolean writing;

	SessionOutput(DirectSocket socket, EventLoop loop, FrameEncoding encoding, @Nullable FrameMasking masking) {
		this.socket = socket;
		this.loop = loop;
		this.encoding = encoding;
		this.masking = masking;
	}

	/**
	 * Answer a ping. The answers to the latest ones are enough (RFC 6455, section 5.5.3).
	 */
	void answerPing(byte[] payload) {
		Queue<byte[]> pongs = this.pongs;
		if (pongs == null) {
			pongs = new ArrayDeque<>();
			this.pongs = pongs;
		}
		if (pongs.size() == MAX_PONGS) {
			pongs.remove();
		}
		pongs.add(payload);
	}

	/**
	 * Write as much as the socket takes.
	 * @param queue the queue to write, or {@code null} if there is none
	 * @param closing the status to close with instead of writing the frames of the queue,
	 * or {@code null}
	 * @return whether everything has been written
	 */
	boolean flush(@Nullable OutboundQueue queue, @Nullable CloseStatus closing) throws IOException {
		boolean written = !isBlocked() || write(this.unwritten, queue);
		while (written && !this.closeSent) {
			ByteBuffer next = next(queue, closing);
			if (!next.hasRemaining()) {
				return true;
			}
			written = write(next, queue);
		}
		return written;
	}

	private boolean write(ByteBuffer output, @Nullable OutboundQueue queue) throws IOException {
		int before = output.remaining();
		this.writing = true;
		EventLoop.clearInterrupt();
		this.socket.write(output);
		this.writing = false;
		boolean written = !output.hasRemaining() && !this.socket.hasPendingOutput();
		boolean progressed = output.remaining() < before;
		this.unwritten = written ? NOTHING : keep(output);
		this.unfinished = !written;
		if (queue != null && written) {
			queue.onWritten();
		}
		else if (queue != null && progressed) {
			queue.onProgress();
		}
		return written;
	}

	/**
	 * Copy the rest of the loop's buffer. The bytes of a large frame are not copied: they
	 * are shared with other receivers, and never change.
	 */
	private ByteBuffer keep(ByteBuffer source) {
		if (source == this.unwritten || source.isReadOnly()) {
			return source;
		}
		return ByteBuffer.allocate(source.remaining()).put(source).flip();
	}

	private ByteBuffer next(@Nullable OutboundQueue queue, @Nullable CloseStatus closing) {
		ByteBuffer output = this.loop.writeBuffer();
		Queue<byte[]> pongs = this.pongs;
		if (pongs != null) {
			this.pongs = null;
			pongs.forEach((pong) -> put(PlainEncoding.encodePong(pong), output));
		}
		CloseStatus status = closing;
		if (status == null && queue != null) {
			EncodedFrame frame = queue.peek();
			status = (frame != null) ? null : queue.closeStatus();
			while (frame != null) {
				if (output.position() > 0 && maxSize(frame) > output.remaining()) {
					return output.flip();
				}
				queue.poll();
				ByteBuffer large = put(frame, output);
				if (large != null) {
					return large;
				}
				frame = queue.peek();
			}
		}
		if (status != null) {
			this.closeSent = true;
			put(PlainEncoding.encodeClose(ClosePayload.of(status)), output);
		}
		return output.flip();
	}

	/**
	 * Put a frame into a buffer that is empty or has room for it.
	 * @return the frame itself if it is larger than the buffer, otherwise {@code null}
	 */
	private @Nullable ByteBuffer put(EncodedFrame frame, ByteBuffer output) {
		if (isPlain() && frame.size() <= output.remaining()) {
			frame.putPlain(output);
			return null;
		}
		byte[] bytes = frame.bytes(this.encoding);
		if (bytes.length + FrameMasking.OVERHEAD > output.remaining()) {
			return ByteBuffer.wrap(masked(bytes)).asReadOnlyBuffer();
		}
		put(bytes, output);
		return null;
	}

	private boolean isPlain() {
		return this.masking == null && this.encoding == PlainEncoding.INSTANCE;
	}

	private void put(byte[] frame, ByteBuffer output) {
		FrameMasking masking = this.masking;
		if (masking != null) {
			masking.put(frame, output);
		}
		else {
			output.put(frame);
		}
	}

	private byte[] masked(byte[] frame) {
		return (this.masking != null) ? this.masking.mask(frame) : frame;
	}

	/**
	 * Return the largest size that a frame may have once it is encoded.
	 */
	private static int maxSize(EncodedFrame frame) {
		return frame.size() + (frame.size() >> 8) + 64;
	}

	/**
	 * Try to send a close frame before the connection is cut.
	 */
	void trySendClose(CloseStatus status) {
		if (this.closeSent || this.writing || isBlocked()) {
			return;
		}
		this.closeSent = true;
		EventLoop.clearInterrupt();
		try {
			this.socket.write(ByteBuffer.wrap(masked(PlainEncoding.encodeClose(ClosePayload.of(status)))));
		}
		catch (IOException ex) {
			logger.debug("Cannot send a close frame with %s before the connection is cut", status, ex);
		}
	}

	/**
	 * Drop what is unwritten, so that code which keeps the session does not keep it in
	 * memory.
	 */
	void discard() {
		this.unwritten = NOTHING;
		this.unfinished = false;
		this.pongs = null;
	}

	/**
	 * Return whether the socket has not taken everything.
	 */
	boolean isBlocked() {
		return this.unfinished || this.socket.hasPendingOutput();
	}

	boolean isCloseSent() {
		return this.closeSent;
	}

}
