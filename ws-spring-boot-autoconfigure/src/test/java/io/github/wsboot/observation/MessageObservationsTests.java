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

import java.lang.reflect.Method;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.MessageObserver.Observed;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.extension.observation.WebSocketMessageObservationContext;
import io.github.wsboot.extension.observation.WebSocketMessageObservationConvention;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MessageObservations} and the default convention.
 */
@Tag("boot")
class MessageObservationsTests {

	private static final String NAME = "websocket.server.message.duration";

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final MessageObservations observations = new MessageObservations(this.registry, null);

	private final Connection connection = mock();

	private final Method callback = ReflectionUtils.findMethod(Chat.class, "said");

	@BeforeEach
	void connection() {
		given(this.connection.endpoint()).willReturn("/chat/{room}");
		given(this.connection.id()).willReturn("id-1");
	}

	@Test
	void shouldHaveItsNameAndKeyValues() {
		begin().onEnd();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasObservationWithNameEqualTo(NAME)
			.that()
			.hasContextualNameEqualTo("websocket /chat/{room} said")
			.hasLowCardinalityKeyValue("uri", "/chat/{room}")
			.hasHighCardinalityKeyValue("websocket.connection.id", "id-1")
			.hasHighCardinalityKeyValue("websocket.callback", "Chat.said")
			.doesNotHaveLowCardinalityKeyValueWithKey("error")
			.hasOnlyKeys("uri", "websocket.connection.id", "websocket.callback")
			.doesNotHaveError()
			.hasBeenStarted()
			.hasBeenStopped();
	}

	@Test
	void messageWithoutACallbackShouldHaveNoneInItsName() {
		Observed message = this.observations.begin(this.connection, null);
		message.onFailure(new IllegalStateException("unknown"));
		message.onEnd();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasContextualNameEqualTo("websocket /chat/{room}")
			.hasHighCardinalityKeyValue("websocket.callback", "none");
	}

	@Promise("tracing")
	@Test
	void firstErrorShouldCount() {
		Observed message = begin();
		IllegalStateException first = new IllegalStateException("first");
		message.onFailure(first);
		message.onFailure(new IllegalArgumentException("second"));
		message.onEnd();
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().hasError(first);
	}

	@Test
	void shouldBeCurrentWhileItsScopeIsOpen() {
		Observed message = begin();
		assertThat(this.registry.getCurrentObservation()).isNull();
		ThreadScope scope = message.open();
		assertThat(this.registry.getCurrentObservation().getContext().getName()).isEqualTo(NAME);
		scope.close();
		assertThat(this.registry.getCurrentObservation()).isNull();
		message.onEnd();
	}

	@Test
	void conventionOfTheApplicationShouldWin() {
		new MessageObservations(this.registry, new OwnConvention()).begin(this.connection, this.callback).onEnd();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("own")
			.hasContextualNameEqualTo("own said")
			.hasOnlyKeys("own");
	}

	@Test
	void predicateShouldBeRespected() {
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !(context instanceof WebSocketMessageObservationContext message
					&& message.getConnection().endpoint().startsWith("/chat")));
		begin().onEnd();
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
	}

	@Test
	void registryWithoutHandlersShouldDo() {
		Observed message = new MessageObservations(ObservationRegistry.create(), null).begin(this.connection, null);
		message.open().close();
		message.onFailure(new IllegalStateException("x"));
		message.onEnd();
		assertThat(ObservationRegistry.NOOP.getCurrentObservation()).isNull();
	}

	private Observed begin() {
		return this.observations.begin(this.connection, this.callback);
	}

	static class Chat {

		void said() {
		}

	}

	static class OwnConvention implements WebSocketMessageObservationConvention {

		@Override
		public String getName() {
			return "own";
		}

		@Override
		public @Nullable String getContextualName(WebSocketMessageObservationContext context) {
			Method callback = context.getCallback();
			return (callback != null) ? "own " + callback.getName() : null;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(WebSocketMessageObservationContext context) {
			return KeyValues.of("own", context.getConnection().endpoint());
		}

	}

}
