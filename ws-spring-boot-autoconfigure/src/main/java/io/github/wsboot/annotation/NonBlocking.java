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

package io.github.wsboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that no callback of an endpoint ever waits: not for a database, a lock,
 * another service or a long computation. Callbacks then run on the connection's event
 * loop rather than on a worker thread, which saves a hand-over between threads for each
 * message.
 * <p>
 * This holds for all callbacks, including the actions of
 * {@link io.github.wsboot.Connection#every} and {@link io.github.wsboot.Connection#after}
 * and the methods of {@link WebSocketAdvice @WebSocketAdvice}, except
 * {@link OnHandshake @OnHandshake}, which stays on the request's thread. Nothing else
 * changes: callbacks of one connection never overlap, they run in the order of arrival,
 * and a callback that returns a stage holds back the next ones. Listeners of connection
 * events may still block, as they run on a worker thread.
 * <p>
 * An event loop serves many connections, and all of them wait while a callback runs. A
 * callback that takes longer than 100 milliseconds is named in the log, at most once a
 * minute. Work that may take longer belongs in an endpoint without this annotation, or
 * its callback returns a {@link java.util.concurrent.CompletionStage} that another thread
 * completes.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface NonBlocking {

}
