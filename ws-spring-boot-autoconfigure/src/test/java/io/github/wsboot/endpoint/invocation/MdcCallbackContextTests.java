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

package io.github.wsboot.endpoint.invocation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.ThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MdcCallbackContext}.
 */
class MdcCallbackContextTests {

	private final MdcCallbackContext context = new MdcCallbackContext();

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void shouldShowTheIdOfTheConnectionDuringTheCallback() {
		ThreadScope scope = this.context.open(connection("1"));
		assertThat(MDC.get(MdcCallbackContext.KEY)).isEqualTo("1");
		scope.close();
		assertThat(MDC.get(MdcCallbackContext.KEY)).isNull();
	}

	@Test
	void whatACallbackHasLeftShouldNotReachAnotherConnection() {
		ThreadScope scope = this.context.open(connection("1"));
		MDC.put("user", "alice");
		scope.close();
		assertThat(MDC.get("user")).isNull();
	}

	@Test
	void innerCallShouldRestoreTheOuterOne() {
		ThreadScope outer = this.context.open(connection("1"));
		MDC.put("user", "alice");
		this.context.open(connection("2")).close();
		assertThat(MDC.get(MdcCallbackContext.KEY)).isEqualTo("1");
		assertThat(MDC.get("user")).isEqualTo("alice");
		outer.close();
	}

	private static Connection connection(String id) {
		Connection connection = mock();
		given(connection.id()).willReturn(id);
		return connection;
	}

}
