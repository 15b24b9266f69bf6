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

package io.github.wsboot.server.handshake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the opening handshake as a request of HTTP/1.1.
 */
@Promise("handshake")
class OpeningRequestTests extends ServerTests {

	OpeningRequestTests() {
		super(EchoEndpoint.class, Refusals.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "WebSocket", "WEBSOCKET", "h2c, websocket", "websocket,h2c", ", websocket ,",
			"h2c | websocket", "websocket | h2c", "h2c | WebSocket, TLS/1.3", "\twebsocket\t" })
	void upgradeShouldBeReadAsAList(String lines) {
		assertThatServes(to("/echo").without("Upgrade"), "Upgrade", lines);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upgrade", "upgrade", "UPGRADE", "keep-alive, Upgrade", "Upgrade,Keep-Alive",
			"keep-alive ,\tUPGRADE", ",, Upgrade,", "keep-alive | Upgrade", "upgrade | X-Hop, keep-alive",
			"close, Upgrade" })
	void connectionShouldBeReadAsAList(String lines) {
		assertThatServes(to("/echo").without("Connection"), "Connection", lines);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '>', textBlock = """
			v1                            > v1
			other, v1                     > v1
			other,v1,v2                   > v2
			other | v1                    > v1
			v1 | v2                       > v2
			a, b | c ,v1 | d              > v1
			, ,v1,                        > v1
			' , | v1'                     > v1
			""")
	void subProtocolsShouldBeReadAsAList(String lines, String agreed) {
		RawWebSocketClient.Response response = assertThatServes(to("/echo"), "Sec-WebSocket-Protocol", lines);
		assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo(agreed);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '>', nullValues = "-", textBlock = """
			permessage-deflate                                                 > permessage-deflate
			x-one | permessage-deflate                                         > permessage-deflate
			permessage-deflate | x-one; a=b                                    > permessage-deflate
			, permessage-deflate,                                              > permessage-deflate
			x-one; a="b", permessage-deflate ; client_max_window_bits="15"     > permessage-deflate
			x-one | x-two; q                                                   > -
			""")
	void extensionsShouldBeReadAsAList(String lines, String agreed) {
		TestServer server = server("ws.compression.enabled=true");
		RawWebSocketClient.Response response = with(RawWebSocketClient.to(server, "/echo"), "Sec-WebSocket-Extensions",
				lines)
			.response();
		assertThat(response.status()).isEqualTo(101);
		String header = response.header("Sec-WebSocket-Extensions");
		assertThat((header != null) ? header.split(";")[0] : null).isEqualTo(agreed);
		assertThat(assertThatServes(to("/echo"), "Sec-WebSocket-Extensions", lines).header("Sec-WebSocket-Extensions"))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '>', textBlock = """
			Upgrade               > h2c                                                   > 426
			Upgrade               > websocket2, xwebsocket                                > 426
			Connection            > keep-alive                                            > 400
			Connection            > Upgrade-Insecure, Upgraded                            > 400
			Sec-WebSocket-Version > 13 | 13                                               > 400
			Sec-WebSocket-Version > 8 | 13                                                > 400
			Sec-WebSocket-Version > 13, 8                                                 > 426
			Sec-WebSocket-Version > 12                                                    > 426
			Sec-WebSocket-Version > 013                                                   > 426
			Sec-WebSocket-Protocol > '"v1"'                                               > 400
			Sec-WebSocket-Key     > dGhlIHNhbXBsZSBub25jZQ== | dGhlIHNhbXBsZSBub25jZQ==   > 400
			Sec-WebSocket-Key     > 'dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=='  > 400
			Sec-WebSocket-Key     > '"dGhlIHNhbXBsZSBub25jZQ=="'                          > 400
			""")
	void whatIsNotAsItShouldBeShouldBeRefused(String field, String lines, int status) {
		assertThat(with(to("/echo").without(field), field, lines).response().status()).isEqualTo(status);
	}

	@Test
	void versionThatIsRefusedShouldBeToldWhichThereIs() {
		RawWebSocketClient.Response response = to("/echo").header("Sec-WebSocket-Version", "12").response();
		assertThat(response.status()).isEqualTo(426);
		assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
		assertThat(response.header("Upgrade")).isEqualTo("websocket");
		assertThat(response.header("Connection").split(",\\s*")).containsExactlyInAnyOrder("close", "Upgrade");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upgrade", "keep-alive, Upgrade", "upgrade,Keep-Alive" })
	void upgradeShouldBeSpelledAsClientsCompareIt(String connection) {
		RawWebSocketClient.Response response = to("/echo").header("Connection", connection).response();
		assertThat(response.header("Connection")).isEqualTo("Upgrade");
		assertThat(response.header("Upgrade")).isEqualTo("websocket");
	}

	@Test
	void browsersShouldBeServed() {
		RawWebSocketClient.Opening firefox = to("/echo").header("Connection", "keep-alive, Upgrade")
			.header("Accept", "*/*")
			.header("Accept-Encoding", "gzip, deflate, br, zstd")
			.header("Origin", server().httpUri("").toString())
			.header("Sec-WebSocket-Extensions", "permessage-deflate")
			.header("Sec-Fetch-Dest", "empty")
			.header("Sec-Fetch-Mode", "websocket")
			.header("Pragma", "no-cache")
			.header("Cache-Control", "no-cache");
		assertThatServes(firefox, "Sec-WebSocket-Protocol", "v1");
		RawWebSocketClient.Opening chromium = to("/echo").header("Origin", server().httpUri("").toString())
			.header("Accept-Encoding", "gzip, deflate, br, zstd")
			.header("Accept-Language", "en-US,en;q=0.9")
			.header("Content-Length", "0");
		assertThatServes(chromium, "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: {length}", "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked",
			"Content-Length: {length} | Expect: 100-continue", "Expect: 100-continue" })
	void requestWithABodyShouldBeRefusedAndItsBodyNotBeRead(String fields) {
		byte[] body = RawWebSocketClient.encode(RawFrame.text("smuggled", true), true);
		RawWebSocketClient.Opening opening = to("/echo").first(body);
		for (String field : fields.replace("{length}", String.valueOf(body.length)).split(" \\| ")) {
			opening.line(field.split(": ")[0], field.split(": ")[1]);
		}
		RawWebSocketClient.Exchange exchange = opening.exchange();
		closeLater(exchange.client());
		assertThat(exchange.response().status()).isEqualTo(400);
		assertThatEnds(exchange.client());
		assertThat(server().journal().of(opening.name())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '>', textBlock = """
			/echo             > Sec-WebSocket-Key: short        > 400
			/echo             > Connection: keep-alive          > 400
			/echo             > Sec-WebSocket-Protocol: a       > 400
			/echo             > Origin: https://evil.example    > 403
			/echo             > Sec-WebSocket-Version: 12       > 426
			/nowhere          > X-Any: any                      > 404
			/echo             > X-Refuse: 401                   > 401
			/echo             > X-Refuse: 503                   > 503
			/echo             > X-Refuse: 302                   > 302
			/echo             > X-Refuse: exception             > 500
			""")
	void refusalShouldCloseTheConnection(String path, String field, int status) {
		RawWebSocketClient.Opening second = to("/echo");
		RawWebSocketClient.Opening first = to(path).header(field.split(": ")[0], field.split(": ")[1])
			.first(second.request());
		if (field.contains("Protocol")) {
			first.line("Content-Length", "1");
		}
		assertThatRefuses(first, status);
		assertThat(server().journal().of(second.name())).isEmpty();
	}

	@Test
	void refusalByALimitShouldCloseTheConnection() {
		TestServer server = server("ws.max-connections=1");
		raw(server, "/echo");
		assertThatRefuses(
				RawWebSocketClient.to(server, "/echo").first(RawWebSocketClient.to(server, "/echo").request()), 503);
	}

	@Test
	void otherRequestsShouldKeepTheirConnection() {
		String request = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n";
		RawWebSocketClient client = closeLater(to("/echo").reach());
		assertThat(client.bytes(request.getBytes(StandardCharsets.US_ASCII)).response().header("Connection"))
			.isNotEqualTo("close");
	}

	private void assertThatRefuses(RawWebSocketClient.Opening opening, int status) {
		RawWebSocketClient.Exchange exchange = opening.exchange();
		closeLater(exchange.client());
		assertThat(exchange.response().status()).isEqualTo(status);
		assertThat(exchange.response().header("Connection")).contains("close");
		assertThatEnds(exchange.client());
	}

	private static void assertThatEnds(RawWebSocketClient client) {
		assertThat(client.rest()).doesNotContain("HTTP/1.1 ");
	}

	private RawWebSocketClient.Response assertThatServes(RawWebSocketClient.Opening opening, String field,
			String lines) {
		RawWebSocketClient.Exchange exchange = with(opening, field, lines).exchange();
		RawWebSocketClient client = closeLater(exchange.client());
		assertThat(exchange.response().status()).as("%s", exchange.response()).isEqualTo(101);
		client.text("hi");
		assertThat(client.nextText()).isEqualTo("hi");
		return exchange.response();
	}

	private static RawWebSocketClient.Opening with(RawWebSocketClient.Opening opening, String field, String lines) {
		for (String line : lines.split(" \\| ")) {
			opening.line(field, line);
		}
		return opening;
	}

	private RawWebSocketClient.Opening to(String path) {
		return RawWebSocketClient.to(server(), path);
	}

	@WebSocketEndpoint(value = "/echo", subProtocols = { "v2", "v1" })
	static class EchoEndpoint extends EchoingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

	}

	/**
	 * Refuses as filters of an application do, those of Spring Security for example.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Refusals {

		@Bean
		Filter refusal() {
			return (request, response, chain) -> {
				String refuse = ((HttpServletRequest) request).getHeader("X-Refuse");
				if (refuse == null) {
					chain.doFilter(request, response);
				}
				else {
					refuse(refuse, (HttpServletResponse) response);
				}
			};
		}

		private static void refuse(String how, HttpServletResponse response) throws IOException {
			switch (how) {
				case "302" -> response.sendRedirect("/login");
				case "exception" -> throw new IllegalStateException("refused");
				default -> response.sendError(Integer.parseInt(how));
			}
		}

	}

}
