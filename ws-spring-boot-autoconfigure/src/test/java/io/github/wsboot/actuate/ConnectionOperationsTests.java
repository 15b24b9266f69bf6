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

package io.github.wsboot.actuate;

import java.util.Collections;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.handshake.HandshakeRefusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for answers of {@link ConnectionOperations} that are hard to get from a server.
 */
@Tag("boot")
class ConnectionOperationsTests {

	private final ConnectionManager manager = mock();

	private final ConnectionOperations operations = new ConnectionOperations(new ConnectionRegistry(10), this.manager,
			new NodeInfo(null, Collections::emptyList, new HandshakeRefusals(mock()), null));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NOT_FOUND   | 404 | There is no connection 'a'.
			CLOSED      | 404 | Connection 'a' is closing.
			TOO_LARGE   | 400 | 'text' is larger than 'ws.send.max-bytes'.
			DROPPED     | 503 | The message was not accepted: DROPPED.
			OVERLOADED  | 503 | The message was not accepted: OVERLOADED.
			UNAVAILABLE | 503 | The message was not accepted: UNAVAILABLE.
			""", quoteCharacter = '"')
	void pushThatWasNotAcceptedShouldBeAProblem(PushResult result, int status, String message) {
		given(this.manager.push("a", "text")).willReturn(result);
		assertThatExceptionOfType(RefusedOperationException.class).isThrownBy(() -> this.operations.push("a", "text"))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(new ProblemDescriptor(status, message)));
	}

	@Test
	void disconnectOfAConnectionThatIsClosingAnywayShouldBeFine() {
		given(this.manager.disconnect("a", CloseStatus.NORMAL)).willReturn(false);
		given(this.manager.exists("a")).willReturn(true);
		assertThat(this.operations.disconnect("a", null, null)).isEqualTo(new DisconnectDescriptor(1, 1000));
	}

	@Test
	void connectionThatIsGoneShouldBeAProblem() {
		given(this.manager.find("a")).willReturn(Optional.empty());
		assertThatExceptionOfType(RefusedOperationException.class).isThrownBy(() -> this.operations.connection("a"))
			.withMessage("There is no connection 'a'.");
	}

}
