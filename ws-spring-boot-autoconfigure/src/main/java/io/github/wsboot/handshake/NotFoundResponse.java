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

package io.github.wsboot.handshake;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.function.IntPredicate;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * Response that holds back a 404, so that another response can be sent instead: it holds
 * back the content, and also the error itself unless a page is shown for it. Any other
 * response is sent at once.
 */
final class NotFoundResponse extends HttpServletResponseWrapper {

	private @Nullable HeldOutput output;

	private @Nullable PrintWriter writer;

	/** Encoding of the writer. */
	private @Nullable String encoding;

	private final IntPredicate errorPages;

	private boolean passing;

	/** Status of the error that was sent, or 0 if none was. */
	private int error;

	private @Nullable String errorMessage;

	private boolean errorHeld;

	/**
	 * Create a response.
	 * @param response the real response
	 * @param errorPages tests whether there is a page for errors with a status, which is
	 * shown once the error has been sent
	 */
	NotFoundResponse(HttpServletResponse response, IntPredicate errorPages) {
		super(response);
		this.errorPages = errorPages;
	}

	/**
	 * Return whether this is a 404 of which nothing has been sent to the client, and that
	 * does not become an error page.
	 */
	boolean isNotFound() {
		return getStatus() == SC_NOT_FOUND && !this.passing && (this.error == 0 || this.errorHeld)
				&& !super.isCommitted();
	}

	boolean isErrorSent() {
		return this.error != 0;
	}

	/**
	 * Return whether a page will be shown for the error that was sent.
	 */
	boolean isErrorPageNext() {
		return this.error != 0 && this.errorPages.test(this.error);
	}

	/**
	 * Return the status that the client receives, unless a page is shown.
	 */
	int finalStatus() {
		return (this.error != 0) ? this.error : getStatus();
	}

	/**
	 * Send everything that was held back, and hold back nothing from now on, since an
	 * answer from another thread is also written to this response.
	 */
	void release() throws IOException {
		if (this.errorHeld) {
			drop();
			this.errorHeld = false;
			send(this.error, this.errorMessage);
		}
		if (this.writer != null) {
			this.writer.flush();
		}
		if (this.output != null) {
			this.output.bytes.writeTo(super.getOutputStream());
		}
		drop();
		this.passing = true;
	}

	@Override
	public void sendError(int status) throws IOException {
		sendError(status, null);
	}

	@Override
	public void sendError(int status, @Nullable String message) throws IOException {
		this.error = status;
		this.errorMessage = message;
		this.errorHeld = status == SC_NOT_FOUND && !this.passing && !this.errorPages.test(status);
		if (this.errorHeld) {
			resetBuffer();
			setStatus(status);
		}
		else {
			send(status, message);
		}
	}

	private void send(int status, @Nullable String message) throws IOException {
		if (message != null) {
			super.sendError(status, message);
		}
		else {
			super.sendError(status);
		}
	}

	/**
	 * Return {@code true} also while an error is held back: the code that has sent it
	 * must write nothing more.
	 */
	@Override
	public boolean isCommitted() {
		return this.errorHeld || super.isCommitted();
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		return passes() ? super.getOutputStream() : held();
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		if (passes()) {
			return super.getWriter();
		}
		PrintWriter writer = this.writer;
		if (writer == null || !getCharacterEncoding().equals(this.encoding)) {
			if (writer != null) {
				writer.flush();
			}
			this.encoding = getCharacterEncoding();
			writer = new PrintWriter(new OutputStreamWriter(held(), this.encoding));
			this.writer = writer;
		}
		return writer;
	}

	private boolean passes() {
		this.passing = this.passing || (this.output == null && getStatus() != SC_NOT_FOUND);
		return this.passing;
	}

	private HeldOutput held() {
		if (this.output == null) {
			this.output = new HeldOutput();
		}
		return this.output;
	}

	@Override
	public void flushBuffer() throws IOException {
		if (passes()) {
			super.flushBuffer();
		}
	}

	@Override
	public void resetBuffer() {
		super.resetBuffer();
		empty();
	}

	@Override
	public void reset() {
		super.reset();
		empty();
	}

	/**
	 * Drop the content that was written. Stream and writer stay in use.
	 */
	private void empty() {
		if (this.writer != null) {
			this.writer.flush();
		}
		if (this.output != null) {
			this.output.bytes.reset();
		}
	}

	private void drop() {
		this.output = null;
		this.writer = null;
	}

	private static final class HeldOutput extends ServletOutputStream {

		private final FastByteArrayOutputStream bytes = new FastByteArrayOutputStream();

		@Override
		public void write(int value) throws IOException {
			this.bytes.write(value);
		}

		@Override
		public void write(byte[] source, int offset, int length) throws IOException {
			this.bytes.write(source, offset, length);
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			Assert.state(false, "A response of 404 cannot be written asynchronously");
		}

	}

}
