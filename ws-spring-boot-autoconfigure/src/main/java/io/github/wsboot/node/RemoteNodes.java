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

import java.util.concurrent.CompletionStage;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;

/**
 * The other nodes of the cluster, as this one may use them. {@link SingleNode} is for a
 * node without a cluster.
 * <p>
 * Thread-safe. No method blocks. What one thread asks reaches each of the other nodes in
 * this order.
 *
 * @since 0.1.0
 */
public interface RemoteNodes {

	/**
	 * Return whether this node belongs to a cluster, though it may be alone in it now.
	 * @return {@code false} if there never are other nodes
	 */
	default boolean belongsToCluster() {
		return true;
	}

	/**
	 * Push a frame to a connection that is not one of this node's.
	 * @param id the id of the connection
	 * @param frame the frame
	 * @param options the options of the push, none for what is no whole message
	 * @return the outcome
	 * @throws IllegalArgumentException if another node has the connection and the frame
	 * is a fragment of a message
	 */
	PushResult push(String id, Frame frame, PushOptions options);

	/**
	 * Ask a connection that is not one of this node's. The answer, if there is one, comes
	 * by {@link LocalNode#onAnswer}.
	 * @param id the id of the connection
	 * @param question the question
	 * @return {@link PushResult#FORWARDED}, or the reason why nobody was asked
	 */
	PushResult ask(String id, RemoteQuestion question);

	/**
	 * Fail if other nodes cannot take a frame for an audience, so that this is known
	 * before anybody gets it.
	 * @param frame the frame
	 * @throws IllegalArgumentException if there is a cluster and the frame is a fragment
	 * of a message
	 */
	void checkForwardable(Frame frame);

	/**
	 * Push a frame to those members of an audience that other nodes have.
	 * @param audience the audience
	 * @param frame the frame, which {@link #checkForwardable} has accepted
	 * @param options the options of the push, none for what is no whole message
	 * @return the outcome
	 */
	ForwardingResult push(AudienceSpec audience, Frame frame, PushOptions options);

	/**
	 * Close a connection that is not one of this node's.
	 * @param id the id of the connection
	 * @param status a status that may be sent
	 * @return whether another node was asked to
	 */
	boolean disconnect(String id, CloseStatus status);

	/**
	 * Close those members of an audience that other nodes have.
	 * @param audience the audience
	 * @param status a status that may be sent
	 * @return the outcome
	 */
	ForwardingResult disconnect(AudienceSpec audience, CloseStatus status);

	/**
	 * Tell the other nodes that an HTTP session has ended, so that they close the
	 * connections that belong to it. Has no effect while the cluster cannot be reached,
	 * and after this node has left it.
	 * @param sha256 the SHA-256 of the session's id, 32 bytes; the id itself stays on
	 * this node
	 */
	void endSession(byte[] sha256);

	/**
	 * Return what this node knows of the cluster.
	 * @return the cluster
	 */
	Cluster cluster();

	/**
	 * Outcome for the other nodes. Its stage is created on demand, as few callers ask for
	 * it.
	 */
	@FunctionalInterface
	interface ForwardingResult {

		/**
		 * Return a stage with the outcome.
		 * @return the stage, which never completes exceptionally; it completes on a
		 * thread that may block
		 */
		CompletionStage<Forwarding> stage();

	}

}
