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

package io.github.wsboot.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import io.github.wsboot.extension.ConsoleAccess;

/**
 * Maps the console's page and its WebSocket.
 * <p>
 * Not a {@code WebSocketHandlerMapping}, so that settings for the application's own
 * handlers do not apply to it.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConsoleHandlerMapping extends SimpleUrlHandlerMapping {

	/** Before the endpoints, one of which may have a template that matches. */
	private static final int ORDER = -3;

	private static final String PAGE = "index.html";

	private static final ClassPathResource FILES = new ClassPathResource("META-INF/ws-console/");

	/**
	 * Served below the path of the console, too, since the application may serve no
	 * static resources, serve them elsewhere, or refuse them.
	 */
	private static final ClassPathResource CLIENT = new ClassPathResource("META-INF/resources/webjars/ws-client/");

	/**
	 * Create a mapping.
	 * @param path the path of the page, without a trailing slash
	 * @param feed the handler that talks to the page
	 * @param access decides who may see the console
	 * @param hosts the hosts at which the console can be opened
	 * @param handshakes handles the handshakes of the page's WebSocket
	 * @throws Exception if the files of the page cannot be served
	 */
	public ConsoleHandlerMapping(String path, ConsoleWebSocketHandler feed, ConsoleAccess access, TrustedHosts hosts,
			Handshakes handshakes) throws Exception {
		ResourceHttpRequestHandler files = files(FILES);
		WebSocketHttpRequestHandler webSocket = new WebSocketHttpRequestHandler(feed, handshakes.handler());
		webSocket.setHandshakeInterceptors(List.of(handshakes.origin()));
		setOrder(ORDER);
		setInterceptors(new ConsoleGuard(access, hosts));
		setUrlMap(Map.of(path, (HttpRequestHandler) ConsoleHandlerMapping::redirect, path + "/", page(files),
				path + "/feed", webSocket, path + "/ws-client/**", files(CLIENT), path + "/**", files));
	}

	private static ResourceHttpRequestHandler files(ClassPathResource location) throws Exception {
		ResourceHttpRequestHandler files = new ResourceHttpRequestHandler();
		files.setLocations(List.of(location));
		// Browsers must see a new version of a library at once
		files.setCacheControl(CacheControl.noCache());
		files.afterPropertiesSet();
		return files;
	}

	private static HttpRequestHandler page(ResourceHttpRequestHandler files) {
		return (request, response) -> {
			request.setAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE, PAGE);
			files.handleRequest(request, response);
		};
	}

	/**
	 * Redirect to the path with a trailing slash, below which the page looks for its
	 * files. The location is relative, so that it is right behind a proxy that has
	 * changed the path.
	 */
	private static void redirect(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		String path = request.getRequestURI();
		response.setStatus(HttpStatus.FOUND.value());
		response.setHeader(HttpHeaders.LOCATION, path.substring(path.lastIndexOf('/') + 1) + "/");
	}

	/**
	 * Handshakes of the page's WebSocket.
	 *
	 * @param handler does the upgrade
	 * @param origin checks the origin
	 */
	public record Handshakes(HandshakeHandler handler, HandshakeInterceptor origin) {

	}

}
