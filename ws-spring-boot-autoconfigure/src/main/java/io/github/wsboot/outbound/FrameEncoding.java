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

package io.github.wsboot.outbound;

import io.github.wsboot.Frame;

/**
 * Encodes a frame as the bytes on the wire. Implemented by the transport where these
 * differ from the plain ones.
 *
 * @since 0.1.0
 */
public interface FrameEncoding {

	/**
	 * Encode a frame.
	 * @param frame the frame
	 * @return header and payload
	 */
	byte[] encode(Frame frame);

	/**
	 * Return whether the same frame always has the same bytes, so that all its receivers
	 * can share them.
	 * @return whether to encode once
	 */
	default boolean isShared() {
		return true;
	}

}
