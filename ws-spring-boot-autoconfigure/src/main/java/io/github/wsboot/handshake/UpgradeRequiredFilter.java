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
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Tells those who ask for an endpoint's path without a WebSocket handshake: 426 (RFC
 * 9110, section 15.5.22) in the place of the 404 that says that nothing else in the
 * application serves the path. Whatever does serve it has been asked before, error pages
 * included: where there are any, the decision is made once one of them has been shown.
 * <p>
 * A handshake that has lost its {@code Upgrade} on the way, or that is no GET, is told to
 * the {@link HandshakeRefusals}, whoever answers it.
 *
 * @since 0.1.0
 */
public final class UpgradeRequiredFilter extends OncePerRequestFilter {

	private static final String ASKED = UpgradeRequiredFilter.class.getName() + ".asked";

	private static final byte[] BODY = "This is the path of a WebSocket endpoint, which only a WebSocket client can open."
		.getBytes(StandardCharsets.US_ASCII);

	private final Supplier<List<EndpointPath>> endpoints;

	private final HandshakeRefusals refusals;

	private final ErrorPages errorPages;

	/**
	 * Create a filter.
	 * @param templates return the path templates of all endpoints; asked once there is a
	 * request, as filters are there before most beans
	 * @param refusals the trace that refused handshakes leave
	 * @param errorPages the pages that are shown for errors
	 */
	public UpgradeRequiredFilter(Supplier<Set<String>> templates, HandshakeRefusals refusals, ErrorPages errorPages) {
		this.endpoints = SingletonSupplier.of(() -> templates.get()
			.stream()
			.map(EndpointPath::new)
			.sorted(EndpointPath.MOST_SPECIFIC_FIRST)
			.toList());
		this.refusals = refusals;
		this.errorPages = errorPages;
	}

