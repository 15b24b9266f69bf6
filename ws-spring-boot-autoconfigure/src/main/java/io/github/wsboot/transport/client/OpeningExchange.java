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

package io.github.wsboot.transport.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

import io.github.wsboot.transport.client.OpeningRequest.Agreement;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Exchange of the opening handshake's request and response on a connected socket. Used on
 * the loop.
 */
final class OpeningExchange implements DirectSocket.Listener {

	private final EventLoop loop;

	private final DirectSocket socket;

	private final OpeningRequest request;

	private final ByteBuffer output;

	private final Result result;

	private final ResponseHeadReader response = new ResponseHeadReader();

	private boolean over;

	OpeningExchange(EventLoop loop, DirectSocket socket, OpeningRequest request, Result result) {
		this.loop = loop;
		this.socket = socket;
		this.request = request;
		this.output = ByteBuffer.wrap(request.encode());
		this.result = result;
	}

	/**
	 * Open the socket and begin.
	 */
	void start() throws IOException {
		if (!this.socket.open(this.loop, this)) {
			throw new EOFException();
		}
		onReady(SelectionKey.OP_WRITE);
	}

	@Override
	public void onReady(int ops) {
		if (this.over) {
			return;
		}
		try {
			EventLoop.clearInterrupt();
			if (this.output.hasRemaining() || this.socket.hasPendingOutput()) {
				this.socket.write(this.output);
			}
			if ((ops & SelectionKey.OP_READ) != 0) {
				read();
			}
			updateInterest();
		}
		catch (IOException | RuntimeException | AttemptException ex) {
			onFailure(ex);
		}
	}

	private void updateInterest() {
		if (!this.over) {
			boolean writing = this.output.hasRemaining() || this.socket.hasPendingOutput();
			this.socket.interestOps(SelectionKey.OP_READ | (writing ? SelectionKey.OP_WRITE : 0));
		}
	}

	private void read() throws IOException, AttemptException {
		ByteBuffer input = this.loop.readBuffer();
		int count = this.socket.read(input);
		if (count < 0) {
			throw new EOFException();
		}
		ResponseHead head = this.response.read(input.flip());
		if (head != null) {
			Agreement agreement = this.request.check(head);
			this.over = true;
			this.socket.interestOps(0);
			this.result.onAgreed(withEarlyInput(input), head, agreement);
		}
		else if (this.socket.hasPendingInput()) {
			this.loop.execute(() -> onReady(SelectionKey.OP_READ));
		}
	}

	private DirectSocket withEarlyInput(ByteBuffer input) {
		return input.hasRemaining()
				? new EarlyInputSocket(this.socket, ByteBuffer.allocate(input.remaining()).put(input).flip())
				: this.socket;
	}

	@Override
	public void onFailure(Throwable cause) {
		if (!this.over) {
			this.over = true;
			this.result.onFailed(cause);
		}
	}

	/**
	 * Stop. The result is not called.
	 */
	void cancel() {
		this.over = true;
	}

	/**
	 * Receiver of the result.
	 */
	interface Result {

		/**
		 * Called when the handshake is complete.
		 * @param socket the socket, with the bytes behind the response
		 */
		void onAgreed(DirectSocket socket, ResponseHead response, Agreement agreement);

		/**
		 * Called when the handshake has failed.
		 */
		void onFailed(Throwable cause);

	}

}
