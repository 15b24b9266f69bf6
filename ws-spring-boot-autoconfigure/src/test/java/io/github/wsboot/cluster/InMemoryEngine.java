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

package io.github.wsboot.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLinkException.Reason;

/**
 * Engine in memory, which connects several nodes of one JVM and behaves as Redis does:
 * one command at a time, under one lock. Each link has one thread, on which messages and
 * answers arrive. A publish is answered at once, all other stages complete on that
 * thread.
 * <p>
 * Faults can be switched on and off at any time:
 *
 * <pre class="code">
 * InMemoryEngine engine = new InMemoryEngine();
 * ClusterBroker broker = engine.broker("a");
 * engine.cutOff("a");
 * engine.dropNext(3, Topic.ALL);
 * engine.heal();
 * </pre>
 */
public final class InMemoryEngine implements AutoCloseable {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, InMemoryNode> nodes = new ConcurrentHashMap<>();

	private final Map<Topic, Set<InMemoryLink>> subscribers = new HashMap<>();

	private final Queue<Runnable> paused = new ArrayDeque<>();

	private final Set<CompletableFuture<ClusterLink>> pausedOpens = new LinkedHashSet<>();

	private final List<Fault> faults = new CopyOnWriteArrayList<>();

	private final AtomicInteger numbers = new AtomicInteger();

	private boolean isPaused;

	private boolean opensRefused;

	/**
	 * Return the broker of a node. Links of all brokers with the same name belong to the
	 * same node.
	 * @param node the name of the node, which faults refer to
	 * @return the broker
	 */
	public ClusterBroker broker(String node) {
		InMemoryNode state = node(node);
		return (listener) -> open(state, listener);
	}

	/**
	 * Return the broker of another node, whose name does not matter.
	 * @return the broker
	 */
	public ClusterBroker broker() {
		return broker("unnamed-" + this.numbers.incrementAndGet());
	}

	// Opens

	/**
	 * Refuse to open links, at all nodes or at some.
	 * @param nodes the nodes, none for all
	 */
	public void refuseOpens(String... nodes) {
		locked(() -> {
			this.opensRefused |= nodes.length == 0;
			each(nodes, (node) -> node.opensRefused = true);
		});
	}

	/**
	 * Answer no request for a link of these nodes. Those that are waiting get their link
	 * when the node is healed.
	 * @param nodes the nodes
	 */
	public void holdOpens(String... nodes) {
		locked(() -> each(nodes, (node) -> node.opensHeld = true));
	}

	// Connections

	/**
	 * Break the links of nodes, as a connection that is reset.
	 * @param nodes the nodes, none for all
	 */
	public void breakLinks(String... nodes) {
		breakLinks(failure(Reason.CLOSED, "The connection was reset"), nodes);
	}

	/**
	 * Break the links of nodes.
	 * @param cause the reason that listeners get
	 * @param nodes the nodes, none for all
	 */
	public void breakLinks(Throwable cause, String... nodes) {
		locked(() -> {
			List<InMemoryLink> links = new ArrayList<>();
			each((nodes.length != 0) ? nodes : allNodes(), (node) -> {
				links.addAll(node.links);
				forgetClosed(node);
			});
			links.forEach((link) -> breakLink(link, cause));
		});
	}

	/**
	 * Swallow what travels between a node and the engine, in both directions, without a
	 * sign: messages, answers, and requests for a link.
	 * @param nodes the nodes
	 */
	public void cutOff(String... nodes) {
		cutOutgoing(nodes);
		cutIncoming(nodes);
	}

	/**
	 * Swallow what a node sends to the engine. Its stages do not complete until their
	 * link is closed or breaks. The engine does not notice that a link was closed,
	 * either, and counts it as a receiver until the node is healed.
	 * @param nodes the nodes
	 */
	public void cutOutgoing(String... nodes) {
		locked(() -> each(nodes, (node) -> node.outgoingCut = true));
	}

	/**
	 * Swallow what the engine sends to a node, messages and answers.
	 * @param nodes the nodes
	 */
	public void cutIncoming(String... nodes) {
		locked(() -> each(nodes, (node) -> node.incomingCut = true));
	}

	/**
	 * Delay what the engine sends to a node, messages and answers. The order stays.
	 * @param node the node
	 * @param delay the delay of each message
	 */
	public void delay(String node, Duration delay) {
		locked(() -> {
			node(node).delayNanos = delay.toNanos();
			node(node).links.forEach(InMemoryLink::wake);
		});
	}

	// The engine

	/**
	 * Stop the engine, as SIGSTOP does: it processes and answers nothing. What it has
	 * sent already still arrives.
	 */
	public void pause() {
		locked(() -> this.isPaused = true);
	}

