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

package io.github.wsboot.client.bean;

import io.github.wsboot.endpoint.definition.EndpointDefinition;

/**
 * Definition of an annotated client, read from the annotations of its bean.
 *
 * @param name the name of the client
 * @param uri the template of the URI, placeholders resolved
 * @param autoConnect whether to connect when the application is ready, if the URI has no
 * variables
 * @param bean the bean and its callbacks
 * @since 0.1.0
 */
public record ClientDefinition(String name, String uri, boolean autoConnect, EndpointDefinition bean) {

}
