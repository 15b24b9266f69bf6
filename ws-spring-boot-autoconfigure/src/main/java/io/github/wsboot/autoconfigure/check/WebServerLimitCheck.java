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

package io.github.wsboot.autoconfigure.check;

import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Refuses a limit of connections that is higher than the web server's, which would be
 * reached first and let clients wait without an answer.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class WebServerLimitCheck implements ApplicationListener<WebServerInitializedEvent> {

	/** Limit of a web server that has none. */
	public static final long UNLIMITED = Long.MAX_VALUE;

	private final @Nullable Integer limit;

	private final String serversName;

	private final ToLongFunction<WebServer> serversLimit;

	/**
	 * Create a check.
	 * @param limit the limit of connections, or {@code null} for none
	 * @param serversName the name of the web server's property
	 * @param serversLimit returns the limit of a web server, or {@link #UNLIMITED}
	 */
	public WebServerLimitCheck(@Nullable Integer limit, String serversName, ToLongFunction<WebServer> serversLimit) {
		this.limit = limit;
		this.serversName = serversName;
		this.serversLimit = serversLimit;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
			return;
		}
		long most = this.serversLimit.applyAsLong(event.getWebServer());
		if (this.limit != null && this.limit > most) {
			throw new InvalidConfigurationPropertyValueException("ws.max-connections", this.limit,
					"The web server takes only " + most + " connections, HTTP requests included: raise '"
							+ this.serversName + "' or lower 'ws.max-connections'.");
		}
	}

}
