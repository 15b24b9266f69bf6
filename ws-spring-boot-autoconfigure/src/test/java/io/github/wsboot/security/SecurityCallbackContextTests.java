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

package io.github.wsboot.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.context.SecurityContextImpl;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.ThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SecurityCallbackContext}.
 */
class SecurityCallbackContextTests {

	private final SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();

	private final SecurityCallbackContext context = new SecurityCallbackContext(this.holder);

	private final Authentication ada = new TestingAuthenticationToken("ada", "");

	private final Authentication other = new TestingAuthenticationToken("other", "");

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final Connection connection = mock();

	@BeforeEach
	void prepare() {
		given(this.connection.attributes()).willReturn(this.attributes);
	}

	@AfterEach
	void clear() {
		this.holder.clearContext();
	}

	private @Nullable Authentication current() {
		return this.holder.getContext().getAuthentication();
	}

	@Test
	void callbackShouldRunAsWhoHasConnected() {
		new HandshakeAuthentication(this.ada, null).handOver(this.attributes);
		ThreadScope scope = this.context.open(this.connection);
		assertThat(current()).isSameAs(this.ada);
		scope.close();
		assertThat(current()).isNull();
	}

	@Test
	void callbackOfSomebodyUnknownShouldNotRunAsWhoWasThereBefore() {
		SecurityContext before = new SecurityContextImpl(this.other);
		this.holder.setContext(before);
		ThreadScope scope = this.context.open(this.connection);
		assertThat(current()).isNull();
		scope.close();
		assertThat(this.holder.getContext()).isSameAs(before);
	}

	@Test
	void changeShouldEndWithTheCallbackThatMadeIt() {
		new HandshakeAuthentication(this.ada, null).handOver(this.attributes);
		ThreadScope first = this.context.open(this.connection);
		this.holder.getContext().setAuthentication(this.other);
		first.close();
		assertThat(current()).isNull();
		ThreadScope second = this.context.open(this.connection);
		assertThat(current()).isSameAs(this.ada);
		second.close();
	}

}
