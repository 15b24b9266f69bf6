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

package io.github.wsboot.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.simp.stomp.StompSession;

import io.github.wsboot.transport.SpringSessions;

import static org.assertj.core.api.Assertions.assertThat;

class DirectJettyStompTests extends StompSuite {

	@Override
	ServerKind kind() {
		return ServerKind.DIRECT_JETTY;
	}

	@Test
	void brokerShouldStayOnTheContainerUnlessAsked() throws Exception {
		TestServer server = server();
		StompSession ada = join(server);
		BlockingQueue<String> mail = subscribe(ada, "/user/queue/mine");
		TestServer.await("answer").until(() -> {
			ada.send("/app/me", "ada");
			return mail.poll(100, TimeUnit.MILLISECONDS) != null;
		});
		assertThat(server.bean(SpringSessions.class).count()).isZero();
		ada.disconnect();
	}

}