	/**
	 * Continue, as SIGCONT does, with what was sent to the engine meanwhile, also on
	 * links that were closed or have broken since.
	 */
	public void resume() {
		locked(() -> {
			this.isPaused = false;
			this.pausedOpens.clear();
			while (!this.paused.isEmpty()) {
				this.paused.remove().run();
			}
		});
	}

	/**
	 * Kill the engine and start it again: all links break, and what it was sent while it
	 * was paused is lost.
	 */
	public void crash() {
		List<CompletableFuture<ClusterLink>> opens = new ArrayList<>();
		ClusterLinkException cause = failure(Reason.CLOSED, "The engine has crashed");
		locked(() -> {
			this.isPaused = false;
			this.paused.clear();
			opens.addAll(this.pausedOpens);
			this.pausedOpens.clear();
			breakLinks(cause);
		});
		opens.forEach((open) -> open.completeExceptionally(cause));
	}

	/**
	 * Split the engine in two: these nodes do not see the others any more, with links
	 * that exist and with new ones.
	 * @param nodes the nodes of one side
	 */
	public void split(String... nodes) {
		locked(() -> each(nodes, (node) -> node.moveTo(1)));
	}

	/**
	 * Leave links that exist behind on an engine of their own, as on an old primary. New
	 * links of the same nodes see the others.
	 * @param nodes the nodes
	 */
	public void strandLinks(String... nodes) {
		locked(() -> each(nodes, (node) -> node.links.forEach((link) -> link.side = 2)));
	}

	/**
	 * Refuse a node permission for topics. Subscriptions that exist stay.
	 * @param node the node
	 * @param topics the topics
	 */
	public void deny(String node, Predicate<Topic> topics) {
		locked(() -> node(node).denied = topics);
	}

	// Messages

	/**
	 * Drop the next messages of a topic. Their publisher is answered as if they had been
	 * delivered.
	 * @param number the number of messages
	 * @param topic the topic
	 * @return the fault, which counts them
	 */
	public Fault dropNext(int number, Topic topic) {
		return dropNext(number, Route.of(topic));
	}

	/**
	 * Drop the next messages of a route. Their publisher is answered as if they had been
	 * delivered.
	 * @param number the number of messages
	 * @param route which messages
	 * @return the fault, which counts them
	 */
	public Fault dropNext(int number, Route route) {
		return add(new Fault(route, number, 0));
	}

	/**
	 * Drop all messages of a route until the fault is cancelled or healed.
	 * @param route which messages
	 * @return the fault, which counts them
	 */
	public Fault drop(Route route) {
		return dropNext(Integer.MAX_VALUE, route);
	}

	/**
	 * Deliver the next messages of a route twice.
	 * @param number the number of messages
	 * @param route which messages
	 * @return the fault, which counts them
	 */
	public Fault duplicateNext(int number, Route route) {
		return add(new Fault(route, number, 2));
	}

	// Healing

	/**
	 * Remove the faults of a node, and those of routes that name it. What was lost stays
	 * lost.
	 * @param name the name of the node
	 */
	public void heal(String name) {
		locked(() -> {
			heal(node(name));
			this.faults.removeIf((fault) -> fault.route.names(name));
		});
	}

	/**
	 * Remove all faults, and continue if the engine is paused.
	 */
	public void heal() {
		locked(() -> {
			this.opensRefused = false;
			this.faults.clear();
			this.nodes.values().forEach(this::heal);
			resume();
		});
	}

	private void heal(InMemoryNode node) {
		node.mend();
		forgetClosed(node);
		List<Runnable> opens = List.copyOf(node.heldOpens);
		node.heldOpens.clear();
		opens.forEach(Runnable::run);
		node.links.forEach(InMemoryLink::wake);
	}

	// Counters

	/**
	 * Return how many messages of a topic a node's listeners were called with.
	 * @param node the node
	 * @param topic the topic
	 * @return the number of messages
	 */
	public long delivered(String node, Topic topic) {
		return sum(node(node).delivered, topic::equals);
	}

	/**
	 * Return how many messages a node's listeners were called with.
	 * @param node the node
	 * @return the number of messages
	 */
	public long delivered(String node) {
		return sum(node(node).delivered, (topic) -> true);
	}

	/**
	 * Return how many messages of a node the engine has processed.
	 * @param node the node
	 * @param topic the topic
	 * @return the number of messages
	 */
	public long published(String node, Topic topic) {
		return sum(node(node).published, topic::equals);
	}

