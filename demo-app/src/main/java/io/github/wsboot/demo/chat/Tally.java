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

import java.util.Collection;
import java.util.List;

import io.github.wsboot.annotation.MessageType;

/**
 * Outcome of a poll.
 *
 * @param question the question
 * @param results the votes for each option
 * @param silent the number of people who have not voted
 */
@MessageType("tally")
record Tally(String question, List<Result> results, int silent) {

	static Tally of(Poll poll, Collection<Vote> votes, int silent) {
		return new Tally(poll.question(), poll.options()
			.stream()
			.distinct()
			.map((option) -> new Result(option, votes.stream().filter((vote) -> option.equals(vote.option())).count()))
			.toList(), silent);
	}

	/**
	 * Votes for one option.
	 *
	 * @param option the option
	 * @param votes the number of votes
	 */
	record Result(String option, long votes) {

	}

}
