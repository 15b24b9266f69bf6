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

/**
 * Clients of all nodes, numbered from 0 on. Each is in two of the rooms, and most users
 * have a client of each node.
 */
final class Crowds implements AutoCloseable {

	static final int ROOMS = 200;

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
	void connect(CrowdNode node, int count) throws IOException {
		Crowd crowd = new Crowd(node, this.members.size(), this.members.size() + count, this::path);
		this.crowds.add(crowd);
		crowd.awaitReachable();
		List<Crowd.Member> all = new ArrayList<>(this.members);
		all.addAll(crowd.members());
		this.members = List.copyOf(all);
	}

	private String path(int client) {
		return CrowdApplication.CROWD + "?user=" + user(userOf(client)) + "&rooms=" + room(firstRoom(client)) + ","
				+ room(secondRoom(client));
	}

	/**
	 * Let the clients of a node end when the node does.
	 */
	void expectEnd(CrowdNode node) {
		this.crowds.stream().filter((crowd) -> crowd.node() == node).forEach(Crowd::expectEnd);
	}

	/**
	 * Return all clients that have ever been members, by their numbers.
	 */
	List<Crowd.Member> members() {
		return this.members;
	}

	/**
	 * Return the clients whose nodes live all the time.
	 */
	List<Crowd.Member> lasting() {
		return this.members.stream().filter((member) -> !member.isEndExpected()).toList();
	}

	List<Crowd.Member> members(CrowdNode node) {
		return this.members.stream().filter((member) -> member.node() == node).toList();
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

}
