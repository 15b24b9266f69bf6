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

package io.github.wsboot;

/**
 * Published when the server has closed its connections. If an operator has cancelled that
 * meanwhile, it is over as well: some connections may have stayed then, and none was cut
 * off.
 *
 * @param connections how many connections there were when it began
 * @param aborted how many had not ended shortly before {@code ws.drain.timeout} was over:
 * they were cut off, what waited for their callbacks was dropped, and the callback that
 * ran was interrupted
 * @param unfinished how many of those had not run their {@code @OnClose} to its end when
 * {@code ws.drain.timeout} was over; one that had not begun never will
 * @since 0.1.0
 */
public record DrainFinishedEvent(int connections, int aborted, int unfinished) {

}
