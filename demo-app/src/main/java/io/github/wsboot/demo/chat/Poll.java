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

package io.github.wsboot.demo.chat;

import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Question that a person puts to the room.
 *
 * @param question the question
 * @param options what can be answered
 */
record Poll(
		@NotBlank(message = "must not be blank") @Size(max = 200,
				message = "must have at most {max} characters") String question,
		@Size(min = 2, max = 6,
				message = "must be {min} to {max}") List<@NotBlank(message = "must not be blank") @Size(max = 50,
						message = "must have at most {max} characters") String> options) {

}
