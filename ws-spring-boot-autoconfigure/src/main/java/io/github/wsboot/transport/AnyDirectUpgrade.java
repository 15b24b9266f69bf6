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

package io.github.wsboot.transport;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Takes sockets away from whichever container is the application's.
 *
 * @since 0.1.0
 */
public final class AnyDirectUpgrade implements DirectUpgrade {

	private final List<DirectUpgrade> candidates;

	/**
	 * Create an upgrade.
	 * @param candidates one for each container that may be the application's
	 */
	public AnyDirectUpgrade(List<DirectUpgrade> candidates) {
		this.candidates = List.copyOf(candidates);
	}

	private Optional<DirectUpgrade> supported() {
		return this.candidates.stream().filter(DirectUpgrade::isSupported).findFirst();
	}

	@Override
	public boolean isSupported() {
		return supported().isPresent();
	}

	@Override
	public void upgrade(HttpServletRequest request, Consumer<DirectSocket> begin) throws IOException, ServletException {
		supported().orElseThrow(() -> new ServletException("The container does not give up its sockets"))
			.upgrade(request, begin);
	}

}
