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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.TestServer;

/**
 * Clients of all nodes, numbered from 0 on. Each is in two of the rooms, and most users
 * have a client of each node.
 */
final class Crowds implements AutoCloseable {

	static final int ROOMS = 200;

	static final String PATH = "/crowd";

	private final int users;

	private final List<Crowd> crowds = new ArrayList<>();

	private volatile List<Crowd.Member> members = List.of();

	/**
	 * Create an empty crowd.
	 * @param users the number of users
	 */
	Crowds(int users) {
		this.users = users;
	}

	/**
	 * Connect clients and wait until all nodes reach them. From then on, they are among
	 * the members.
	 */
	Crowd connect(TestServer server, int count) throws IOException {
		Crowd crowd = new Crowd(server, this.members.size(), this.members.size() + count, this::path);
		this.crowds.add(crowd);
		crowd.awaitReachable();
		List<Crowd.Member> all = new ArrayList<>(this.members);
		all.addAll(crowd.members());
		this.members = List.copyOf(all);
		return crowd;
	}

	private String path(int client) {
		return PATH + "?user=" + user(userOf(client)) + "&rooms=" + room(firstRoom(client)) + ","
				+ room(secondRoom(client));
	}

	List<Crowd.Member> members() {
		return this.members;
	}

	List<Crowd.Member> members(TestServer server) {
		return this.members.stream().filter((member) -> member.server() == server).toList();
	}

	int users() {
		return this.users;
	}

	int userOf(int client) {
		return client % this.users;
	}

	static String user(int number) {
		return "user-" + number;
	}

	static String room(int number) {
		return "room-" + number;
	}

	private static int firstRoom(int client) {
		return client % ROOMS;
	}

	private static int secondRoom(int client) {
		return (7 * client + 3) % ROOMS;
	}

	static boolean isIn(int client, int room) {
		return firstRoom(client) == room || secondRoom(client) == room;
	}

	void assertNoFailure() {
		this.crowds.forEach(Crowd::assertNoFailure);
	}

	@Override
	public void close() throws Exception {
		for (Crowd crowd : this.crowds) {
			crowd.close();
		}
	}

	@WebSocketEndpoint(PATH)
	static class CrowdEndpoint {

		@OnOpen
		void open(Connection connection) {
			var parameters = connection.handshake().queryParams();
			connection.bindUser(parameters.getFirst("user"));
			for (String room : parameters.getFirst("rooms").split(",")) {
				connection.join(room);
			}
		}

	}

}
