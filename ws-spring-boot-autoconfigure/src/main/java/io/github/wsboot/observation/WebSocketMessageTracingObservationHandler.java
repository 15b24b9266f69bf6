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

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

import io.github.wsboot.extension.observation.WebSocketMessageObservationContext;

/**
 * Begins a trace with each message: a span of kind {@code CONSUMER} without a parent,
 * linked to the span of the connection's handshake. Each message has a sampling decision
 * of its own.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class WebSocketMessageTracingObservationHandler
		implements TracingObservationHandler<WebSocketMessageObservationContext>, Ordered {

	private final Tracer tracer;

	/**
	 * Create a handler.
	 * @param tracer creates the spans
	 */
	public WebSocketMessageTracingObservationHandler(Tracer tracer) {
		Assert.notNull(tracer, "'tracer' must not be null");
		this.tracer = tracer;
	}

	/**
	 * Before the handlers that take any context: only the first one is asked.
	 */
	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof WebSocketMessageObservationContext;
	}

	@Override
	public void onStart(WebSocketMessageObservationContext context) {
		Span.Builder span = this.tracer.spanBuilder().setNoParent().kind(Span.Kind.CONSUMER);
		Link handshake = HandshakeTraceInterceptor.of(context.getConnection());
		if (handshake != null) {
			span.addLink(handshake);
		}
		getTracingContext(context).setSpan(span.start());
	}

	@Override
	public void onStop(WebSocketMessageObservationContext context) {
		Span span = getRequiredSpan(context);
		span.name(getSpanName(context));
		tagSpan(context, span);
		endSpan(context, span);
	}

	@Override
	public Tracer getTracer() {
		return this.tracer;
	}

}
