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

package io.github.wsboot.autoconfigure;

import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import io.github.wsboot.transport.tomcat.ForwardedHandshakeValve;
import io.github.wsboot.transport.tomcat.OpeningRequestValve;
import io.github.wsboot.transport.tomcat.TomcatContainerUpgrade;

/**
 * Configuration for Tomcat alone, whatever the transport.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ WsHttpUpgradeHandler.class, TomcatServletWebServerFactory.class })
class TomcatConfiguration {

	@Bean
	TomcatContainerUpgrade tomcatContainerUpgrade() {
		return new TomcatContainerUpgrade();
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatContainerUpgradeCustomizer(
			ObjectProvider<TomcatContainerUpgrade> upgrades) {
		return (factory) -> upgrades.ifAvailable((upgrade) -> factory.addConnectorCustomizers(upgrade::add));
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatForwardedHandshakeCustomizer() {
		return new ForwardedHandshakeCustomizer();
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatOpeningRequestCustomizer() {
		return (factory) -> factory.addEngineValves(new OpeningRequestValve());
	}

	/**
	 * Applied last, after the valves of others have been added.
	 */
	private static final class ForwardedHandshakeCustomizer
			implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

		@Override
		public void customize(TomcatServletWebServerFactory factory) {
			factory.setEngineValves(ForwardedHandshakeValve.before(factory.getEngineValves()));
		}

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

}
