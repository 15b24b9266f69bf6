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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.util.Assert;

import io.github.wsboot.connection.ConnectionQuery;

/**
 * Extends the {@link WebSocketsActuatorEndpoint} for HTTP: {@code connections},
 * {@code connections/}<em>id</em>, {@code rooms/}<em>name</em>,
 * {@code users/}<em>name</em>, {@code clients}, {@code refusals} and {@code drain} below
 * its path. What other nodes of a cluster were asked to do is answered with 202. A
 * refused request is answered with a status and a body with the reason. Parameters that
 * are numbers are declared as text, so that this holds for invalid numbers, too.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = WebSocketsActuatorEndpoint.class)
public final class WebSocketsWebExtension {

	private static final String CONNECTIONS = "connections";

	private static final String ROOMS = "rooms";

	private static final String USERS = "users";

	private static final String DRAIN = "drain";

	private static final String REFUSALS = "refusals";

	private static final String CLIENTS = "clients";

	private static final String READABLE = "'connections', 'connections/{id}', 'clients' and 'refusals'";

	private static final String DELETABLE = "'connections/{id}', 'users/{name}' and 'drain'";

	private final ConnectionOperations operations;

	/**
	 * Create the extension.
	 * @param operations the operations
	 */
	public WebSocketsWebExtension(ConnectionOperations operations) {
		Assert.notNull(operations, "'operations' must not be null");
		this.operations = operations;
	}

	@ReadOperation
	WebEndpointResponse<OperationResponseBody> connections(@Selector String collection, @Nullable String endpoint,
			@Nullable String room, @Nullable String user, @Nullable String client, @Nullable String page,
			@Nullable String size) {
		return answer(() -> switch (collection) {
			case CONNECTIONS ->
				this.operations.connections(new ConnectionQuery(endpoint, room, user), page(page, size));
			case CLIENTS -> this.operations.clients(client, page(page, size));
			case REFUSALS -> this.operations.refusals();
			default -> throw unknown("GET", collection, READABLE);
		});
	}

	@ReadOperation
	WebEndpointResponse<OperationResponseBody> connection(@Selector String collection,
			@Selector(match = Match.ALL_REMAINING) String... name) {
		return answer(() -> switch (collection) {
			case CONNECTIONS -> this.operations.connection(join(name));
			default -> throw unknown("GET", collection, READABLE);
		});
	}

	@DeleteOperation
	WebEndpointResponse<OperationResponseBody> disconnect(@Selector String collection,
			@Selector(match = Match.ALL_REMAINING) String[] name, @Nullable String code, @Nullable String reason) {
		return answer(() -> switch (collection) {
			case CONNECTIONS -> this.operations.disconnect(join(name), number("code", code), reason);
			case USERS -> this.operations.disconnectUser(join(name), number("code", code), reason);
			default -> throw unknown("DELETE", collection, DELETABLE);
		});
	}

	@DeleteOperation
	WebEndpointResponse<OperationResponseBody> cancel(@Selector String collection) {
		return answer(() -> switch (collection) {
			case DRAIN -> this.operations.cancelDrain();
			default -> throw unknown("DELETE", collection, DELETABLE);
		});
	}

	@WriteOperation
	WebEndpointResponse<OperationResponseBody> push(@Selector String collection,
			@Selector(match = Match.ALL_REMAINING) String[] name, @Nullable String text) {
		return answer(() -> switch (collection) {
			case CONNECTIONS -> this.operations.push(join(name), text);
			case ROOMS -> this.operations.pushToRoom(join(name), text);
			case USERS -> this.operations.pushToUser(join(name), text);
			default -> throw unknown("POST", collection, "'connections/{id}', 'rooms/{name}' and 'users/{name}'");
		});
	}

	@WriteOperation
	WebEndpointResponse<OperationResponseBody> post(@Selector String collection, @Nullable String text) {
		int status = DRAIN.equals(collection) ? HttpStatus.ACCEPTED.value() : WebEndpointResponse.STATUS_OK;
		return answer(status, () -> switch (collection) {
			case CONNECTIONS -> this.operations.pushToAll(text);
			case DRAIN -> this.operations.drain();
			default -> throw unknown("POST", collection, "'connections' and 'drain'");
		});
	}

	private static WebEndpointResponse<OperationResponseBody> answer(Supplier<OperationResponseBody> operation) {
		return answer(WebEndpointResponse.STATUS_OK, operation);
	}

	private static WebEndpointResponse<OperationResponseBody> answer(int status,
			Supplier<OperationResponseBody> operation) {
		try {
			OperationResponseBody body = operation.get();
			return new WebEndpointResponse<>(body, isForwarded(body) ? HttpStatus.ACCEPTED.value() : status);
		}
		catch (RefusedOperationException ex) {
			return new WebEndpointResponse<>(ex.problem(), ex.problem().status());
		}
	}

	private static boolean isForwarded(OperationResponseBody body) {
		return body instanceof ForwardableDescriptor result && result.forwarded() != null;
	}

	private static Page page(@Nullable String page, @Nullable String size) {
		return Page.of(number("page", page), number("size", size));
	}

	private static @Nullable Integer number(String name, @Nullable String text) {
		try {
			return (text != null) ? Integer.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw new RefusedOperationException(WebEndpointResponse.STATUS_BAD_REQUEST,
					"'" + name + "' must be a number, but is '" + text + "'.");
		}
	}

	private static String join(String[] name) {
		return String.join("/", name);
	}

	private static RefusedOperationException unknown(String method, String collection, String known) {
		return new RefusedOperationException(WebEndpointResponse.STATUS_NOT_FOUND,
				"There is no '" + collection + "' to " + method + "; there are " + known + ".");
	}

}
