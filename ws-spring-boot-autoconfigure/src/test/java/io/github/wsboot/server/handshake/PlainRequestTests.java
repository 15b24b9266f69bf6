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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.support.ErrorPageFilter;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.servlet.resource.PathResourceResolver;

import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.handshake.HandshakeRefusal;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests to an endpoint's path that are not handshakes.
 */
@Promise("handshake")
@PlainOnly
@ExtendWith(OutputCaptureExtension.class)
class PlainRequestTests extends ServerTests {

	private static final String PROBLEMS = "spring.mvc.problemdetails.enabled=true";

	private static final String NO_RESOURCES = "spring.web.resources.add-mappings=false";

	private static final String NO_WHITELABEL = "spring.web.error.whitelabel.enabled=false";

	private static final String WAR = "test.error-page-filter=true";

	PlainRequestTests() {
		super(TalkEndpoint.class, Pages.class, Fallbacks.class, ErrorPages.class, OwnErrors.class, OwnProblems.class,
				Unanswered.class, ForwardedErrors.class, CustomizedErrors.class,
				HandshakeInfrastructure.Rejections.class);
	}

	/**
	 * Return servers that answer with 404 in all possible ways.
	 */
	private List<TestServer> servers() {
		return List.of(server(), server(PROBLEMS), server("test.own-problems=true"), server(NO_WHITELABEL),
				server(noErrorPage()), server(WAR), server(noErrorPage(), WAR));
	}

	private String noErrorPage() {
		return kind().exclusion(List.of())
				+ ",org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration";
	}

