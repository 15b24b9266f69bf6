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

import java.util.Map;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.Lifecycle;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.web.context.ServletContextAware;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;

/**
 * Has the session that comes out of an upgrade hold the place of its handshake.
 */
final class AdmittingHandshakeHandler implements HandshakeHandler, Lifecycle, ServletContextAware {

	private final HandshakeHandler delegate;

	private final Admissions admissions;

	AdmittingHandshakeHandler(HandshakeHandler delegate, Admissions admissions) {
		this.delegate = delegate;
		this.admissions = admissions;
	}

	@Override
	public boolean doHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		Admission admission = Admission.takeOver(servletRequest);
		Assert.state(admission != null, "The handshake has not been admitted");
		boolean upgraded = false;
		try {
			upgraded = this.delegate.doHandshake(request, response, new AdmittedHandler(handler, admission),
					attributes);
			if (!upgraded) {
				Rejection.malformed(servletRequest).note(servletRequest);
			}
			return upgraded;
		}
		finally {
			if (upgraded) {
				this.admissions.awaitSession(admission);
			}
			else {
				admission.abandon();
			}
		}
	}

	@Override
	public void start() {
		if (this.delegate instanceof Lifecycle lifecycle) {
			lifecycle.start();
		}
	}

	@Override
	public void stop() {
		if (this.delegate instanceof Lifecycle lifecycle) {
			lifecycle.stop();
		}
	}

	@Override
	public boolean isRunning() {
		return this.delegate instanceof Lifecycle lifecycle && lifecycle.isRunning();
	}

	@Override
	public void setServletContext(ServletContext servletContext) {
		if (this.delegate instanceof ServletContextAware aware) {
			aware.setServletContext(servletContext);
		}
	}

}