	/**
	 * Return the nodes that are subscribed to a topic.
	 * @param topic the topic
	 * @return the names of the nodes
	 */
	public Set<String> subscribers(Topic topic) {
		return get(() -> this.subscribers.getOrDefault(topic, Set.of())
			.stream()
			.map((link) -> link.node.name)
			.collect(Collectors.toSet()));
	}

	/**
	 * Return the topics that a node is subscribed to.
	 * @param node the node
	 * @return the topics of all its links
	 */
	public Set<Topic> topics(String node) {
		return get(() -> node(node).links.stream().flatMap((link) -> link.topics.stream()).collect(Collectors.toSet()));
	}

	/**
	 * Return how many links of a node are neither closed nor broken.
	 * @param node the node
	 * @return the number of links
	 */
	public int links(String node) {
		return get(() -> node(node).links.size());
	}

	/**
	 * Heal all faults and break all links, so that no thread is left.
	 */
	@Override
	public void close() {
		heal();
		breakLinks();
	}

	// Commands, called by links

	private CompletableFuture<ClusterLink> open(InMemoryNode node, ClusterLinkListener listener) {
		CompletableFuture<ClusterLink> stage = new CompletableFuture<>();
		boolean refused = get(() -> {
			if (this.opensRefused || node.opensRefused) {
				return true;
			}
			if (node.opensHeld) {
				node.heldOpens.add(() -> accept(node, listener, stage));
			}
			else if (!node.outgoingCut && !node.incomingCut) {
				accept(node, listener, stage);
			}
			return false;
		});
		return refused ? CompletableFuture.failedFuture(failure(Reason.CLOSED, "The connection was refused")) : stage;
	}

	private void accept(InMemoryNode node, ClusterLinkListener listener, CompletableFuture<ClusterLink> stage) {
		if (this.isPaused) {
			this.pausedOpens.add(stage);
		}
		process(() -> {
			InMemoryLink link = new InMemoryLink(this, node, listener, this.numbers.incrementAndGet());
			node.links.add(link);
			link.start(stage);
		});
	}

	CompletableFuture<Void> subscribe(InMemoryLink link, List<Topic> topics) {
		return command(link, topics, () -> topics.forEach((topic) -> {
			this.subscribers.computeIfAbsent(topic, (key) -> new LinkedHashSet<>()).add(link);
			link.topics.add(topic);
		}));
	}

	CompletableFuture<Void> unsubscribe(InMemoryLink link, List<Topic> topics) {
		return command(link, List.of(), () -> topics.forEach((topic) -> unsubscribe(link, topic)));
	}

