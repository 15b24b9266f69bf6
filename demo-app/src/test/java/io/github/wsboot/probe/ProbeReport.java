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

package io.github.wsboot.probe;

import java.util.List;

/**
 * State of the JVM after a start of the application: threads of this context and of
 * earlier ones.
 *
 * @param restart the number in the configuration at the last start
 * @param starterRestarts whether a restart loads the classes of the starter again
 * @param loops the threads of the event loops
 * @param foreignThreads the threads of the starter that are not of this context
 */
public record ProbeReport(int restart, boolean starterRestarts, List<String> loops, List<String> foreignThreads) {

}
