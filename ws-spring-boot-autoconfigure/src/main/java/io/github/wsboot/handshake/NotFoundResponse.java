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

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * Holds back what is written to a response of 404, so that another one can be sent in its
 * place. Any other response goes its way at once.
 */
final class NotFoundResponse extends HttpServletResponseWrapper {

	private @Nullable HeldOutput output;

	private @Nullable PrintWriter writer;

	private boolean passing;

	private boolean errorSent;

	NotFoundResponse(HttpServletResponse response) {
		super(response);
	}

	/**
	 * Return whether this is a 404 of which the client has seen nothing, and that does
	 * not become an error page.
	 */
	boolean isNotFound() {
		return getStatus() == SC_NOT_FOUND && !this.passing && !this.errorSent && !isCommitted();
	}

	boolean isErrorSent() {
		return this.errorSent;
	}

	/**
	 * Write what was held back, and hold back nothing from now on: who answers later, on
	 * another thread, writes here, too.
	 */
	void release() throws IOException {
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
		this.errorSent = true;
		super.sendError(status);
	}

	@Override
	public void sendError(int status, String message) throws IOException {
		this.errorSent = true;
		super.sendError(status, message);
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
		if (this.writer == null) {
			this.writer = new PrintWriter(new OutputStreamWriter(held(), getCharacterEncoding()));
		}
		return this.writer;
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
		drop();
	}

	@Override
	public void reset() {
		super.reset();
		drop();
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
