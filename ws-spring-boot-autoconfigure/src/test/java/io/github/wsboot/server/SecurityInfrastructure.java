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

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2TokenIntrospectionClaimNames;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with Spring Security: users "ada" and "bob" (an administrator), who log
 * in by a form, HTTP Basic, a JWT, or, below {@code /opaque}, an opaque token that is the
 * second in which it expires. CSRF protection is on.
 */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
public class SecurityInfrastructure {

	private static final SecretKey KEY = new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(), "HmacSHA256");

	/** A user who can be logged in only once. */
	public static final String SINGLE = "eve";

	/** A user who may stay for a moment, where an application wants that. */
	public static final String VISITOR = "zoe";

	public static String jwt(String user, Instant expiresAt) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(user)
			.issuedAt(expiresAt.minus(Duration.ofHours(1)))
			.expiresAt(expiresAt)
			.build();
		return NimbusJwtEncoder.withSecretKey(KEY)
			.build()
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	@Bean
	public UserDetailsService users() {
		return (name) -> new Member(name, List.of("ada", "bob", SINGLE, VISITOR).contains(name) ? "{noop}secret" : "");
	}

	@Bean
	public SessionRegistry sessionRegistry() {
		return new SessionRegistryImpl();
	}

	@Bean
	public JwtDecoder jwtDecoder() {
		return NimbusJwtDecoder.withSecretKey(KEY).build();
	}

	@Bean
	@Order(2)
	public SecurityFilterChain opaque(HttpSecurity http) {
		return http.securityMatcher("/opaque/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.oauth2ResourceServer((server) -> server
				.opaqueToken((opaque) -> opaque.introspector((token) -> new DefaultOAuth2AuthenticatedPrincipal("ada",
						Map.of("sub", "ada", OAuth2TokenIntrospectionClaimNames.EXP,
								Instant.ofEpochSecond(Long.parseLong(token))),
						AuthorityUtils.NO_AUTHORITIES))))
			.build();
	}

	@Bean
	@Order(3)
	public SecurityFilterChain logoutThatKeepsTheSession(HttpSecurity http) {
		return http.securityMatcher("/keep/**")
			.csrf((csrf) -> csrf.disable())
			.logout((logout) -> logout.logoutUrl("/keep/logout").invalidateHttpSession(false))
			.build();
	}

	@Bean
	@Order(4)
	public SecurityFilterChain others(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/public/**", "/rotate", "/invalidate")
				.permitAll()
				.anyRequest()
				.authenticated())
			.httpBasic(Customizer.withDefaults())
			.formLogin(Customizer.withDefaults())
			.sessionManagement((management) -> management.sessionConcurrency((concurrency) -> concurrency
				.maximumSessions((authentication) -> authentication.getName().equals(SINGLE) ? 1 : -1)))
			.csrf((csrf) -> csrf.ignoringRequestMatchers("/login", "/logout", "/tickets"))
			.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
			.exceptionHandling(
					(handling) -> handling.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
			.build();
	}

	/**
	 * A user who is a {@link Principal}, too.
	 */
	public static class Member extends User implements Principal {

		Member(String name, String password) {
			super(name, password, AuthorityUtils.createAuthorityList(name.equals("bob") ? "ROLE_ADMIN" : "ROLE_USER"));
		}

		@Override
		public String getName() {
			return "member " + getUsername();
		}

	}

	@RestController
	public static class SessionController {

		@GetMapping("/rotate")
		String rotate(HttpServletRequest request) {
			return request.changeSessionId();
		}

		@GetMapping("/short")
		void shorten(HttpSession session) {
			session.setMaxInactiveInterval(1);
		}

		@GetMapping("/invalidate")
		void invalidate(HttpSession session) {
			session.invalidate();
		}

	}

}