	private HttpResponse<String> send(TestServer server, String method, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.httpUri(path))
			.timeout(TestServer.TIMEOUT)
			.method(method, BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return TestTls.http().send(request.version(version(server)).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static HttpClient.Version version(TestServer server) {
		return server.context().getEnvironment().getProperty("server.http2.enabled", Boolean.class, false)
				? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
	}

	private static RawWebSocketClient.Opening plain(TestServer server, String path) {
		return RawWebSocketClient.to(server, path)
			.without("Upgrade")
			.without("Sec-WebSocket-Key")
			.without("Sec-WebSocket-Version")
			.header("Connection", "keep-alive");
	}

	private static void assertThatUpgradeIsRequired(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(426);
		assertThat(response.headers().firstValue("Content-Type")).get().asString().startsWith("text/plain");
		assertThat(response.body())
			.isEqualTo("This is the path of a WebSocket endpoint, which only a WebSocket client can open.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "text/html", "application/json", "image/png" })
	void pathThatNothingElseServesShouldAskForAnUpgrade(String accepted) {
		List<TestServer> servers = new ArrayList<>(servers());
		servers
			.addAll(List.of(server(NO_RESOURCES), server(noErrorPage(), NO_RESOURCES), server("test.no-answer=true")));
		for (TestServer server : servers) {
			assertThatUpgradeIsRequired(send(server, "GET", "/talk/a%20b?query=1", "Accept", accepted));
			assertThatUpgradeIsRequired(send(server, "GET", "/talk/a;b=1", "Accept", accepted));
			assertThat(send(server, "GET", "/nowhere", "Accept", accepted).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void upgradeShouldBeNamedAndTheConnectionClosed() {
		for (TestServer server : servers()) {
			RawWebSocketClient.Exchange exchange = plain(server, "/talk/a").exchange();
			closeLater(exchange.client());
			assertThat(exchange.response().status()).isEqualTo(426);
			assertThat(exchange.response().header("Upgrade")).isEqualTo("websocket");
			assertThat(exchange.response().header("Connection")).isEqualTo("Upgrade, close");
			exchange.client().skip(Integer.parseInt(exchange.response().header("Content-Length")));
			assertThat(exchange.client().readToEnd()).isNull();
		}
	}

	@Test
	void headersOfTheMissingPageShouldBeDropped() {
		TestServer server = server("test.own-problems=true");
		HttpResponse<String> unknown = send(server, "GET", "/nowhere");
		assertThat(unknown.headers().map()).containsKeys("content-encoding", "x-problem");
		HttpResponse<String> response = send(server, "GET", "/talk/a");
		assertThatUpgradeIsRequired(response);
		assertThat(response.headers().map()).doesNotContainKeys("content-encoding", "x-problem");
	}

	@Test
	void headShouldGetTheSameWithoutABody() {
		for (TestServer server : servers()) {
			HttpResponse<String> response = send(server, "HEAD", "/talk/a");
			assertThat(response.statusCode()).isEqualTo(426);
			assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
			assertThat(response.body()).isEmpty();
		}
	}

	@Test
	void http2ShouldHaveNeitherHeader() {
		TestServer server = server("server.http2.enabled=true");
		HttpResponse<String> response = send(server, "GET", "/talk/a");
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThatUpgradeIsRequired(response);
		assertThat(response.headers().map()).doesNotContainKeys("upgrade", "connection");
	}

	@Test
	void pathShouldBeTheOneWithinTheApplication() {
		TestServer server = server("server.servlet.context-path=/app", "spring.mvc.servlet.path=/mvc");
		assertThatUpgradeIsRequired(send(server, "GET", "/app/mvc/talk/a"));
		assertThat(send(server, "GET", "/app/talk/a").statusCode()).isEqualTo(404);
		assertThat(send(server, "GET", "/talk/a").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "/page, 200, page", "/view, 200, page", "/routed, 200, routed", "/files/deep/link, 200, shell",
			"/resolved, 200, page", "/rewritten, 200, page", "/missing, 404, no such thing",
			"/missing-later, 404, no such thing", "/broken, 500," })
	void whatServesThePathShouldGoFirst(String path, int status, String body) {
		for (TestServer server : servers()) {
			HttpResponse<String> response = send(server, "GET", path, "Accept", "*/*");
			assertThat(response.statusCode()).as("%s", response.body()).isEqualTo(status);
			assertThat(response.body()).contains((body != null) ? body : "");
			assertThat(connect(server, path).text("hi").next()).isEqualTo("hi");
		}
	}

	@Test
	void viewForErrorsShouldGoFirst() {
		for (TestServer server : List.of(server(), server(WAR), server(NO_WHITELABEL))) {
			HttpResponse<String> response = send(server, "GET", "/error-view", "Accept", "text/html");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo("page");
			HttpResponse<String> missing = send(server, "GET", "/error-view-404", "Accept", "text/html");
			assertThat(missing.statusCode()).isEqualTo(404);
			assertThat(missing.body()).isEqualTo("page");
			assertThatUpgradeIsRequired(send(server, "GET", "/error-view-404", "Accept", "application/json"));
		}
	}

	@Test
	void pageThatAControllerForwardsToShouldGoFirst() {
		for (TestServer server : servers()) {
			HttpResponse<String> response = send(server, "GET", "/forwarded-404");
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(response.body()).isEqualTo("page");
		}
	}

	@Test
	void controllerForErrorsShouldGoFirst() {
		for (TestServer server : List.of(server("test.error-controller=true"),
				server("test.error-controller=true", WAR))) {
			for (String accepted : List.of("text/html", "application/json")) {
				HttpResponse<String> response = send(server, "GET", "/talk/a", "Accept", accepted);
				assertThat(response.statusCode()).isEqualTo(404);
				assertThat(response.body()).isEqualTo("own error");
			}
		}
	}

	@Test
	void pageThatAControllerForwardsToInVainShouldStayMissing() {
		// In a WAR, Tomcat has answered a request that was forwarded before its error is
		// seen
		for (TestServer server : List.of(server(), server(PROBLEMS), server(noErrorPage()))) {
			assertThat(send(server, "GET", "/forwarded").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void pageForUnknownPathsShouldGoFirst() {
		for (TestServer server : List.of(server("test.error-page=true"), server("test.error-page=true", WAR),
				server("test.error-page=true", noErrorPage()),
				server("test.customized-error-page=true", noErrorPage()))) {
			HttpResponse<String> response = send(server, "GET", "/talk/a");
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(response.body()).isEqualTo("shell");
		}
	}

	@Test
	void errorPageThatIsMissingShouldAskForAnUpgrade() {
		TestServer server = server("test.error-page=true", "test.error-path=/no-such-page");
		assertThatUpgradeIsRequired(send(server, "GET", "/talk/a"));
		assertThat(send(server, "GET", "/nowhere").statusCode()).isEqualTo(404);
	}

	@Test
	void welcomePageShouldGoFirst() {
		String welcome = "spring.web.resources.static-locations=classpath:/welcome/";
		for (TestServer server : List.of(server(welcome), server(welcome, noErrorPage()))) {
			assertThat(send(server, "GET", "/").body()).contains("Welcome");
		}
		assertThatUpgradeIsRequired(send(server(), "GET", "/"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "OPTIONS" })
	void otherMethodsShouldStayWhatTheyAre(String method) {
		HttpResponse<String> endpoint = send(server(), method, "/talk/a");
		assertThat(endpoint.statusCode()).isEqualTo(send(server(), method, "/nowhere").statusCode()).isNotEqualTo(426);
		assertThat(send(server(), method, "/talk/a", "Sec-WebSocket-Key", "abc").statusCode())
			.isEqualTo(endpoint.statusCode());
	}

	@Test
	void handshakeThatHasLostItsUpgradeShouldBeWarnedOfOnceWhoeverServesThePath(CapturedOutput output) {
		TestServer server = server("ws.path=/lost");
		assertThatLostHandshakesLeaveATrace(server);
		assertThat(output).containsOnlyOnce(HandshakeRefusals.class.getSimpleName())
			.containsOnlyOnce("Handshake at '/page' was answered with 200: the header 'Upgrade: websocket' is missing: "
					+ "configure the proxy in between to pass");
	}

	@Test
	void handshakeThatHasLostItsUpgradeShouldLeaveATraceWhateverErrorPagesThereAre() {
		assertThatLostHandshakesLeaveATrace(server("ws.path=/lost", noErrorPage()));
		assertThatLostHandshakesLeaveATrace(server("ws.path=/lost", WAR));
		assertThatLostHandshakesLeaveATrace(server("ws.path=/lost", WAR, noErrorPage()));
	}

	private static void assertThatLostHandshakesLeaveATrace(TestServer server) {
		HandshakeRefusals refusals = server.bean(HandshakeRefusals.class);
		assertThat(lost(server, "/page").response().status()).isEqualTo(200);
		TestServer.await("refusal").until(() -> refusals.latest().size() == 1);
		for (int i = 0; i < 3; i++) {
			assertThat(lost(server, "/talk/a").response().status()).isEqualTo(426);
		}
		assertThat(lost(server, "/missing").response().status()).isEqualTo(404);
		assertThat(lost(server, "/broken").response().status()).isEqualTo(500);
		assertThat(lost(server, "/gone").response().status()).isEqualTo(410);
		assertThat(lost(server, "/missing-later").response().status()).isEqualTo(404);
		assertThat(lost(server, "/broken-later").response().status()).isEqualTo(500);
		TestServer.await("refusals").until(() -> refusals.latest().size() == 9);
		assertThat(refusals.latest()).extracting(HandshakeRefusal::status)
			.containsExactlyInAnyOrder(200, 426, 426, 426, 404, 500, 410, 404, 500);
		TestServer.await("events").until(() -> server.bean(HandshakeInfrastructure.Rejections.class).seen.size() == 9);
		assertThat(server.bean(HandshakeInfrastructure.Rejections.class).seen)
			.extracting((event) -> event.status().value())
			.containsExactlyInAnyOrder(200, 426, 426, 426, 404, 500, 410, 404, 500);
	}

	private static RawWebSocketClient.Opening lost(TestServer server, String path) {
		return RawWebSocketClient.to(server, path).without("Upgrade").header("Connection", "close");
	}

	@WebSocketEndpoint({ "/talk/{room}", "/", "/page", "/view", "/routed", "/files/deep/link", "/resolved",
			"/rewritten", "/error-view", "/error-view-404", "/missing", "/missing-later", "/gone", "/broken",
			"/broken-later", "/forwarded", "/forwarded-404" })
	static class TalkEndpoint extends EchoingEndpoint {

		TalkEndpoint(Journal journal) {
			super(journal);
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/page")
		String page() {
			return "page";
		}

		@GetMapping("/view")
		ModelAndView view() {
			return new ModelAndView("forward:/page");
		}

		@GetMapping("/forwarded")
		ModelAndView forwarded() {
			return new ModelAndView("forward:/not-there");
		}

		@GetMapping("/forwarded-404")
		ModelAndView forwardedMissing() {
			return new ModelAndView("forward:/page", HttpStatus.NOT_FOUND);
		}

		@GetMapping("/missing")
		ResponseEntity<String> missing() {
			return ResponseEntity.status(HttpStatus.NOT_FOUND).body("no such thing");
		}

		@GetMapping("/missing-later")
		CompletableFuture<ResponseEntity<String>> missingLater() {
			return CompletableFuture.supplyAsync(this::missing);
		}

		@GetMapping("/broken-later")
		CompletableFuture<String> brokenLater() {
			return CompletableFuture.supplyAsync(this::broken);
		}

		@GetMapping("/rewritten")
		void rewritten(HttpServletResponse response) throws IOException {
			response.setStatus(HttpStatus.NOT_FOUND.value());
			response.getWriter().write("nothing");
			response.reset();
			response.getWriter().write("page");
		}

		@GetMapping("/gone")
		void gone(HttpServletResponse response) throws IOException {
			response.sendError(HttpStatus.GONE.value(), "expected by the test");
		}

		@GetMapping("/broken")
		String broken() {
			throw new IllegalStateException("expected by the test");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Fallbacks implements WebMvcConfigurer {

		@Override
		public void addResourceHandlers(ResourceHandlerRegistry registry) {
			registry.addResourceHandler("/files/**", "/shell.html")
				.addResourceLocations("classpath:/nowhere/")
				.resourceChain(true)
				.addResolver(new Shell());
		}

		@Bean
		RouterFunction<ServerResponse> router() {
			return RouterFunctions.route().GET("/routed", (request) -> ServerResponse.ok().body("routed")).build();
		}

		@Bean
		FirstResolver resolver() {
			return new FirstResolver();
		}

		@Bean
		ErrorViewResolver errorViews() {
			return (request, status, model) -> {
				Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
				if ("/error-view".equals(path)) {
					return new ModelAndView("forward:/page", HttpStatus.OK);
				}
				return "/error-view-404".equals(path) ? new ModelAndView("forward:/page") : null;
			};
		}

	}

	@RestController
	@ConditionalOnProperty("test.error-controller")
	static class OwnErrors implements ErrorController {

		@RequestMapping("/error")
		ResponseEntity<byte[]> error() {
			return ResponseEntity.status(HttpStatus.NOT_FOUND).body("own error".getBytes(StandardCharsets.US_ASCII));
		}

	}

	private static final class FirstResolver implements HandlerExceptionResolver, Ordered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response, Object handler,
				Exception exception) {
			return request.getRequestURI().equals("/resolved") ? new ModelAndView("forward:/page") : null;
		}

	}

	/**
	 * Answers any path with the one page that there is.
	 */
	private static final class Shell extends PathResourceResolver {

		@Override
		protected Resource getResource(String resourcePath, Resource location) {
			return new ByteArrayResource("shell".getBytes()) {

				@Override
				public String getFilename() {
					return "shell.html";
				}

				@Override
				public long lastModified() {
					return 0;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("test.error-page")
	static class ErrorPages {

		@Bean
		ErrorPageRegistrar errorPages(@Value("${test.error-path:/shell.html}") String path) {
			return (registry) -> registry.addErrorPages(new ErrorPage(HttpStatus.NOT_FOUND, path));
		}

	}

	/**
	 * As Spring Boot has it in a WAR, where the container's error pages are none of its.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("test.error-page-filter")
	static class ForwardedErrors {

		@Bean
		ErrorPageFilter errorPageFilter() {
			return new ErrorPageFilter();
		}

		@Bean
		FilterRegistrationBean<ErrorPageFilter> errorPageFilterRegistration(ErrorPageFilter filter) {
			FilterRegistrationBean<ErrorPageFilter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(filter.getOrder());
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("test.customized-error-page")
	static class CustomizedErrors {

		@Bean
		WebServerFactoryCustomizer<ConfigurableWebServerFactory> errorPages() {
			return (factory) -> factory.addErrorPages(new ErrorPage(HttpStatus.NOT_FOUND, "/shell.html"));
		}

	}

	/**
	 * A controller for errors that leaves the page to the container.
	 */
	@RestController
	@ConditionalOnProperty("test.no-answer")
	static class Unanswered implements ErrorController {

		@RequestMapping("/error")
		void error(HttpServletResponse response) throws IOException {
			response.sendError(HttpStatus.NOT_FOUND.value());
		}

	}

	/**
	 * As many applications have one.
	 */
	@RestControllerAdvice
	@ConditionalOnProperty("test.own-problems")
	static class OwnProblems {

		@ExceptionHandler
		@ResponseBody
		ResponseEntity<String> unknown(NoResourceFoundException ex) {
			return ResponseEntity.status(HttpStatus.NOT_FOUND)
				.header("Content-Encoding", "x-own")
				.header("X-Problem", "unknown")
				.body("{\"status\":404}");
		}

	}

}
