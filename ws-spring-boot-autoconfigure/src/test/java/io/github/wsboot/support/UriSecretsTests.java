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

package io.github.wsboot.support;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UriSecrets}.
 */
class UriSecretsTests {

	@ParameterizedTest
	@CsvSource({ "wss://u:p@ss@h/x?token=1#f, wss://h/x", "wss://u:pw@my_host/, wss://my_host/", "wss://u@h, wss://h",
			"ws://h:80/a@b?c=@d, ws://h:80/a@b", "ws://h#@f, ws://h", "ws://h?q=//u@x, ws://h",
			"wss://{user}@{host}/{path}?{query}, wss://{host}/{path}", "/path?x=@, /path", "mail:u@h, mail:u@h" })
	void shouldKeepWhatIsNotSecret(String uri, String shown) {
		assertThat(UriSecrets.without(uri)).isEqualTo(shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wss://u:p@ss@h/x", "wss://u:pw@my_host/", "//u@h", "ws://@h?x" })
	void shouldFindUserInfo(String uri) {
		assertThat(UriSecrets.hasUserInfo(uri)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "wss://h/@x", "ws://h?@x", "ws://h#@x", "/x@y", "" })
	void shouldFindNoUserInfoElsewhere(String uri) {
		assertThat(UriSecrets.hasUserInfo(uri)).isFalse();
	}

}
