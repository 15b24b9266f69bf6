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

package io.github.wsboot.endpoint;

import java.security.Principal;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Tests for {@link PrincipalArgumentResolver}.
 */
class PrincipalArgumentResolverTests {

	@Test
	void shouldResolveThePrincipal() {
		try (EndpointTester tester = EndpointTester.of(AllForms.class)) {
			tester.client("/forms").principal(new Ada("Ada")).connect().await("Ada Ada Optional[ada]");
		}
	}

	@Test
	void withoutPrincipalShouldResolveNothing() {
		try (EndpointTester tester = EndpointTester.of(AllForms.class)) {
			tester.connect("/forms").await("null null Optional.empty");
		}
	}

	@Test
	void shouldResolveTheApplicationsOwnType() {
		try (EndpointTester tester = EndpointTester.of(OwnType.class)) {
			tester.client("/own").principal(new Ada("Countess")).connect().text("a").await("Countess");
			tester.client("/own").principal(() -> "other").connect().text("a").await("failed");
		}
	}

	record Ada(String title) implements Principal {

		@Override
		public String getName() {
			return "ada";
		}

		@Override
		public String toString() {
			return getName();
		}

	}

	@WebSocketEndpoint("/forms")
	static class AllForms {

		@OnOpen
		String open(Principal plain, @Nullable Principal nullable, Optional<Principal> optional) {
			return title(plain) + " " + title(nullable) + " " + optional;
		}

		private static @Nullable String title(@Nullable Principal principal) {
			return (principal instanceof Ada ada) ? ada.title() : null;
		}

	}

	@WebSocketEndpoint("/own")
	static class OwnType {

		@OnMessage
		String said(Ada ada, String text) {
			return ada.title();
		}

		@OnError(MethodArgumentResolutionException.class)
		String failed() {
			return "failed";
		}

	}

}
