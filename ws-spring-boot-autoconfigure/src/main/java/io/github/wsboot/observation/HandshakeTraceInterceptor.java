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

package io.github.wsboot.observation;

import java.util.Map;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.Connection;

/**
 * Keeps the span of a handshake for the spans of the connection's messages: the current
 * span of the request or, if requests are not traced, the client's span from the header
 * {@code traceparent}.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class HandshakeTraceInterceptor implements HandshakeInterceptor, Ordered {

	private static final String ATTRIBUTE = HandshakeTraceInterceptor.class.getName();

	private final Tracer tracer;

	/**
	 * Create an interceptor.
	 * @param tracer the tracer with the current span
	 */
	public HandshakeTraceInterceptor(Tracer tracer) {
		Assert.notNull(tracer, "'tracer' must not be null");
		this.tracer = tracer;
	}

	/**
	 * Return the link to the handshake of a connection.
	 */
	static @Nullable Link of(Connection connection) {
		return (connection.attributes().get(ATTRIBUTE) instanceof Link link) ? link : null;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		TraceContext current = this.tracer.currentTraceContext().context();
		TraceContext.Builder builder = this.tracer.traceContextBuilder();
		TraceContext handshake = (current != null) ? copy(current, builder)
				: TraceParent.read(request.getHeaders(), builder);
		if (handshake != null) {
			attributes.put(ATTRIBUTE, new Link(handshake));
		}
		return true;
	}

	/**
	 * Copy the ids: a connection must not keep the request's span in memory.
	 */
	private static TraceContext copy(TraceContext context, TraceContext.Builder builder) {
		return builder.traceId(context.traceId()).spanId(context.spanId()).sampled(context.sampled()).build();
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
