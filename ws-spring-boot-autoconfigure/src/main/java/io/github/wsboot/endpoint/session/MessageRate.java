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

package io.github.wsboot.endpoint.session;

import java.util.concurrent.TimeUnit;

import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.concurrent.TokenBucket;

/**
 * Decides about each message of one connection by the rate of its messages. Messages come
 * one after the other, so there is no lock.
 */
final class MessageRate {

	private static final long REPORT_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final TokenBucket bucket;

	private final int maxViolations;

	/**
	 * Messages beyond the rate in this episode, which ends when the bucket is half full.
	 */
	private int violations;

	private boolean reported;

	private long lastReport;

	MessageRate(Rate rate, int maxViolations, long now) {
		this.bucket = new TokenBucket(rate, now);
		this.maxViolations = maxViolations;
		this.lastReport = now - REPORT_INTERVAL;
	}

	Verdict next(long now) {
		if (this.violations > this.maxViolations) {
			return Verdict.DROP;
		}
		if (this.violations > 0 && this.bucket.isHalfFull(now)) {
			this.violations = 0;
			this.reported = false;
		}
		return this.bucket.take(now) ? Verdict.PASS : violation(now);
	}

	private Verdict violation(long now) {
		this.violations++;
		if (this.violations > this.maxViolations) {
			return Verdict.CLOSE;
		}
		if (this.reported || now - this.lastReport < REPORT_INTERVAL) {
			return Verdict.DROP;
		}
		this.reported = true;
		this.lastReport = now;
		return Verdict.DROP_AND_REPORT;
	}

	enum Verdict {

		PASS, DROP, DROP_AND_REPORT, CLOSE

	}

}
