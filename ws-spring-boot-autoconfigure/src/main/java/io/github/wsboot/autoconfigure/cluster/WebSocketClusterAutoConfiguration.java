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

package io.github.wsboot.autoconfigure.cluster;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterIdentity;
import io.github.wsboot.cluster.member.ClusterLifecycle;
import io.github.wsboot.cluster.member.ClusterMember;
import io.github.wsboot.cluster.member.ClusterThreads;
import io.github.wsboot.cluster.member.Subscriptions;
import io.github.wsboot.cluster.member.ThisNode;
import io.github.wsboot.connection.ConnectionIds;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.SessionEndListener;
import io.github.wsboot.support.SafeEventPublisher;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a node of a cluster. Without it,
 * no class of the cluster is loaded.
 * <p>
 * Child contexts are part of their parent's node.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		before = { WebSocketServerAutoConfiguration.class, WebSocketConnectionManagerAutoConfiguration.class })
@ConditionalOnClass(WebSocketHandler.class)
@ConditionalOnBooleanProperty("ws.cluster.enabled")
@ConditionalOnMissingBean(ClusterMember.class)
@EnableConfigurationProperties(WebSocketServerProperties.class)
public final class WebSocketClusterAutoConfiguration {

	/** Before the first handshake, and after the last {@code @OnClose}. */
	private static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private final ClusterNodeSettings settings;

	WebSocketClusterAutoConfiguration(WebSocketServerProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		checkParent(beanFactory);
		this.settings = new ClusterNodeSettings(properties, environment);
	}

	/**
	 * Fail if the connections are those of a parent context that forms no cluster.
	 */
	private static void checkParent(ConfigurableListableBeanFactory beanFactory) {
		BeanFactory parent = beanFactory.getParentBeanFactory();
		if (parent != null && parent.getBeanProvider(ConnectionRegistry.class).getIfAvailable() != null) {
			throw new InvalidConfigurationPropertyValueException("ws.cluster.enabled", true,
					"The parent of this context has the connections and forms no cluster. Set the property for the "
							+ "parent context.");
		}
	}

	/**
	 * Starts the cluster, with lazy initialization, too.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	static LazyInitializationExcludeFilter eagerWebSocketCluster() {
		return LazyInitializationExcludeFilter.forBeanTypes(ClusterLifecycle.class);
	}

	@Bean
	ClusterIdentity webSocketClusterIdentity() {
		return new ClusterIdentity();
	}

	@Bean
	ConnectionIds webSocketConnectionIds(ClusterIdentity identity) {
		return new ConnectionIds(identity.connectionIdPrefix());
	}

	/**
	 * With the class loader of the application: the current one may be that of a web
	 * server that is just being started.
	 */
	@Bean
	ClusterThreads webSocketClusterThreads(ConfigurableListableBeanFactory beanFactory) {
		Thread thread = Thread.currentThread();
		ClassLoader current = thread.getContextClassLoader();
		thread.setContextClassLoader(beanFactory.getBeanClassLoader());
		try {
			return new ClusterThreads(this.settings.maxThreads());
		}
		finally {
			thread.setContextClassLoader(current);
		}
	}

	@Bean
	ClusterCounters webSocketClusterCounters() {
		return new ClusterCounters();
	}

	@Bean
	Subscriptions webSocketSubscriptions(ClusterIdentity identity, ClusterThreads threads) {
		return new Subscriptions(identity.id(), this.settings.linger(), threads, threads.workers());
	}

	@Bean
	ThisNode webSocketClusterNode(ClusterIdentity identity, LocalNode connections,
			ObjectProvider<SessionEndListener> sessions) {
		// At first use, since the listeners inject the cluster
		return new ThisNode(identity, this.settings.nodeName(), connections,
				SingletonSupplier.of(() -> sessions.orderedStream().toList()));
	}

	/**
	 * A fallback, so that the application may have a {@code Cluster} of its own.
	 */
	@Bean
	@Fallback
	ClusterMember webSocketClusterMember(ObjectProvider<ClusterBroker> brokers, ThisNode node,
			Subscriptions subscriptions, ClusterThreads threads, ApplicationEventPublisher events,
			ClusterCounters counters, ConfigurableListableBeanFactory beanFactory) {
		return new ClusterMember(ClusterEngine.choose(brokers, beanFactory.getBeanClassLoader()), node,
				this.settings.get(), subscriptions, threads, new SafeEventPublisher(events), counters);
	}

	@Bean
	ClusterLifecycle webSocketClusterLifecycle(ClusterMember member) {
		return new ClusterLifecycle(member, PHASE);
	}

}
