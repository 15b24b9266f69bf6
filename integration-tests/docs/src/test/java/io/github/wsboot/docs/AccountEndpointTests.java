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

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the endpoint with JWTs of the page of recipes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "ws.auth.bearer-sub-protocol=bearer")
class AccountEndpointTests {

	private static final SecretKey KEY = new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(), "HmacSHA256");

	@LocalServerPort
	private int port;

	@Test
	void tokenShouldBeAcceptedInTheHeaderAndAmongTheSubProtocols() {
		String token = token("profile", Instant.now().plusSeconds(600));
		try (ExampleClient program = connect((handshake) -> handshake.header("Authorization", "Bearer " + token));
				ExampleClient page = connect((handshake) -> handshake.subprotocols("account.v1", "bearer", token))) {
			assertThat(program.nextText()).isEqualTo("Hello ada");
			assertThat(page.nextText()).isEqualTo("Hello ada");
			assertThat(page.subProtocol()).isEqualTo("account.v1");
		}
	}

	@Test
	void handshakeWithoutATokenShouldBeRefused() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connect((handshake) -> {
		}))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(401));
	}

	@Test
	void scopeShouldDecideWhatAClientMayDo() {
		Instant later = Instant.now().plusSeconds(600);
		String transfer = "{\"type\":\"transfer\",\"amount\":5}";
		try (ExampleClient reader = connect(bearer(token("profile", later)));
				ExampleClient payer = connect(bearer(token("transfer", later)))) {
			payer.nextText();
			payer.send(transfer);
			assertThat(payer.nextText()).isEqualTo("{\"amount\":5}");
			reader.send(transfer);
			assertThat(reader.closeCode()).isEqualTo(4403);
		}
	}

	@Test
	void connectionShouldEndWithItsToken() {
		try (ExampleClient client = connect(bearer(token("profile", Instant.now().plusSeconds(3))))) {
			assertThat(client.closeCode()).isEqualTo(4401);
		}
	}

	private ExampleClient connect(Consumer<WebSocket.Builder> handshake) {
		return ExampleClient.connect(this.port, "/account", handshake);
	}

	private static Consumer<WebSocket.Builder> bearer(String token) {
		return (handshake) -> handshake.header("Authorization", "Bearer " + token);
	}

	private static String token(String scope, Instant expiresAt) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject("ada")
			.claim("scope", scope)
			.issuedAt(expiresAt.minus(Duration.ofHours(1)))
			.expiresAt(expiresAt)
			.build();
		return NimbusJwtEncoder.withSecretKey(KEY)
			.build()
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ AccountEndpoint.class, TokenSecurity.class })
	static class Application {

		@Bean
		JwtDecoder decoder() {
			return NimbusJwtDecoder.withSecretKey(KEY).build();
		}

	}

}
