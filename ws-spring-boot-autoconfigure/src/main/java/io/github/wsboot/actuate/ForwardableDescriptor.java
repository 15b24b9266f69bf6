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

package io.github.wsboot.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Result of an operation that the other nodes of a cluster may take part in. Its numbers
 * are those of this node.
 */
interface ForwardableDescriptor extends OperationResponseBody {

	/**
	 * Return {@code true} if the other nodes were asked to do the same. The outcome there
	 * is not known here.
	 * @return {@code null} if there was no need to ask them
	 */
	@Nullable Boolean forwarded();

}
