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

package io.github.wsboot.endpoint;

import java.util.List;

import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.GuardedEvents;
import io.github.wsboot.connection.Workers;

/**
 * What all endpoints share.
 *
 * @param connections creates connections
 * @param workers run the callbacks
 * @param server runs what else may block, whatever callbacks do meanwhile
 * @param invoker calls the callbacks
 * @param messages handles messages
 * @param events told when connections open and close
 * @param settings the settings of all endpoints
 * @param contexts surround the callbacks
 * @param statuses know exceptions that are answers
 */
record EndpointServices(ConnectionFactory connections, Workers workers, Workers server, CallbackInvoker invoker,
		MessageInvoker messages, GuardedEvents events, EndpointSettings settings, CallbackContexts contexts,
		List<ExceptionStatus> statuses) {

}
