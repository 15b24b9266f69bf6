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

package io.github.wsboot.node;

import java.util.function.Consumer;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;

/**
 * The connections of this node, as other nodes may use them. Frames come as the other
 * node has encoded them: nothing is converted, and no interceptor sees them again.
 * <p>
 * Thread-safe. No method blocks. Calls that happen one after another take effect in this
 * order for each connection.
 *
 * @since 0.1.0
 */
public interface LocalNode {

	/**
	 * Push a frame to a connection. The outcome is not reported to anybody.
	 * @param id the id of the connection
	 * @param frame the frame
	 * @param options the options of the push, with what the sender has left of them
	 */
	void push(String id, Frame frame, PushOptions options);

	/**
	 * Push a frame to the members of an audience.
	 * @param audience the audience; an unknown endpoint has no connections
	 * @param frame the frame
	 * @param options the options of the push, with what the sender has left of them
	 */
	void push(AudienceSpec audience, Frame frame, PushOptions options);

	/**
	 * Ask a connection.
	 * @param id the id of the connection
	 * @param question the question
	 * @param answer called once with the outcome, on a thread that may block
	 */
	void ask(String id, RemoteQuestion question, Consumer<RemoteAnswer> answer);

	/**
	 * Called when another node has answered a question of this one.
	 * @param node the id of the other node
	 * @param answer the answer
	 */
	void onAnswer(String node, RemoteAnswer answer);

	/**
	 * Called when another node has left, or is silent for too long.
	 * @param node the id of the other node
	 */
	void onNodeLeft(String node);

	/**
	 * Close a connection after the messages that its queue has already accepted.
	 * @param id the id of the connection
	 * @param status a status that may be sent
	 */
	void disconnect(String id, CloseStatus status);

	/**
	 * Close the members of an audience after the messages that their queues have already
	 * accepted.
	 * @param audience the audience; an unknown endpoint has no connections
	 * @param status a status that may be sent
	 */
	void disconnect(AudienceSpec audience, CloseStatus status);

	/**
	 * Return the number of connections.
	 * @return the number of registered connections of this node
	 */
	int count();

	/**
	 * Return whether this node is closing its connections, since it is about to stop.
	 * @return whether it drains
	 */
	boolean isDraining();

}
