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

package io.github.wsboot.server.cluster;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.wsboot.Cluster;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.member.Subscriptions;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Application of the nodes to which crowds connect. A test pushes and looks around by
 * WebSocket, so that it does not matter in which process a node runs.
 */
@Configuration(proxyBeanMethods = false)
@Import({ CrowdApplication.CrowdEndpoint.class, CrowdApplication.PusherEndpoint.class,
		CrowdApplication.StateEndpoint.class })
class CrowdApplication {

	static final String CROWD = "/crowd";

	static final String PUSHER = "/pusher";

	static final String STATE = "/state";

	/** First word of the message that tells a client its id. */
	static final String ID = "id";

	/**
	 * Groups of connections to which pushers push.
	 */
	enum Kind {

		ALL, ENDPOINT, ROOM, USER, CONNECTION

	}

	/**
	 * Tells each client its id once pushes of all nodes reach it.
	 */
	@WebSocketEndpoint(CROWD)
	static class CrowdEndpoint {

		@OnOpen
		void open(Connection connection) {
			var parameters = connection.handshake().queryParams();
			connection.bindUser(parameters.getFirst("user"));
			for (String room : parameters.getFirst("rooms").split(",")) {
				connection.join(room);
			}
			connection.whenReachable()
				.thenAccept((reachable) -> connection.push(ID + " " + (reachable ? connection.id() : "unreachable")));
		}

	}

	/**
	 * Pushes the messages of a pusher, each of which follows the kind and the name of its
	 * receivers.
	 */
	@WebSocketEndpoint(PUSHER)
	static class PusherEndpoint {

		private final ConnectionManager connections;

		PusherEndpoint(ConnectionManager connections) {
			this.connections = connections;
		}

		@OnMessage
		void push(String command) {
			String[] words = command.split(" ", 3);
			String name = words[1];
			String text = words[2];
			switch (Kind.valueOf(words[0])) {
				case ALL -> this.connections.all().push(text);
				case ENDPOINT -> this.connections.endpoint(CROWD).push(text);
				case ROOM -> this.connections.room(name).push(text);
				case USER -> this.connections.user(name).push(text);
				case CONNECTION -> this.connections.push(name, text);
			}
		}

	}

	@WebSocketEndpoint(STATE)
	static class StateEndpoint {

		private final ConnectionManager connections;

		private final ClusterCounters counters;

		private final Subscriptions subscriptions;

		private final SendMemoryBudget queues;

		StateEndpoint(ConnectionManager connections, ClusterCounters counters, Subscriptions subscriptions,
				SendMemoryBudget queues) {
			this.connections = connections;
			this.counters = counters;
			this.subscriptions = subscriptions;
			this.queues = queues;
		}

		@OnMessage
		State state(String question) {
			Cluster cluster = this.connections.cluster();
			Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
			Stream.of(DropReason.values())
				.filter((reason) -> this.counters.dropped(reason) != 0)
				.forEach((reason) -> dropped.put(reason, this.counters.dropped(reason)));
			long links = Stream.of(Reason.values()).mapToLong(this.counters::links).sum();
			return new State(cluster.isAvailable(), ClusterTests.names(cluster),
					this.connections.endpoint(CROWD).local().count(), this.counters.gaps(), this.counters.lost(), links,
					dropped, this.subscriptions.desired(), this.subscriptions.confirmed(), this.queues.used());
		}

	}

	/**
	 * State of a node.
	 *
	 * @param available whether it reaches the cluster
	 * @param nodes the names of the nodes that it knows
	 * @param clients the number of its clients
	 * @param gaps the gaps that it has noticed
	 * @param lost the messages that it knows to be missing
	 * @param links the links that it has replaced
	 * @param dropped the messages that it has ignored
	 * @param desired the topics that it wants
	 * @param confirmed the topics that the engine has confirmed
	 * @param queued the bytes in the queues of all connections
	 */
	record State(boolean available, List<String> nodes, int clients, long gaps, long lost, long links,
			Map<DropReason, Long> dropped, int desired, int confirmed, long queued) {

	}

}
