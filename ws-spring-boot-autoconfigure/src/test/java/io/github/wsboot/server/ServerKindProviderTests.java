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

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServerKindProviderTests {

	@Test
	void suiteShouldRunOnAllKindsOfServers() {
		assertThat(ServerKindProvider.kindsOf(Everywhere.class)).containsExactly(ServerKind.TOMCAT,
				ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.JETTY, ServerKind.DIRECT_JETTY,
				ServerKind.DIRECT_JETTY_TLS);
	}

	@Test
	void suiteForClientsShouldRunForOutgoingConnectionsAsWell() {
		assertThat(ServerKindProvider.kindsOf(Clients.class)).containsExactly(ServerKind.JETTY, ServerKind.OUTGOING);
		assertThat(ServerKindProvider.kindsOf(ClientsWithTls.class)).hasSize(9)
			.contains(ServerKind.OUTGOING, ServerKind.OUTGOING_TLS12, ServerKind.OUTGOING_TLS13);
	}

	@Test
	void annotationsShouldLeaveWhatTheyHaveInCommon() {
		assertThat(ServerKindProvider.kindsOf(Plain.class)).containsExactlyInAnyOrder(ServerKind.TOMCAT,
				ServerKind.DIRECT_TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_JETTY);
		assertThat(ServerKindProvider.kindsOf(DirectAndPlain.class)).containsExactlyInAnyOrder(ServerKind.DIRECT_TOMCAT,
				ServerKind.DIRECT_JETTY);
		assertThat(ServerKindProvider.kindsOf(Inherited.class)).containsExactly(ServerKind.DIRECT_JETTY);
	}

	@Test
	void kindsThatAreAskedForShouldBeNamedAsTheyArePrinted() {
		assertThat(ServerKindProvider.asked("")).containsExactly(ServerKind.values());
		assertThat(ServerKindProvider.asked("direct-tomcat, jetty"))
			.isEqualTo(Set.of(ServerKind.DIRECT_TOMCAT, ServerKind.JETTY));
		assertThatIllegalArgumentException().isThrownBy(() -> ServerKindProvider.asked("undertow"))
			.withMessage("No kind of server is named 'undertow', there are: [tomcat, direct-tomcat, direct-tomcat-tls,"
					+ " jetty, direct-jetty, direct-jetty-tls, outgoing, outgoing-tls12, outgoing-tls13]");
	}

	static class Everywhere {

	}

	@ClientRole
	@ServerKinds(ServerKind.JETTY)
	static class Clients {

	}

	@ClientRole(tls = true)
	static class ClientsWithTls {

	}

	@PlainOnly
	static class Plain {

	}

	@DirectOnly
	@PlainOnly
	static class DirectAndPlain {

	}

	@ServerKinds({ ServerKind.JETTY, ServerKind.DIRECT_JETTY })
	static class Inherited extends DirectAndPlain {

	}

}
