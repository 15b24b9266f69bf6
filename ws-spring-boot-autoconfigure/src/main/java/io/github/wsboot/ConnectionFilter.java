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
 * Accepts or refuses clients before they get a connection, by address or any other fact
 * of the request. All beans of this type are asked in their order, before handshake
 * interceptors and {@code @OnHandshake}, until one refuses.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionFilter {

	/**
	 * Decide about a handshake. Called on the request's thread; an exception refuses the
	 * handshake with status 500.
	 * @param context the handshake in progress; call {@link HandshakeContext#reject} to
	 * choose the status
	 * @return {@code false} to refuse, with 403 unless another status was chosen
	 */
	boolean accept(HandshakeContext context);

}
