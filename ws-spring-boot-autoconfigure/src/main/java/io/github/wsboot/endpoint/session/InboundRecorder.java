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

package io.github.wsboot.endpoint.session;

import java.nio.ByteBuffer;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.extension.FrameListener;

/**
 * Reports what has arrived for a connection to its {@link FrameListener}, if there is
 * one.
 */
final class InboundRecorder {

	private InboundRecorder() {
	}

	static void text(ManagedConnection connection, String text) {
		FrameListener listener = connection.monitor().frameListener(connection);
		if (listener != null) {
			tell(listener, connection, Frame.text(text));
		}
	}

	static void frame(ManagedConnection connection, Opcode opcode, byte[] bytes) {
		FrameListener listener = connection.monitor().frameListener(connection);
		if (listener != null) {
			tell(listener, connection, new Frame(opcode, ByteBuffer.wrap(bytes), true));
		}
	}

	private static void tell(FrameListener listener, ManagedConnection connection, Frame frame) {
		boolean interrupted = Thread.currentThread().isInterrupted();
		listener.onReceived(connection, frame);
		if (!interrupted) {
			// Otherwise the message could not wait for room in the mailbox
			Thread.interrupted();
		}
	}

}
