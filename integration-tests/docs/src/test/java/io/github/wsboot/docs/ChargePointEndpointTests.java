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

package io.github.wsboot.docs;

import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the OCPP endpoint of the page of recipes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "charge-points=CP-1,CP-2")
class ChargePointEndpointTests {

	@Autowired
	private ChargePointEndpoint endpoint;

	@LocalServerPort
	private int port;

	@Test
	void callsOfAChargePointShouldBeAnswered() {
		try (ExampleClient chargePoint = connect("CP-1", "ocpp1.6")) {
			assertThat(chargePoint.subProtocol()).isEqualTo("ocpp1.6");
			chargePoint
				.send("[2,\"19223201\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
			assertThat(chargePoint.nextText()).startsWith("[3,\"19223201\",{").contains("\"status\":\"Accepted\"");
			chargePoint.send("[2,\"19223202\",\"Unheard\",{}]");
			assertThat(chargePoint.nextText()).startsWith("[4,\"19223202\",\"NotImplemented\",");
		}
	}

	@Test
	void chargePointShouldBeCalledAfterItsAnswerToTheCallBefore() throws Exception {
		try (ExampleClient chargePoint = connect("CP-2", "ocpp1.6")) {
			chargePoint.send("[2,\"1\",\"Heartbeat\",{}]");
			assertThat(chargePoint.nextText()).as("connected").startsWith("[3,\"1\",");
			CompletableFuture<JsonNode> reset = this.endpoint.call("CP-2", "Reset", Map.of("type", "Soft"));
			CompletableFuture<JsonNode> unlock = this.endpoint.call("CP-2", "UnlockConnector",
					Map.of("connectorId", 1));
			answer(chargePoint, "Reset", "{\"status\":\"Accepted\"}");
			assertThat(reset.get(10, TimeUnit.SECONDS).path("status").asString()).isEqualTo("Accepted");
			answer(chargePoint, "UnlockConnector", "{\"status\":\"Unlocked\"}");
			assertThat(unlock.get(10, TimeUnit.SECONDS).path("status").asString()).isEqualTo("Unlocked");
		}
	}

	@Test
	void callToAnAbsentChargePointShouldFail() {
		assertThat(this.endpoint.call("CP-9", "Reset", Map.of("type", "Soft"))).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withMessageContaining("CP-9 is not connected");
	}

	@Test
	void unknownChargePointShouldGet404AndOtherSubProtocolsAClose() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connect("CP-3", "ocpp1.6"))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(404));
		try (ExampleClient chargePoint = ExampleClient.connect(this.port, "/ocpp/CP-1")) {
			assertThat(chargePoint.closeCode()).isEqualTo(1002);
		}
	}

	private ExampleClient connect(String chargePoint, String subProtocol) {
		return ExampleClient.connect(this.port, "/ocpp/" + chargePoint,
				(handshake) -> handshake.subprotocols(subProtocol));
	}

	private static void answer(ExampleClient chargePoint, String action, String result) {
		JsonNode call = JsonMapper.shared().readTree(chargePoint.nextText());
		assertThat(call.path(0).asInt()).isEqualTo(2);
		assertThat(call.path(2).asString()).isEqualTo(action);
		chargePoint.send("[3,\"" + call.path(1).asString() + "\"," + result + "]");
	}

	@ExampleApplication
	@Import(ChargePointEndpoint.class)
	static class Application {

	}

}
