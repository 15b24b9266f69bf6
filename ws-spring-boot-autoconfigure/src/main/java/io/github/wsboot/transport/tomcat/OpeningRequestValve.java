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

package io.github.wsboot.transport.tomcat;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.parser.TokenList;

/**
 * Valve that makes Tomcat answer a handshake with {@code Connection: Upgrade} alone,
 * since some clients compare the whole value. If the request says
 * {@code keep-alive, Upgrade}, as Firefox does, Tomcat would add {@code keep-alive} to
 * its answer, which means nothing for an upgraded connection. Other requests are left
 * alone.
 *
 * @since 0.1.0
 */
public final class OpeningRequestValve extends ValveBase {

	private static final String CONNECTION = "Connection";

	/**
	 * Create a valve.
	 */
	public OpeningRequestValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (options(request, "Upgrade").contains("websocket")) {
			Set<String> options = options(request, CONNECTION);
			if (options.remove("keep-alive")) {
				request.getCoyoteRequest().getMimeHeaders().setValue(CONNECTION).setString(String.join(", ", options));
			}
		}
		getNext().invoke(request, response);
	}

	/**
	 * Return the elements of a list, in lower case.
	 */
	private static Set<String> options(Request request, String name) throws IOException {
		Set<String> options = new LinkedHashSet<>();
		TokenList.parseTokenList(request.getHeaders(name), options);
		return options;
	}

}
