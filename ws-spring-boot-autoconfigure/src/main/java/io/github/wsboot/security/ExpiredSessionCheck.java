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

package io.github.wsboot.security;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.support.SafeLogger;

/**
 * Regular check that closes the connections of sessions which have expired according to
 * Spring Security's registry, for example because a user has logged in too often. Such a
 * session lives on until its next request, and there is no event, so the check asks the
 * registry.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ExpiredSessionCheck implements SmartInitializingSingleton {

	private static final SafeLogger logger = SafeLogger.of(ExpiredSessionCheck.class);

	private final @Nullable SessionRegistry registry;

	private final SessionConnections sessions;

	private final TimerService timers;

	private final CallbackExecutor workers;

	private final Duration interval;

	/**
	 * Create a check.
	 * @param registry knows which sessions have expired, or {@code null} if there is none
	 * @param sessions the sessions that have connections
	 * @param timers start each check
	 * @param workers ask the registry, which may be remote
	 * @param interval the time between the end of a check and the next one; zero means no
	 * check
	 */
	public ExpiredSessionCheck(@Nullable SessionRegistry registry, SessionConnections sessions, TimerService timers,
			CallbackExecutor workers, Duration interval) {
		this.registry = registry;
		this.sessions = sessions;
		this.timers = timers;
		this.workers = workers;
		this.interval = interval;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.registry != null && !this.interval.isZero()) {
			checkLater(this.registry);
		}
	}

	private void checkLater(SessionRegistry registry) {
		this.timers.after(this.interval, () -> {
			try {
				this.workers.execute(() -> check(registry));
			}
			catch (Throwable ex) {
				// Otherwise there would be no further check
				checkLater(registry);
				throw ex;
			}
		});
	}

	private void check(SessionRegistry registry) {
		try {
			Throwable failure = null;
			for (String id : this.sessions.ids()) {
				failure = check(registry, id, failure);
			}
			if (failure != null) {
				logger.warn("Cannot check whether some sessions have expired", failure);
			}
		}
		finally {
			checkLater(registry);
		}
	}

	/**
	 * Check one session. If that fails, the others are checked nevertheless.
	 * @return the first failure, or {@code null}
	 */
	private @Nullable Throwable check(SessionRegistry registry, String id, @Nullable Throwable earlier) {
		try {
			SessionInformation information = registry.getSessionInformation(id);
			if (information != null && information.isExpired()) {
				this.sessions.end(id);
			}
			return earlier;
		}
		catch (Throwable ex) {
			return (earlier != null) ? earlier : ex;
		}
	}

}
