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
 * Filter that answers requests for an endpoint's path which are no WebSocket handshakes:
 * with 426 (RFC 9110, section 15.5.22) instead of the 404 of an application in which
 * nothing else serves the path. Everything that may serve the path is asked before, error
 * pages included: where there are any, the decision is made once one of them has been
 * shown.
 * <p>
 * A handshake that has lost its {@code Upgrade} on the way, or that is no GET, is
 * reported to the {@link HandshakeRefusals}, whatever answers it.
 *
 * @since 0.1.0
 */
public final class UpgradeRequiredFilter extends OncePerRequestFilter {

	private static final String ATTRIBUTE = PlainRequest.class.getName();

	private static final byte[] BODY = ("This is the path of a WebSocket endpoint, "
			+ "which only a WebSocket client can open.")
		.getBytes(StandardCharsets.US_ASCII);

	private final Supplier<List<EndpointPath>> endpoints;

	private final HandshakeRefusals refusals;

	private final ErrorPages errorPages;

	/**
	 * Create a filter.
	 * @param templates returns the path templates of all endpoints; called at the first
	 * request, since filters are created before most beans
	 * @param refusals the log of refused handshakes
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
	 * Return {@code false}, since the 404 may be that of an error page.
	 */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		PlainRequest plain = find(request, response);
		if (plain == null) {
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
			if (!answerInstead(request, watched, plain)) {
				throw ex;
			}
			return;
		}
		answer(request, watched, plain);
	}

	private void answer(HttpServletRequest request, NotFoundResponse response, PlainRequest plain) throws IOException {
		plain.checkUnknown(request);
		boolean shown = isErrorPage(request) && !response.isErrorSent() && isOfTheApplication(request);
		if (!shown && isUnserved(response, plain)) {
			requireUpgrade(request, (HttpServletResponse) response.getResponse(), plain);
			return;
		}
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new AsyncAnswer(request, response, plain));
		}
		// Otherwise this filter is called again for the page
		else if (!response.isErrorPageNext()) {
			report(request, plain, HttpStatusCode.valueOf(response.finalStatus()));
		}
		response.release();
	}

	/**
	 * Answer after an exception that comes from Spring Boot's page for all errors,
	 * because there is no view for it.
	 */
	private boolean answerInstead(HttpServletRequest request, NotFoundResponse response, PlainRequest plain)
			throws IOException {
		boolean errorPage = isErrorPage(request);
		if (errorPage && !isOfTheApplication(request) && isUnserved(response, plain)) {
			requireUpgrade(request, (HttpServletResponse) response.getResponse(), plain);
			return true;
		}
		if (errorPage || !this.errorPages.exist(HttpServletResponse.SC_INTERNAL_SERVER_ERROR)) {
			report(request, plain, HttpStatus.INTERNAL_SERVER_ERROR);
		}
		return false;
	}

	private void report(HttpServletRequest request, PlainRequest plain, HttpStatusCode status) {
		if (plain.refusalReason != null && !plain.reported) {
			plain.reported = true;
			this.refusals.add(plain.endpoint, request, status, plain.refusalReason);
		}
	}

	/**
	 * Return the state of a request for an endpoint's path that is no handshake, or
	 * {@code null} for other requests.
	 */
	private @Nullable PlainRequest find(HttpServletRequest request, HttpServletResponse response) {
		if (isErrorPage(request)) {
			return (PlainRequest) request.getAttribute(ATTRIBUTE);
		}
		if (isForwarded(request) || !isPlain(request)) {
			return null;
		}
		PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
		for (EndpointPath endpoint : this.endpoints.get()) {
			if (endpoint.matches(path)) {
				PlainRequest plain = new PlainRequest(endpoint.template(), path, request, response.getHeaderNames());
				request.setAttribute(ATTRIBUTE, plain);
				return plain;
			}
		}
		return null;
	}

	/**
	 * Return whether the request is for an error page: by the container, or in a WAR by
	 * Spring Boot's filter for error pages, which forwards.
	 */
	private static boolean isErrorPage(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.ERROR
				|| (isForwarded(request) && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null);
	}

	private static boolean isForwarded(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.FORWARD;
	}

	/**
	 * Return whether a request reads, or was meant as a handshake, and is no handshake.
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
	private static boolean isUnserved(NotFoundResponse response, PlainRequest plain) {
		return plain.read && response.isNotFound() && plain.unknown;
	}

	/**
	 * Return whether the page that is shown for an error is the application's.
	 */
	private boolean isOfTheApplication(HttpServletRequest request) {
		return request
			.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof ResourceHttpRequestHandler
				|| this.errorPages.isOwn(request);
	}

	private void requireUpgrade(HttpServletRequest request, HttpServletResponse response, PlainRequest plain)
			throws IOException {
		report(request, plain, HttpStatus.UPGRADE_REQUIRED);
		List.copyOf(response.getHeaderNames())
			.stream()
			.filter(plain::isOfTheAnswer)
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
	 * Request that releases the response when a handler forwards it: the application has
	 * chosen the target, and Tomcat discards everything that is written after a forward.
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
	 * Listener for the status of an asynchronous answer.
	 */
	private final class AsyncAnswer implements AsyncListener {

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final PlainRequest plain;

		AsyncAnswer(HttpServletRequest request, HttpServletResponse response, PlainRequest plain) {
			this.request = request;
			this.response = response;
			this.plain = plain;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			report(this.request, this.plain, HttpStatusCode.valueOf(this.response.getStatus()));
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
	 * State of a request for an endpoint's path that is no handshake.
	 */
	private static final class PlainRequest {

		private final String endpoint;

		private final String path;

		/** The path without path parameters, as it is looked up among resources. */
		private final String resourcePath;

		/**
		 * Whether the request was a GET or HEAD; the method for an error page is always
		 * GET.
		 */
		private final boolean read;

		/**
		 * The flaw of a request that was meant as a handshake, otherwise {@code null}.
		 */
		private final @Nullable RefusalReason refusalReason;

		/** Headers that the response had before anything has answered. */
		private final Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

		private boolean unknown;

		/** Whether the refusal has been logged: an error page may come late. */
		private volatile boolean reported;

		PlainRequest(String endpoint, PathContainer path, HttpServletRequest request, Collection<String> headers) {
			this.headers.addAll(headers);
			this.endpoint = endpoint;
			this.path = path.value();
			this.resourcePath = this.path.replaceAll(";[^/]*", "");
			this.read = isRead(request);
			this.refusalReason = isHandshake(request) ? RefusalReason.malformed(request) : null;
		}

		/**
		 * Return whether a header belongs to the answer that is replaced. Headers of the
		 * content do not count, since they are set again.
		 */
		boolean isOfTheAnswer(String header) {
			return !this.headers.contains(header) && !HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(header)
					&& !HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(header);
		}

		/**
		 * Check whether the application has nothing at this very path, rather than at one
		 * that a handler has forwarded to. A positive result stays, since the error page
		 * may fail, too.
		 */
		void checkUnknown(HttpServletRequest request) {
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
