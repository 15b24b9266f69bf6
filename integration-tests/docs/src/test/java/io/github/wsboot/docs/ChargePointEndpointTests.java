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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.docs.ChargePointEndpoint.Outcome;
import io.github.wsboot.docs.ChargePointEndpoint.RemoteStartTransaction;
import io.github.wsboot.docs.ChargePointEndpoint.UnlockConnector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the OCPP endpoint of the page of recipes against a charge point that follows a
 * script.
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
			assertThat(chargePoint.nextText())
				.matches("\\[3,\"19223201\",\\{\"status\":\"Accepted\",\"currentTime\":\"[^\"]+Z\",\"interval\":300}]");
			chargePoint.send("[2,\"a\",\"Heartbeat\",{}]");
			assertThat(chargePoint.nextText()).startsWith("[3,\"a\",{\"currentTime\":\"");
			chargePoint.send(
					"[2,\"b\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Available\"}]");
			assertThat(chargePoint.nextText()).isEqualTo("[3,\"b\",{}]");
		}
	}

	@Test
	void wrongCallsShouldBeAnsweredWithAnError() {
		try (ExampleClient chargePoint = connect("CP-1", "ocpp1.6")) {
			chargePoint.send("[2,\"a\",\"Unheard\",{}]");
			assertThat(chargePoint.nextText()).isEqualTo("[4,\"a\",\"NotImplemented\",\"\",{}]");
			chargePoint.send("[2,\"b\",\"BootNotification\",{}]");
			assertThat(chargePoint.nextText()).isEqualTo("[4,\"b\",\"PropertyConstraintViolation\",\"\",{}]");
			chargePoint.send("[2,\"c\",\"BootNotification\",[]]");
			assertThat(chargePoint.nextText()).isEqualTo("[4,\"c\",\"FormationViolation\",\"\",{}]");
			chargePoint.send("[5,\"d\",\"of a later version\"]");
			chargePoint.send("not an array");
			assertThat(chargePoint.closeCode()).isEqualTo(1007);
		}
	}

	@Test
	void chargePointShouldBeCalledAfterItsAnswerToTheCallBefore() throws Exception {
		try (ExampleClient chargePoint = connect("CP-2", "ocpp1.6")) {
			boot(chargePoint);
			CompletionStage<Outcome> start = this.endpoint.call("CP-2", new RemoteStartTransaction("tag"),
					Outcome.class);
			CompletionStage<Outcome> unlock = this.endpoint.call("CP-2", new UnlockConnector(1), Outcome.class);
			answer(chargePoint, "RemoteStartTransaction", "{\"idTag\":\"tag\"}", "{\"status\":\"Accepted\"}");
			assertThat(await(start)).isEqualTo(new Outcome("Accepted"));
			answer(chargePoint, "UnlockConnector", "{\"connectorId\":1}", "{\"status\":\"Unlocked\"}");
			assertThat(await(unlock)).isEqualTo(new Outcome("Unlocked"));
		}
	}

	@Test
	void bothSidesShouldCallAtOnce() throws Exception {
		try (ExampleClient chargePoint = connect("CP-2", "ocpp1.6")) {
			boot(chargePoint);
			CompletionStage<Outcome> start = this.endpoint.call("CP-2", new RemoteStartTransaction("tag"),
					Outcome.class);
			JsonNode call = JsonMapper.shared().readTree(chargePoint.nextText());
			String id = call.path(1).asString();
			chargePoint.send("[2,\"" + id + "\",\"Heartbeat\",{}]");
			assertThat(chargePoint.nextText()).startsWith("[3,\"" + id + "\",{\"currentTime\":\"");
			chargePoint.send("[4,\"" + id + "\",\"NotSupported\",\"\",{}]");
			assertThat(start.toCompletableFuture()).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withCauseInstanceOf(AskFailedException.class);
			CompletionStage<Outcome> unlock = this.endpoint.call("CP-2", new UnlockConnector(1), Outcome.class);
			chargePoint.send("[3,\"of another run\",{}]");
			answer(chargePoint, "UnlockConnector", "{\"connectorId\":1}", "{\"status\":\"Unlocked\"}");
			assertThat(await(unlock)).isEqualTo(new Outcome("Unlocked"));
		}
	}

	@Test
	void callToAnAbsentChargePointShouldFail() {
		assertThat(this.endpoint.call("CP-9", new UnlockConnector(1), Outcome.class).toCompletableFuture())
			.failsWithin(Duration.ofSeconds(10))
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

	/** Its answer says that the server knows the connection. */
	private static void boot(ExampleClient chargePoint) {
		chargePoint.send("[2,\"boot\",\"Heartbeat\",{}]");
		assertThat(chargePoint.nextText()).startsWith("[3,\"boot\",");
	}

	private static void answer(ExampleClient chargePoint, String action, String request, String result) {
		JsonNode call = JsonMapper.shared().readTree(chargePoint.nextText());
		assertThat(call.path(0).asInt()).isEqualTo(2);
		assertThat(call.path(2).asString()).isEqualTo(action);
		assertThat(call.path(3)).isEqualTo(JsonMapper.shared().readTree(request));
		chargePoint.send("[3,\"" + call.path(1).asString() + "\"," + result + "]");
	}

	private static <T> T await(CompletionStage<T> stage) throws Exception {
		CompletableFuture<T> future = stage.toCompletableFuture();
		return future.get(10, TimeUnit.SECONDS);
	}

	@ExampleApplication
	@Import(ChargePointEndpoint.class)
	static class Application {

	}

}
