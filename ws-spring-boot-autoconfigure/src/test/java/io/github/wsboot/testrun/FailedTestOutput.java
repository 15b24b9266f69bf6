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

package io.github.wsboot.testrun;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints what a failed test has printed. What the others print only goes to the files
 * that the build writes.
 */
public class FailedTestOutput implements TestExecutionListener {

	private static final int MAX_BYTES = 64 * 1024;

	/** The build redirects what goes through {@code System.out}. */
	private static final PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private static final boolean ON = Boolean.getBoolean("test.output-of-failures");

	private final Tail tail = new Tail();

	@Override
	public void testPlanExecutionStarted(TestPlan plan) {
		if (ON && !(System.out instanceof Tee)) {
			System.setOut(new Tee(System.out, this.tail));
			System.setErr(new Tee(System.err, this.tail));
		}
	}

	@Override
	public void executionStarted(TestIdentifier test) {
		if (test.isTest()) {
			this.tail.clear();
		}
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		if (ON && result.getStatus() == TestExecutionResult.Status.FAILED) {
			console.println(
					"---- Output of the failed " + test.getLegacyReportingName() + " (" + test.getUniqueId() + ")");
			console.println(this.tail);
			console.println("---- End of the output");
		}
	}

	/**
	 * Prints to where output went before, and to the tail.
	 */
	private static final class Tee extends PrintStream {

		Tee(PrintStream out, OutputStream tail) {
			super(new OutputStream() {

				@Override
				public void write(int b) throws IOException {
					out.write(b);
					tail.write(b);
				}

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					out.write(bytes, offset, length);
					tail.write(bytes, offset, length);
				}

				@Override
				public void flush() {
					out.flush();
				}

			}, true, StandardCharsets.UTF_8);
		}

	}

	/**
	 * The end of what has been written, or twice as much.
	 */
	private static final class Tail extends OutputStream {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		@Override
		public synchronized void write(int b) {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public synchronized void write(byte[] written, int offset, int length) {
			this.bytes.write(written, offset, length);
			if (this.bytes.size() > 2 * MAX_BYTES) {
				byte[] all = this.bytes.toByteArray();
				this.bytes.reset();
				this.bytes.write(all, all.length - MAX_BYTES, MAX_BYTES);
			}
		}

		synchronized void clear() {
			this.bytes.reset();
		}

		@Override
		public synchronized String toString() {
			return this.bytes.toString(StandardCharsets.UTF_8);
		}

	}

}
