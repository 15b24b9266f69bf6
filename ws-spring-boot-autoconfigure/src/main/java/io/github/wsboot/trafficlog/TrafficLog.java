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

package io.github.wsboot.trafficlog;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.support.VisibleText;

/**
 * Logs the traffic of endpoints: one line at INFO for each connection that is opened or
 * closed, and for each message, ping and pong in either direction.
 * <p>
 * A line names the connection, the path template of its endpoint, and the size and the
 * beginning of the payload: text with invisible characters escaped, other payloads in
 * hexadecimal digits. Headers, queries, cookies and path variables are never logged. A
 * line is written on the thread of its event, often an event loop.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class TrafficLog implements ConnectionListener, FrameListener {

	/**
	 * Name of the logger, which users configure: it does not depend on the package.
	 */
	public static final String LOGGER = "io.github.wsboot.traffic";

	private static final Log logger = LogFactory.getLog(LOGGER);

	private final int maxPayload;

	/**
	 * Create a log.
	 * @param maxPayload the maximum number of bytes of a payload to show, or 0 for none
	 */
	public TrafficLog(int maxPayload) {
		Assert.isTrue(maxPayload >= 0, "'maxPayload' must not be negative");
		this.maxPayload = maxPayload;
	}

	@Override
	public void onOpened(Connection connection) {
		if (logger.isInfoEnabled()) {
			logger.info(line(connection, "opened"));
		}
	}

	@Override
	public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
		if (logger.isInfoEnabled()) {
			String event = "closed " + status.getCode() + " " + cause + " after " + lasted.toMillis() + " ms";
			// At most 123 bytes, but the client may have written them
			String reason = status.getReason();
			logger
				.info(line(connection, StringUtils.hasLength(reason) ? event + ": " + VisibleText.of(reason) : event));
		}
	}

	@Override
	public void onReceived(Connection connection, Frame frame) {
		if (logger.isInfoEnabled()) {
			logger.info(line(connection, "< " + describe(frame)));
		}
	}

	@Override
	public void onSent(Connection connection, Frame frame) {
		if (logger.isInfoEnabled()) {
			logger.info(line(connection, "> " + describe(frame)));
		}
	}

	private static String line(Connection connection, String event) {
		return connection.id() + " " + connection.endpoint() + " " + event;
	}

	private String describe(Frame frame) {
		ByteBuffer payload = frame.payload();
		String description = frame.opcode().name().toLowerCase(Locale.ROOT) + " " + payload.remaining() + " bytes"
				+ (frame.fin() ? "" : ", unfinished");
		if (this.maxPayload == 0 || !payload.hasRemaining()) {
			return description;
		}
		return description + ": " + ((frame.opcode() == Frame.Opcode.TEXT)
				? PayloadExcerpt.text(payload, this.maxPayload) : PayloadExcerpt.binary(payload, this.maxPayload));
	}

}
