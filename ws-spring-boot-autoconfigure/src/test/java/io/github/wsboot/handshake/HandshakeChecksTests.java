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

import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.ArgumentCaptor;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ResponseStatusException;

import io.github.wsboot.HandshakeRejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link HandshakeChecks}.
 */
class HandshakeChecksTests {

	private final DefaultHandshakeContext context = mock();

	private final ArgumentCaptor<RefusalReason> reason = ArgumentCaptor.captor();

	@BeforeEach
	void setUp() {
		given(this.context.responseHeaders()).willReturn(new HttpHeaders());
	}

	@Test
	void shouldReturnTheResultOfTheCheck() {
		assertThat(HandshakeChecks.accepts(this.context, "the check", (checked) -> true)).isTrue();
		assertThat(HandshakeChecks.accepts(this.context, "the check", (checked) -> false)).isFalse();
		then(this.context).should(never()).refuse(any(), any());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void shouldRejectWithTheStatusOfTheFailure(Throwable failure, HttpStatus status, HandshakeRejection reason) {
		boolean accepted = HandshakeChecks.accepts(this.context, "the check", (checked) -> {
			if (failure instanceof Error error) {
				throw error;
			}
			throw (Exception) failure;
		});
		assertThat(accepted).isFalse();
		then(this.context).should().beginCheck("the check");
		then(this.context).should().refuse(eq(status), this.reason.capture());
		assertThat(this.reason.getValue().reason()).isEqualTo(reason);
		assertThat(this.reason.getValue().exception()).isEqualTo(status.is5xxServerError() ? failure : null);
		assertThat(this.reason.getValue().explanation()).contains("the check").doesNotContain("secret");
	}

	static Stream<Arguments> failures() throws NoSuchMethodException {
		MethodParameter parameter = new MethodParameter(Object.class.getMethod("equals", Object.class), 0);
		return Stream.of(
				Arguments.of(new ResponseStatusException(HttpStatus.UNAUTHORIZED), HttpStatus.UNAUTHORIZED,
						HandshakeRejection.AUTHENTICATION),
				Arguments.of(new ResponseStatusException(HttpStatus.BAD_GATEWAY), HttpStatus.BAD_GATEWAY,
						HandshakeRejection.ERROR),
				Arguments.of(new ErrorResponseException(HttpStatus.GONE), HttpStatus.GONE, HandshakeRejection.REFUSED),
				Arguments.of(new MethodArgumentResolutionException(new GenericMessage<>("x"), parameter, "secret"),
						HttpStatus.BAD_REQUEST, HandshakeRejection.BAD_REQUEST),
				Arguments.of(new IllegalStateException("secret"), HttpStatus.INTERNAL_SERVER_ERROR,
						HandshakeRejection.ERROR),
				Arguments.of(new StackOverflowError(), HttpStatus.INTERNAL_SERVER_ERROR, HandshakeRejection.ERROR));
	}

}
