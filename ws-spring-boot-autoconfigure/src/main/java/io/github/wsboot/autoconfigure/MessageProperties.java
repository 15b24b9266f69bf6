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

import org.jspecify.annotations.Nullable;

/**
 * Properties of messages.
 *
 * @since 0.1.0
 */
public class MessageProperties {

	/**
	 * Name of the field at the top of a JSON message that says its type.
	 */
	private String typeField = "type";

	/**
	 * Number of streams that a connection's callbacks may have at once as results.
	 */
	private int maxStreams = 8;

	/**
	 * Number of messages a second that a client may send in the long run. By default any.
	 */
	private @Nullable Integer rate;

	/**
	 * Number of messages that a client may send at once, after a pause. By default as
	 * many as in a second.
	 */
	private @Nullable Integer burst;

	/**
	 * Number of messages beyond the rate that are dropped, without a pause between them,
	 * before the connection is closed.
	 */
	private int maxViolations = 100;

	public @Nullable Integer getRate() {
		return this.rate;
	}

	public void setRate(@Nullable Integer rate) {
		this.rate = rate;
	}

	public @Nullable Integer getBurst() {
		return this.burst;
	}

	public void setBurst(@Nullable Integer burst) {
		this.burst = burst;
	}

	public int getMaxViolations() {
		return this.maxViolations;
	}

	public void setMaxViolations(int maxViolations) {
		this.maxViolations = maxViolations;
	}

	public String getTypeField() {
		return this.typeField;
	}

	public void setTypeField(String typeField) {
		this.typeField = typeField;
	}

	public int getMaxStreams() {
		return this.maxStreams;
	}

	public void setMaxStreams(int maxStreams) {
		this.maxStreams = maxStreams;
	}

}
