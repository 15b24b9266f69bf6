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

package io.github.wsboot.cluster.codec;

import org.springframework.util.Assert;

import io.github.wsboot.node.AudienceSpec;

/**
 * Connections that a message concerns.
 *
 * @since 0.1.0
 */
public sealed interface Target {

	/**
	 * One connection.
	 *
	 * @param id the id of the connection
	 */
	record OneConnection(String id) implements Target {

		/**
		 * Create a target.
		 */
		public OneConnection {
			Assert.hasLength(id, "'id' must not be empty");
		}

	}

	/**
	 * The members of an audience.
	 *
	 * @param audience the audience
	 */
	record Members(AudienceSpec audience) implements Target {

		/**
		 * Create a target.
		 */
		public Members {
			boolean all = (audience.kind() == AudienceSpec.Kind.ALL);
			Assert.isTrue(audience.name().isEmpty() == all,
					"Each audience but that of all connections must have a name");
			Assert.isTrue(audience.endpoint() == null || audience.kind() == AudienceSpec.Kind.ROOM,
					"Only a room can be restricted to an endpoint");
		}

	}

}
