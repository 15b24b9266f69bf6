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
 * Published when a drain is over: the server has closed its connections, or an operator
 * has cancelled the drain. In the second case some connections may have stayed, and none
 * was cut off.
 *
 * @param connections the number of connections when the drain began
 * @param aborted the number of connections that had not ended shortly before
 * {@code ws.drain.timeout} was over: they were cut off, their waiting messages were
 * dropped, and their running callbacks were interrupted
 * @param unfinished the number of those whose {@code @OnClose} had not finished when
 * {@code ws.drain.timeout} was over; a callback that had not begun never runs
 * @since 0.1.0
 */
public record DrainFinishedEvent(int connections, int aborted, int unfinished) {

}