	/**
	 * The 404 of an error page is one, too.
	 */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Asked asked = asked(request, response);
		if (asked == null) {
			chain.doFilter(request, response);
			return;
		}
		boolean errorPage = isErrorPage(request);
		NotFoundResponse watched = new NotFoundResponse(response,
				(status) -> !errorPage && this.errorPages.exist(status));
		try {
			chain.doFilter(new ForwardableRequest(request, watched), watched);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			if (!answerInstead(request, watched, asked)) {
				throw ex;
			}
			return;
		}
		answer(request, watched, asked);
	}

	private void answer(HttpServletRequest request, NotFoundResponse response, Asked asked) throws IOException {
		asked.look(request);
		boolean shown = isErrorPage(request) && !response.isErrorSent() && isOfTheApplication(request);
		if (!shown && isUnserved(response, asked)) {
			requireUpgrade(request, (HttpServletResponse) response.getResponse(), asked);
			return;
		}
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new LaterAnswer(request, response, asked));
		}
		// It comes back with the page
		else if (!response.isErrorPageNext()) {
			trace(request, asked, HttpStatusCode.valueOf(response.finalStatus()));
		}
		response.release();
	}

	/**
	 * Answer after an exception, if it comes from the page that Spring Boot has for all
	 * errors, since there is no view for it.
	 */
	private boolean answerInstead(HttpServletRequest request, NotFoundResponse response, Asked asked)
			throws IOException {
		boolean errorPage = isErrorPage(request);
		if (errorPage && !isOfTheApplication(request) && isUnserved(response, asked)) {
			requireUpgrade(request, (HttpServletResponse) response.getResponse(), asked);
			return true;
		}
		if (errorPage || !this.errorPages.exist(HttpServletResponse.SC_INTERNAL_SERVER_ERROR)) {
			trace(request, asked, HttpStatus.INTERNAL_SERVER_ERROR);
		}
		return false;
	}

	private void trace(HttpServletRequest request, Asked asked, HttpStatusCode status) {
		if (asked.refusalReason != null && !asked.traced) {
			asked.traced = true;
			this.refusals.add(asked.endpoint, request, status, asked.refusalReason);
		}
	}

	/**
	 * Return the endpoint whose path a request asks for in another way than by a
	 * handshake.
	 */
	private @Nullable Asked asked(HttpServletRequest request, HttpServletResponse response) {
		if (isErrorPage(request)) {
			return (Asked) request.getAttribute(ASKED);
		}
		if (isForwarded(request) || !isPlain(request)) {
			return null;
		}
		PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
		for (EndpointPath endpoint : this.endpoints.get()) {
			if (endpoint.matches(path)) {
				Asked asked = new Asked(endpoint.template(), path, request, response.getHeaderNames());
				request.setAttribute(ASKED, asked);
				return asked;
			}
		}
		return null;
	}

	/**
	 * Return whether the page of an error is asked for: by the container, or in a WAR by
	 * the filter that Spring Boot has for it, which forwards.
	 */
	private static boolean isErrorPage(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.ERROR
				|| (isForwarded(request) && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null);
	}

	private static boolean isForwarded(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.FORWARD;
	}

	/**
	 * Return whether a request reads, or was to be a handshake, and is none.
	 */
	private static boolean isPlain(HttpServletRequest request) {
		return (isRead(request) || isHandshake(request))
				&& (!HttpMethod.GET.matches(request.getMethod()) || HandshakeFlaw.isUpgradeMissing(request));
	}

	private static boolean isRead(HttpServletRequest request) {
		return HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
	}

	private static boolean isHandshake(HttpServletRequest request) {
		return request.getHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY) != null;
	}

	/**
	 * Return whether no handler of the application has an answer for a request.
	 */
	private static boolean isUnserved(NotFoundResponse response, Asked asked) {
		return asked.read && response.isNotFound() && asked.unknown;
	}

	/**
	 * Return whether the page that is shown in the place of an error is the
	 * application's.
	 */
	private boolean isOfTheApplication(HttpServletRequest request) {
		return request
			.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof ResourceHttpRequestHandler
				|| this.errorPages.isOwn(request);
	}

	private void requireUpgrade(HttpServletRequest request, HttpServletResponse response, Asked asked)
			throws IOException {
		trace(request, asked, HttpStatus.UPGRADE_REQUIRED);
		List.copyOf(response.getHeaderNames())
			.stream()
			.filter(asked::isOfTheAnswer)
			.forEach((name) -> response.setHeader(name, null));
		response.setStatus(HttpStatus.UPGRADE_REQUIRED.value());
		if (request.getProtocol().startsWith("HTTP/1")) {
			response.setHeader(HttpHeaders.UPGRADE, "websocket");
			response.setHeader(HttpHeaders.CONNECTION, "Upgrade, close");
		}
		response.setContentType(MediaType.TEXT_PLAIN_VALUE);
		response.setContentLength(BODY.length);
		response.getOutputStream().write(BODY);
	}

	/**
	 * Lets what a handler forwards to write at once: it has been chosen by the
	 * application, and Tomcat takes nothing more once it has returned.
	 */
	private static final class ForwardableRequest extends HttpServletRequestWrapper {

		private final NotFoundResponse response;

		ForwardableRequest(HttpServletRequest request, NotFoundResponse response) {
			super(request);
			this.response = response;
		}

		@Override
		@SuppressWarnings("NullAway") // The Servlet API does not say that it is nullable
		public @Nullable RequestDispatcher getRequestDispatcher(String path) {
			RequestDispatcher dispatcher = super.getRequestDispatcher(path);
			return (dispatcher != null) ? new ReleasingDispatcher(dispatcher, this.response) : null;
		}

	}

	/**
	 * Waits for the status of an answer that comes later.
	 */
	private final class LaterAnswer implements AsyncListener {

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final Asked asked;

		LaterAnswer(HttpServletRequest request, HttpServletResponse response, Asked asked) {
			this.request = request;
			this.response = response;
			this.asked = asked;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			trace(this.request, this.asked, HttpStatusCode.valueOf(this.response.getStatus()));
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

	}

	private record ReleasingDispatcher(RequestDispatcher delegate, NotFoundResponse held) implements RequestDispatcher {

		@Override
		public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
			this.held.release();
			this.delegate.forward(request, response);
		}

		@Override
		public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
			this.delegate.include(request, response);
		}

	}

	/**
	 * What a request asks for, and what has become of that so far.
	 */
	private static final class Asked {

		private final String endpoint;

		private final String path;

		/** The path without path parameters, as it is looked for among resources. */
		private final String resourcePath;

		/**
		 * Whether it was a GET or HEAD: the page of an error is always asked for by GET.
		 */
		private final boolean read;

		/** What keeps it from being the handshake that it was meant to be, if it was. */
		private final @Nullable RefusalReason refusalReason;

		/** The headers of the response that are there whoever answers. */
		private final Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

		private boolean unknown;

		/** Whether the refusal has been traced: a page of an error may come late. */
		private volatile boolean traced;

		Asked(String endpoint, PathContainer path, HttpServletRequest request, Collection<String> headers) {
			this.headers.addAll(headers);
			this.endpoint = endpoint;
			this.path = path.value();
			this.resourcePath = this.path.replaceAll(";[^/]*", "");
			this.read = isRead(request);
			this.refusalReason = isHandshake(request) ? RefusalReason.malformed(request) : null;
		}

		/**
		 * Return whether a header has been set by who has answered. Of content, there is
		 * another one in its place.
		 */
		boolean isOfTheAnswer(String header) {
			return !this.headers.contains(header) && !HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(header)
					&& !HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(header);
		}

		/**
		 * See whether nobody knew this very path, and not one that a handler has
		 * forwarded to. Once it is so it stays so: the page of the error may fail, too.
		 */
		void look(HttpServletRequest request) {
			Object exception = request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE);
			if (exception instanceof NoResourceFoundException noResource) {
				this.unknown |= this.resourcePath.endsWith(noResource.getResourcePath());
			}
			else if (exception instanceof NoHandlerFoundException noHandler) {
				this.unknown |= noHandler.getRequestURL().endsWith(this.path);
			}
		}

	}

}
