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

package io.github.wsboot.readme;

import java.security.Principal;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.InMemoryOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationProvider;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Configuration(proxyBeanMethods = false)
public class TicketSecurity {

	@Bean
	OneTimeTokenService tickets() {
		return new InMemoryOneTimeTokenService(); // With more than one node:
													// JdbcOneTimeTokenService
	}

	@Bean
	@Order(1)
	SecurityFilterChain ticketChain(HttpSecurity http, OneTimeTokenService tickets, UserDetailsService users) {
		AuthenticationFilter filter = new AuthenticationFilter(
				new ProviderManager(new OneTimeTokenAuthenticationProvider(tickets, users)), TicketSecurity::ticket);
		filter.setSuccessHandler((request, response, authentication) -> {
		});
		return http.securityMatcher("/ticketed/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.addFilterBefore(filter, AnonymousAuthenticationFilter.class)
			.build();
	}

	private static @Nullable Authentication ticket(HttpServletRequest request) {
		String ticket = request.getParameter("ticket");
		return (ticket != null) ? new OneTimeTokenAuthenticationToken(ticket) : null;
	}

	@RestController
	public static class TicketController {

		private final OneTimeTokenService tickets;

		TicketController(OneTimeTokenService tickets) {
			this.tickets = tickets;
		}

		@PostMapping("/tickets")
		String ticket(Principal principal) {
			return this.tickets.generate(new GenerateOneTimeTokenRequest(principal.getName(), Duration.ofSeconds(30)))
				.getTokenValue();
		}

	}

}
