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

package io.github.wsboot.cluster.redis;

import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import org.springframework.core.NestedExceptionUtils;

import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;

/**
 * Describes failures of Redis and of connections to it, for logs and health: without
 * addresses and credentials.
 */
final class RedisFailures {

	/** Code at the beginning of an error that Redis answers. */
	private static final Pattern CODE = Pattern.compile("[A-Z]+\\b");

	private static final Set<String> REFUSED_CREDENTIALS = Set.of("NOAUTH", "WRONGPASS");

	private final String channels;

	/**
	 * Create descriptions.
	 * @param prefix the prefix of all channels, which an ACL has to allow
	 */
	RedisFailures(String prefix) {
		this.channels = prefix + "*";
	}

	ClusterLinkException describe(Throwable failure) {
		Throwable cause = unwrap(failure);
		if (cause instanceof ClusterLinkException known) {
			return known;
		}
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		if (root instanceof RedisCommandExecutionException error) {
			return refused(code(error), error);
		}
		if (root instanceof TimeoutException || root instanceof RedisCommandTimeoutException) {
			return new ClusterLinkException(Reason.CLOSED, "Redis does not answer", failure);
		}
		return new ClusterLinkException(Reason.CLOSED, "The connection to Redis has failed (" + name(cause, root) + ")",
				failure);
	}

	/**
	 * Return the name of a failure, which below an unknown host depends on the resolver.
	 */
	private static String name(Throwable failure, Throwable root) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnknownHostException) {
				return UnknownHostException.class.getSimpleName();
			}
		}
		return root.getClass().getSimpleName();
	}

	static ClusterLinkException closed() {
		return new ClusterLinkException(Reason.CLOSED, "The connection to Redis has ended", null);
	}

	private ClusterLinkException refused(String code, Throwable error) {
		if (code.equals("NOPERM")) {
			return new ClusterLinkException(Reason.PERMISSION,
					"Redis has refused a command or channel (NOPERM): the ACL of its user must allow "
							+ "'+publish +subscribe +unsubscribe +hello +ping &" + this.channels + "'",
					error);
		}
		if (REFUSED_CREDENTIALS.contains(code)) {
			return new ClusterLinkException(Reason.PERMISSION,
					"Redis has refused the user name or the password (" + code + ")", error);
		}
		return new ClusterLinkException(Reason.CLOSED, "Redis has refused a command (" + code + ")", error);
	}

	private static String code(RedisCommandExecutionException error) {
		Matcher matcher = CODE.matcher(String.valueOf(error.getMessage()));
		return matcher.lookingAt() ? matcher.group() : "ERR";
	}

	static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
