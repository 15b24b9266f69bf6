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

package io.github.wsboot.actuate;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Forwarding;

/**
 * Outcomes for the other nodes of a cluster, for which an operator can wait.
 */
final class Forwardings {

	/** Far more time than a cluster that works takes to confirm a message. */
	private static final Duration LIMIT = Duration.ofSeconds(5);

	private Forwardings() {
	}

	/**
	 * Wait until it is known whether the other nodes were asked to do the same.
	 * @return {@code true} if they were, or {@code null} if there was no need to
	 * @throws RefusedOperationException if they could not be asked
	 */
	static @Nullable Boolean awaitForwarded(BroadcastResult result) {
		return awaitForwarded(result, LIMIT);
	}

	static @Nullable Boolean awaitForwarded(BroadcastResult result, Duration limit) {
		return switch (await(result.forwarded(), limit)) {
			case NOT_NEEDED -> null;
			case FORWARDED -> true;
			case UNAVAILABLE ->
				throw onlyHere(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, result, "the cluster is not available");
			case TOO_LARGE -> throw onlyHere(WebEndpointResponse.STATUS_BAD_REQUEST, result,
					"'text' is larger than 'ws.cluster.max-message-size'");
		};
	}

	private static Forwarding await(CompletionStage<Forwarding> outcome, Duration limit) {
		try {
			return outcome.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			return Forwarding.UNAVAILABLE;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Forwarding.UNAVAILABLE;
		}
	}

	/**
	 * Name the part that was done: to try again would do it twice.
	 */
	private static RefusedOperationException onlyHere(int status, BroadcastResult result, String reason) {
		return new RefusedOperationException(status,
				"Only this node's connections were reached (" + result.targeted() + "): " + reason + ".");
	}

}
