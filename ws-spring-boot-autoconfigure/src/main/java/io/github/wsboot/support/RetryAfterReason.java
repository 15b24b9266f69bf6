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

package io.github.wsboot.support;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.web.socket.CloseStatus;

/**
 * Reason of a close frame that asks the client to stay away for some time, as
 * {@code Retry-After} does in HTTP: {@code retry-after=} and a number of seconds, perhaps
 * with other words around it. Five digits are a day, and more than that is not believed.
 * If there are several, the last one counts.
 *
 * @since 0.1.0
 */
public final class RetryAfterReason {

	private static final Pattern PATTERN = Pattern.compile(".*\\bretry-after=([0-9]{1,5})\\b", Pattern.DOTALL);

	private RetryAfterReason() {
	}

	/**
	 * Ask a client to stay away for a number of seconds that is drawn for it alone, so
	 * that clients which are closed together do not come back together.
	 * @param status the status to close with
	 * @param max the most seconds, or 0 to ask for nothing
	 * @return the status with a reason, which replaces another one
	 */
	public static CloseStatus draw(CloseStatus status, int max) {
		return (max > 0) ? status.withReason("retry-after=" + ThreadLocalRandom.current().nextInt(1, max + 1)) : status;
	}

	/**
	 * Read how long a client has to stay away.
	 * @param status the status of a close frame
	 * @return the time, zero unless the status is one of a server that is going away or
	 * overloaded and asks for it
	 */
	public static Duration read(CloseStatus status) {
		String reason = status.getReason();
		boolean mayAsk = status.equalsCode(CloseStatus.SERVICE_RESTARTED)
				|| status.equalsCode(CloseStatus.SERVICE_OVERLOAD);
		Matcher matcher = PATTERN.matcher((mayAsk && reason != null) ? reason : "");
		return matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : Duration.ZERO;
	}

}
