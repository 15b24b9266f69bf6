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

package io.github.wsboot.transport.tomcat;

import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SweptUpgradeHandler}.
 */
class SweptUpgradeHandlerTests {

	@Test
	void failureShouldNotEndTomcatsTimer() {
		SocketWrapperBase<?> wrapper = mock(SocketWrapperBase.class);
		given(wrapper.isClosed()).willThrow(new OutOfMemoryError("expected"));
		SweptUpgradeHandler handler = new SweptUpgradeHandler();
		handler.setSocketWrapper(wrapper);
		assertThatNoException().isThrownBy(() -> handler.timeoutAsync(0));
	}

}
