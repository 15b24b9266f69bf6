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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Reader of the head of a response (RFC 9112), in pieces of any size. Informational
 * responses before the final one are skipped; all of them together are bounded. Lines may
 * end with a line feed only, and may be folded, as RFC 9112 lets a recipient accept.
 */
final class ResponseHeadReader {

	/** The largest head in bytes. */
	static final int MAX_SIZE = 16 * 1024;

	private static final int MIN_BUFFER = 512;

	private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: [^\\x00\r\n]*)?");

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private byte[] bytes = new byte[MIN_BUFFER];

	private int length;

	/** Bytes of all heads before the current one. */
	private int skipped;

	/** Whether the current line has no characters so far. */
	private boolean emptyLine;

	/**
	 * Read the head. Bytes behind it stay in the input.
	 * @return the head of the final response, or {@code null} if it is not complete yet
	 * @throws AttemptException if the response is malformed or too large
	 */
	@Nullable ResponseHead read(ByteBuffer input) throws AttemptException {
		while (input.hasRemaining()) {
			if (take(input.get())) {
				ResponseHead head = parse();
				if (!head.isInformational()) {
					return head;
				}
				this.skipped += this.length;
				this.length = 0;
			}
		}
		return null;
	}

	/**
	 * Take a byte.
	 * @return whether it ends the head
	 */
	private boolean take(byte next) throws AttemptException {
		if (this.skipped + this.length == MAX_SIZE) {
			throw AttemptException.protocol("the head of the response is larger than " + MAX_SIZE + " bytes", null);
		}
		if (this.length == this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, 2 * this.length);
		}
		this.bytes[this.length++] = next;
		if (next == '\n') {
			boolean end = this.emptyLine;
			this.emptyLine = true;
			return end;
		}
		this.emptyLine &= (next == '\r');
		return false;
	}

	private ResponseHead parse() throws AttemptException {
		this.emptyLine = false;
		List<String> lines = unfolded(new String(this.bytes, 0, this.length, StandardCharsets.ISO_8859_1).lines()
			.filter((line) -> !line.isEmpty())
			.toList());
		Matcher status = STATUS_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
		if (!status.matches()) {
			throw AttemptException.protocol("the response is not one of HTTP/1.1", null);
		}
		HttpHeaders headers = new HttpHeaders();
		for (String line : lines.subList(1, lines.size())) {
			addHeader(line, headers);
		}
		return new ResponseHead(Integer.parseInt(status.group(1)), HttpHeaders.readOnlyHttpHeaders(headers));
	}

	private static List<String> unfolded(List<String> lines) {
		List<String> unfolded = new ArrayList<>();
		for (String line : lines) {
			boolean continues = line.charAt(0) == ' ' || line.charAt(0) == '\t';
			if (continues && unfolded.size() > 1) {
				int last = unfolded.size() - 1;
				unfolded.set(last, unfolded.get(last) + " " + line.trim());
			}
			else {
				unfolded.add(line);
			}
		}
		return unfolded;
	}

	private static void addHeader(String line, HttpHeaders headers) throws AttemptException {
		int colon = line.indexOf(':');
		String name = line.substring(0, Math.max(colon, 0));
		if (!NAME.matcher(name).matches() || line.indexOf('\0') >= 0) {
			throw AttemptException.protocol("the response has a malformed header", null);
		}
		headers.add(name, line.substring(colon + 1).trim());
	}

}