	private CompletableFuture<Void> command(InMemoryLink link, List<Topic> restricted, Runnable effect) {
		this.lock.lock();
		try {
			if (link.isEnded()) {
				return CompletableFuture.failedFuture(link.endCause());
			}
			CompletableFuture<Void> stage = new CompletableFuture<>();
			link.outstanding.add(stage);
			if (!link.node.outgoingCut) {
				process(() -> execute(link, restricted, effect, stage));
			}
			return stage;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void execute(InMemoryLink link, List<Topic> restricted, Runnable effect, CompletableFuture<Void> stage) {
		if (link.isEnded()) {
			return;
		}
		if (restricted.stream().anyMatch(link.node.denied)) {
			link.answer(() -> stage.completeExceptionally(noPermission()), stage);
			return;
		}
		effect.run();
		link.answer(() -> stage.complete(null), stage);
	}

	CompletableFuture<Integer> publish(InMemoryLink link, Topic topic, byte[] bytes) {
		this.lock.lock();
		try {
			InMemoryNode node = link.node;
			if (link.isEnded()) {
				return CompletableFuture.failedFuture(link.endCause());
			}
			if (!this.isPaused && !node.outgoingCut && !node.incomingCut && node.delayNanos == 0) {
				return execute(link, topic, bytes);
			}
			CompletableFuture<Integer> stage = new CompletableFuture<>();
			link.outstanding.add(stage);
			if (!node.outgoingCut) {
				process(() -> answerLater(link, execute(link, topic, bytes), stage));
			}
			return stage;
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletableFuture<Integer> execute(InMemoryLink link, Topic topic, byte[] bytes) {
		if (link.node.denied.test(topic)) {
			return CompletableFuture.failedFuture(noPermission());
		}
		return CompletableFuture.completedFuture(deliver(link, topic, bytes));
	}

	private void answerLater(InMemoryLink link, CompletableFuture<Integer> answer, CompletableFuture<Integer> stage) {
		link.answer(() -> answer.whenComplete((receivers, failure) -> {
			if (failure != null) {
				stage.completeExceptionally(failure);
			}
			else {
				stage.complete(receivers);
			}
		}), stage);
	}

	private int deliver(InMemoryLink sender, Topic topic, byte[] bytes) {
		InMemoryNode.count(sender.node.published, topic);
		int copies = copies(topic, sender.node.name, null);
		int receivers = 0;
		for (InMemoryLink receiver : this.subscribers.getOrDefault(topic, Set.of())) {
			if (receiver.side == sender.side) {
				receivers++;
				int times = (copies != 0) ? copies * copies(topic, sender.node.name, receiver.node.name) : 0;
				for (int i = 0; i < times; i++) {
					receiver.deliver(topic, bytes);
				}
			}
		}
		return receivers;
	}

	private int copies(Topic topic, String sender, @Nullable String receiver) {
		int copies = 1;
		if (!this.faults.isEmpty()) {
			for (Fault fault : this.faults) {
				if (copies != 0 && fault.route.matches(topic, sender, receiver) && fault.happens()) {
					copies *= fault.copies;
				}
			}
		}
		return copies;
	}

	void close(InMemoryLink link) {
		locked(() -> {
			if (link.node.links.remove(link)) {
				if (link.node.outgoingCut) {
					link.node.closedUnheard.add(link);
				}
				else {
					process(() -> forget(link));
				}
			}
		});
	}

	void listenerFailed(InMemoryLink link, Throwable failure) {
		ClusterLinkException cause = new ClusterLinkException(Reason.CLOSED, "The listener has failed", failure);
		locked(() -> breakLink(link, cause));
	}

	void answered(InMemoryLink link, CompletableFuture<?> stage) {
		locked(() -> link.outstanding.remove(stage));
	}

	List<CompletableFuture<?>> takeOutstanding(InMemoryLink link) {
		return get(() -> {
			List<CompletableFuture<?>> stages = List.copyOf(link.outstanding);
			link.outstanding.clear();
			return stages;
		});
	}

	private void breakLink(InMemoryLink link, Throwable cause) {
		if (link.node.links.remove(link)) {
			forget(link);
			link.fail(cause);
		}
	}

	private void forgetClosed(InMemoryNode node) {
		node.closedUnheard.forEach(this::forget);
		node.closedUnheard.clear();
	}

	private void forget(InMemoryLink link) {
		List.copyOf(link.topics).forEach((topic) -> unsubscribe(link, topic));
	}

	private void unsubscribe(InMemoryLink link, Topic topic) {
		link.topics.remove(topic);
		this.subscribers.computeIfPresent(topic, (key, links) -> {
			links.remove(link);
			return links.isEmpty() ? null : links;
		});
	}

	private void process(Runnable command) {
		if (this.isPaused) {
			this.paused.add(command);
		}
		else {
			command.run();
		}
	}

	private Fault add(Fault fault) {
		this.faults.add(fault);
		return fault;
	}

	private InMemoryNode node(String name) {
		return this.nodes.computeIfAbsent(name, InMemoryNode::new);
	}

	private String[] allNodes() {
		return this.nodes.keySet().toArray(new String[0]);
	}

	private void each(String[] names, Consumer<InMemoryNode> action) {
		for (String name : names) {
			action.accept(node(name));
		}
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private <T> T get(Supplier<T> question) {
		this.lock.lock();
		try {
			return question.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static long sum(Map<Topic, LongAdder> counters, Predicate<Topic> topics) {
		return counters.entrySet()
			.stream()
			.filter((counter) -> topics.test(counter.getKey()))
			.mapToLong((counter) -> counter.getValue().sum())
			.sum();
	}

	private static ClusterLinkException noPermission() {
		return failure(Reason.PERMISSION, "No permission for a topic");
	}

	private static ClusterLinkException failure(Reason reason, String message) {
		return new ClusterLinkException(reason, message, null);
	}

	/**
	 * Fault that happens to a number of messages.
	 */
	public static final class Fault {

		private final Route route;

		private final int copies;

		private final int number;

		private final AtomicInteger count = new AtomicInteger();

		private volatile boolean cancelled;

		Fault(Route route, int number, int copies) {
			this.route = route;
			this.number = number;
			this.copies = copies;
		}

		private boolean happens() {
			if (this.cancelled || this.count.get() == this.number) {
				return false;
			}
			this.count.incrementAndGet();
			return true;
		}

		/**
		 * Return how many messages it has happened to: deliveries for a route to one
		 * receiver, whole messages for any other.
		 * @return the number of messages so far
		 */
		public int count() {
			return this.count.get();
		}

		/**
		 * Let it happen to no further message.
		 */
		public void cancel() {
			this.cancelled = true;
		}

	}

}
