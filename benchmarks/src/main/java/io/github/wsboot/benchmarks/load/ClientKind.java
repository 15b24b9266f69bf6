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

package io.github.wsboot.benchmarks.load;

/**
 * Kind of outgoing connections.
 */
enum ClientKind {

	/** An annotated client whose callbacks run on workers, as they do by default. */
	WORKERS("workers", "/ws"),

	/** An annotated client whose callbacks run on the event loop. */
	NON_BLOCKING("non-blocking", "/ws-nonblocking"),

	/** The JDK's client. */
	JDK("jdk", "/ws");

	private final String id;

	private final String path;

	ClientKind(String id, String path) {
		this.id = id;
		this.path = path;
	}

	/**
	 * Return the path of the server that does the same at the other end.
	 */
	String path() {
		return this.path;
	}

	@Override
	public String toString() {
		return this.id;
	}

}
